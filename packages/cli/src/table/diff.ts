import type { MigrationPlan } from '@throughline/electrodb/migrate'
import { exitCodes } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { connect } from '../project/project.ts'
import type { Paint } from '../terminal/output.ts'
import { planTable, type TablePlan } from './plan-table.ts'

export interface DiffFlags {
  readonly from?: string
  readonly check?: boolean
}

/** `table diff` */
export async function diff({ flags, output }: Context<DiffFlags>): Promise<Answer> {
  const connected = await connect(flags)
  const planned = await planTable(connected, flags.from)
  const { changes, plan, isUpToDate } = planned
  return {
    json: {
      table: connected.layout.tableName,
      upToDate: isUpToDate,
      changes,
      steps: plan.steps,
      problems: plan.problems,
    },
    text: isUpToDate
      ? `${output.paint.good('✓')} The rows of ${connected.place} follow this model.`
      : planText(planned, output.paint),
    ...(flags.check === true && !isUpToDate && { exitCode: exitCodes.found }),
  }
}

/** A plan in words: what has changed, what is to be done about it, and what stands in the way. */
export function planText({ changes, plan }: TablePlan, paint: Paint): string {
  const safety = { breaking: paint.bad, 'needs-backfill': paint.warn, safe: paint.good }
  const changed = changes.map(({ safety: kind, message }) => `  ${safety[kind](kind.padEnd(14))}  ${message}`)
  return [
    paint.strong('Changes of the model'),
    ...(changed.length > 0 ? changed : ['  none']),
    paint.strong('Steps'),
    ...(plan.steps.length > 0
      ? plan.steps.map((step) => stepText(step, paint))
      : ['  none: stored rows fit']),
    ...problemTexts(plan, paint),
  ].join('\n')
}

function stepText({ phase, message, destructive }: MigrationPlan['steps'][number], paint: Paint): string {
  return `  ${phase.padEnd(9)} ${message}${destructive ? paint.bad(' (takes data away)') : ''}`
}

function problemTexts({ problems }: MigrationPlan, paint: Paint): string[] {
  if (problems.length === 0) return []
  return [
    paint.strong('Problems'),
    ...problems.map(
      ({ severity, message }) =>
        `  ${(severity === 'error' ? paint.bad : paint.warn)(severity.padEnd(9))} ${message}`,
    ),
  ]
}

import {
  migrate,
  type MigrationPhase,
  type MigrationProgress,
  type MigrationReport,
  type StepReport,
  writeDeployed,
} from '@throughline/electrodb/migrate'
import { CliError } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { type Connected, connect } from '../project/project.ts'
import { confirmed } from '../terminal/confirm.ts'
import type { Output } from '../terminal/output.ts'
import { type Progress, startProgress } from '../terminal/progress.ts'
import { figure } from '../terminal/text-table.ts'
import { planText } from './diff.ts'
import { planTable, type TablePlan } from './plan-table.ts'
import { createWaitLimit } from './wait-limit.ts'

export interface MigrateFlags {
  readonly from?: string
  readonly dryRun?: boolean
  readonly phase?: MigrationPhase
  readonly destructive?: boolean
  readonly again?: boolean
  readonly rate?: number
  readonly segments: number
  readonly wait?: number
  readonly yes?: boolean
}

/** `table migrate` */
export async function migrateTable(context: Context<MigrateFlags>): Promise<Answer> {
  const { flags, output, signal } = context
  const connected = await connect(flags)
  const planned = await planTable(connected, flags.from)
  const { layout, place } = connected
  if (planned.isUpToDate) {
    const text = `${output.paint.good('✓')} The rows of ${place} follow this model.`
    return { json: { table: layout.tableName, upToDate: true, steps: [] }, text }
  }
  const errors = planned.plan.problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    const message = `This migration cannot be done. ${errors.map((problem) => problem.message).join(' ')}`
    throw new CliError('failed', message, 'Correct the model, and look again: throughline table diff')
  }
  if (!flags.dryRun) {
    output.note(planText(planned, output.paint))
    const question = `Migrate the table ${place}${flags.destructive ? ', and take data away' : ''}?`
    await confirmed({ question, yes: flags.yes === true, signal })
  }
  const report = await run(context, connected, planned)
  const isDone = report.steps.every(({ status }) => status === 'done' || status === 'done_before')
  if (isDone && !flags.dryRun) await noteDeployed(connected)
  const { steps } = report
  return {
    json: { table: layout.tableName, upToDate: isDone, steps },
    text: reportText(report, planned, output),
  }
}

/** Once every step is done, and not before: what was only listed stays a difference. */
async function noteDeployed({ client, model, layout, sharedLayout }: Connected): Promise<void> {
  await writeDeployed({ client }, layout.tableName, { model, layout: sharedLayout })
}

/** Seconds that one change of an index may take. */
const usualWait = { aws: 3_600, local: 120 }

async function run(
  { flags, output, signal }: Context<MigrateFlags>,
  { client, config, model, layout, tenant, place, isAws }: Connected,
  { plan }: TablePlan,
): Promise<MigrationReport> {
  const bars = barOfStep(output)
  const seconds = flags.wait ?? (isAws ? usualWait.aws : usualWait.local)
  const limit = createWaitLimit(plan, { seconds, signal, place })
  try {
    return await migrate(client, plan, {
      model,
      signal: limit.signal,
      segments: flags.segments,
      dryRun: flags.dryRun === true,
      destructive: flags.destructive === true,
      again: flags.again === true,
      onProgress(progress) {
        bars.tell(progress)
        limit.tell(progress)
      },
      ...(flags.phase && { phases: [flags.phase] }),
      ...(flags.rate !== undefined && { rate: { writeUnits: flags.rate } }),
      ...(config.upgrades && { upgrades: config.upgrades }),
      ...(layout.tenancy === 'table' && tenant !== undefined && { tenant }),
    })
  } catch (error) {
    throw limit.explain(error)
  } finally {
    bars.stop()
  }
}

/** A bar for each step that reads items. */
function barOfStep(output: Output): { tell: (progress: MigrationProgress) => void; stop: () => void } {
  let bar: Progress | undefined
  let current: string | undefined
  return {
    tell({ step, done, total }) {
      if (step !== current) {
        bar?.stop()
        output.note(`${step} …`)
        bar = total > 0 ? startProgress(output, 'items', total) : undefined
        current = step
      }
      bar?.update(done)
    },
    stop: () => bar?.stop(),
  }
}

const words = {
  done: 'done',
  done_before: 'done before',
  listed: 'only listed: it would take data away (--destructive)',
  planned: 'would be done',
  skipped: 'of another phase',
} satisfies Record<StepReport['status'], string>

function reportText({ steps }: MigrationReport, { plan }: TablePlan, { paint }: Output): string {
  if (steps.length === 0)
    return `${paint.good('✓')} There was nothing to do to the table; it is noted that its rows follow this model.`
  const lines = steps.flatMap(({ id, status, counts, rows }) => {
    const message = plan.steps.find((step) => step.id === id)?.message ?? id
    const { written, deleted, refused } = counts
    const numbers = Object.entries({ written, deleted, refused }).filter(([, count]) => count > 0)
    const figures = numbers.map(([name, count]) => `${figure(count)} ${name}`).join(', ')
    return [
      `${status === 'done' || status === 'done_before' ? paint.good('✓') : paint.warn('•')} ${message}`,
      `    ${words[status]}${figures === '' ? '' : `: ${figures}`}`,
      ...rows.map(({ entity, pk, sk, message: why }) => `    ${entity} ${pk} / ${sk}: ${why}`),
    ]
  })
  return lines.join('\n')
}

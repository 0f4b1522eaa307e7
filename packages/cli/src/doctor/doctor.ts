import { checkTable } from '@throughline/electrodb'
import { exitCodes } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { type Connected, connect } from '../project/project.ts'
import type { Output } from '../terminal/output.ts'
import { planTable } from '../table/plan-table.ts'
import { counted } from '../terminal/text-table.ts'
import { clockFinding } from './clock.ts'
import type { CliFinding } from './finding.types.ts'
import { localFindings, nodeFinding } from './machine.ts'
import { packageFindings } from './packages.ts'

export interface DoctorFlags {
  readonly stream?: boolean
}

/** `doctor` */
export async function doctor({ flags, output, signal }: Context<DoctorFlags>): Promise<Answer> {
  const connected = await connect(flags)
  const { client, layout } = connected
  const onTable: readonly CliFinding[] = await checkTable({ client }, layout, {
    stream: flags.stream === true,
    signal,
  })
  const isReached = onTable.some(({ level, code }) => level === 'ok' && code === 'endpoint')
  const hasTable = isReached && !onTable.some(({ level, code }) => level === 'error' && code === 'table')
  const findings: CliFinding[] = [
    nodeFinding(),
    ...(await localFindings(connected)),
    ...packageFindings(connected.file),
    ...onTable,
    ...(isReached ? await clockFinding(connected, signal) : []),
    ...(hasTable ? [await modelFinding(connected)] : []),
  ]
  const errors = findings.filter(({ level }) => level === 'error').length
  const warnings = findings.filter(({ level }) => level === 'warning').length
  return {
    json: { table: layout.tableName, errors, warnings, findings },
    text: report(findings, { errors, warnings }, output),
    exitCode: errors > 0 ? exitCodes.found : exitCodes.done,
  }
}

/** Whether the rows follow this model, by what the table says. */
async function modelFinding(connected: Connected): Promise<CliFinding> {
  try {
    const { isUpToDate, changes, plan } = await planTable(connected, undefined)
    if (isUpToDate) return { level: 'ok', code: 'model', message: 'The rows follow this model.' }
    const what = `${counted(changes.length, 'change')} and ${counted(plan.steps.length, 'step')}`
    const message = `The rows follow an earlier model (${what}). Look at them: throughline table diff`
    return { level: 'warning', code: 'model', message }
  } catch (error) {
    return {
      level: 'warning',
      code: 'model',
      message: error instanceof Error ? error.message : String(error),
    }
  }
}

function report(
  findings: readonly CliFinding[],
  { errors, warnings }: { readonly errors: number; readonly warnings: number },
  { paint }: Output,
): string {
  const marks = { error: paint.bad('✗'), ok: paint.good('✓'), warning: paint.warn('!') }
  const sum = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(', ')
  return [
    ...findings.map(({ level, message }) => `${marks[level]} ${message}`),
    sum === '' ? 'All is well.' : `${sum}.`,
  ].join('\n')
}

import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import type { StoreError } from '@throughline/schema'
import { isAwsHost } from './aws-environment.ts'
import { placeOf } from '../connection.ts'
import { toStoreError } from './dynamo-error.ts'
import type { ErrorPlace } from './error-row.ts'
import type { Finding, FindingCode } from './finding.ts'
import { layoutHash } from '../layout/layout-hash.ts'
import { readLayoutRecord } from '../layout/layout-record.ts'
import { type Command, type Retrying, send } from './send.ts'
import {
  layoutFinding,
  safetyFindings,
  schemaFindings,
  streamFinding,
  type TableFacts,
  ttlFinding,
} from './table-findings.ts'
import type { TableLayout } from '../layout/table-layout.ts'
import { requireTenantsTable } from '../layout/tenancy.ts'

export interface CheckOptions {
  /** Whether changes are to be read from the table's stream. */
  readonly stream?: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Looks whether a table can be used with a layout: the way to it, its keys and indexes, and what keeps its data.
 *
 * Reads alone, at most four requests. What is wrong is a finding, not an error; the first that keeps all others from being
 * looked at is the last.
 *
 * @throws {StoreError} `aborted`; `invalid` for a layout of one table each tenant without its tenant.
 */
export async function checkTable(
  connection: Retrying,
  layout: TableLayout,
  { stream = false, signal }: CheckOptions = {},
): Promise<Finding[]> {
  requireTenantsTable(layout)
  const setup = await setupFindings(connection, layout)
  if (setup.some(({ level }) => level === 'error')) return setup
  const place = await placeOf(connection.client, layout.tableName)
  const ask = asker(connection, place, signal)
  const described = await ask(new DescribeTableCommand({ TableName: layout.tableName }), 'DescribeTable')
  if ('finding' in described) return [...setup, described.finding]
  const { Table: table = {} } = described.answer
  const reached: Finding = {
    level: 'ok',
    code: 'endpoint',
    message: `DynamoDB answers at ${place.endpoint}.`,
  }
  return [
    ...setup,
    reached,
    ...schemaFindings(layout, table),
    ...(await detailFindings(connection, layout, { table }, { ask, signal, stream })),
  ]
}

/** Whether requests can be signed and sent at all: found without sending one. */
async function setupFindings({ client }: Retrying, { tableName }: TableLayout): Promise<Finding[]> {
  const findings: Finding[] = []
  try {
    const region = await client.config.region()
    findings.push({ level: 'ok', code: 'region', message: `The region is ${region}.` })
  } catch (error) {
    const { message } = toStoreError(error, { tableName })
    return [{ level: 'error', code: 'region', message }]
  }
  try {
    await client.config.credentials()
    findings.push({ level: 'ok', code: 'credentials', message: 'There are credentials.' })
  } catch (error) {
    const { message } = toStoreError(error, { tableName })
    findings.push({ level: 'error', code: 'credentials', message })
  }
  return findings
}

type Asked<TOutput> = { readonly answer: TOutput } | { readonly finding: Finding; readonly error: StoreError }
type Ask = <TOutput>(command: Command<TOutput>, permission: string) => Promise<Asked<TOutput>>

/** Sends requests whose failures are findings. */
function asker(connection: Retrying, place: ErrorPlace, signal: AbortSignal | undefined): Ask {
  return async (command, permission) => {
    try {
      return { answer: await send(connection, command, { signal }) }
    } catch (cause) {
      const error = toStoreError(cause, place)
      if (error.code === 'aborted') throw error
      const isForbidden = cause instanceof Error && cause.name === 'AccessDeniedException'
      const message = isForbidden
        ? `${error.message} Allow dynamodb:${permission} to have this looked at.`
        : error.message
      return { error, finding: { level: 'error', code: codeOf(error, isForbidden), message } }
    }
  }
}

function codeOf({ code, cause }: StoreError, isForbidden: boolean): FindingCode {
  if (isForbidden) return 'permission'
  if (cause instanceof Error && cause.name === 'ResourceNotFoundException') return 'table'
  return code === 'denied' ? 'credentials' : 'endpoint'
}

interface DetailOptions {
  readonly ask: Ask
  readonly signal: AbortSignal | undefined
  readonly stream: boolean
}

/** What DescribeTable does not tell; what may not be asked is a warning. */
async function detailFindings(
  connection: Retrying,
  layout: TableLayout,
  { table }: TableFacts,
  { ask, signal, stream }: DetailOptions,
): Promise<Finding[]> {
  const { tableName: TableName } = layout
  const findings: Finding[] = []
  const ttl = await ask(new DescribeTimeToLiveCommand({ TableName }), 'DescribeTimeToLive')
  findings.push(
    'finding' in ttl ? warned(ttl.finding) : ttlFinding(layout, ttl.answer.TimeToLiveDescription ?? {}),
  )
  if (stream) findings.push(streamFinding(layout, table))
  findings.push(await recordFinding(connection, layout, signal))
  if (!(await isOnAws(connection))) return findings
  const backups = await ask(new DescribeContinuousBackupsCommand({ TableName }), 'DescribeContinuousBackups')
  if ('finding' in backups)
    return [...findings, warned(backups.finding), ...safetyFindings(layout, { table })]
  const { PointInTimeRecoveryDescription: recovery } = backups.answer.ContinuousBackupsDescription ?? {}
  const status = recovery?.PointInTimeRecoveryStatus ?? 'DISABLED'
  return [...findings, ...safetyFindings(layout, { table, recovery: status })]
}

async function recordFinding(
  connection: Retrying,
  layout: TableLayout,
  signal: AbortSignal | undefined,
): Promise<Finding> {
  try {
    const record = await readLayoutRecord(connection, layout.tableName, signal)
    return layoutFinding(layout, await layoutHash(layout), record)
  } catch (cause) {
    const error = toStoreError(cause, await placeOf(connection.client, layout.tableName))
    if (error.code === 'aborted') throw error
    return { level: 'error', code: error.code === 'denied' ? 'permission' : 'layout', message: error.message }
  }
}

function warned(finding: Finding): Finding {
  return { ...finding, level: 'warning' }
}

/** Whether a client's requests go to AWS, and not to DynamoDB Local or another stand-in. */
export async function isOnAws({ client }: Retrying): Promise<boolean> {
  const endpoint = await client.config.endpoint?.()
  return endpoint === undefined || isAwsHost(endpoint.hostname)
}

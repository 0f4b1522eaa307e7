import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  PointInTimeRecoveryStatus,
  TableDescription,
  TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb'
import type { Finding } from './finding.ts'
import type { LayoutRecord } from '../layout/layout-record.ts'
import { keyDifference, keyAttributes } from '../layout/table.ts'
import type { IndexLayout, TableLayout } from '../layout/table-layout.ts'

/** What DynamoDB tells of a table; what it did not tell is absent. */
export interface TableFacts {
  readonly table: TableDescription
  readonly ttl?: TimeToLiveDescription | undefined
  readonly recovery?: PointInTimeRecoveryStatus | undefined
}

/** Compares the table's state, its keys and its indexes with a layout. */
export function schemaFindings(layout: TableLayout, table: TableDescription): Finding[] {
  return [
    statusFinding(layout, table),
    keyFinding(layout, table),
    ...layout.indexes.map((index) => indexFinding(layout, index, table)),
  ]
}

function statusFinding({ tableName }: TableLayout, { TableStatus }: TableDescription): Finding {
  const code = 'table'
  if (TableStatus === 'ACTIVE') return { level: 'ok', code, message: `The table "${tableName}" is active.` }
  if (TableStatus === 'UPDATING') {
    const message = `The table "${tableName}" is being changed. It can be used meanwhile; look again when it is done.`
    return { level: 'warning', code, message }
  }
  const message = `The table "${tableName}" is ${TableStatus ?? 'in no state'} and cannot be used. Wait until it is ACTIVE, or look at it in AWS.`
  return { level: 'error', code, message }
}

function keyFinding(layout: TableLayout, table: TableDescription): Finding {
  const code = 'key'
  const types = new Map(
    table.AttributeDefinitions?.map((entry) => [entry.AttributeName, entry.AttributeType]),
  )
  const wrong = keyAttributes(layout).filter((name) => types.has(name) && types.get(name) !== 'S')
  const problem =
    keyDifference('the key', layout.key, table.KeySchema) ??
    (wrong.length > 0 ? `${wrong.join(', ')} should hold text (S)` : undefined)
  if (problem === undefined) {
    return { level: 'ok', code, message: `The key is ${layout.key.pk}/${layout.key.sk}.` }
  }
  const message = `The table "${layout.tableName}" has another key: ${problem}. DynamoDB cannot change that: give the model a table of its own.`
  return { level: 'error', code, message }
}

type FoundIndex = GlobalSecondaryIndexDescription | LocalSecondaryIndexDescription

function indexFinding({ tableName }: TableLayout, index: IndexLayout, table: TableDescription): Finding {
  const code = 'index'
  const isLocal = index.type === 'local'
  const all: readonly FoundIndex[] =
    (isLocal ? table.LocalSecondaryIndexes : table.GlobalSecondaryIndexes) ?? []
  const found = all.find(({ IndexName }) => IndexName === index.name)
  const advice = isLocal
    ? 'DynamoDB makes local indexes with the table alone: give the model a table of its own.'
    : 'Run a migration, which adds indexes one at a time.'
  const projection = found?.Projection?.ProjectionType ?? 'ALL'
  const problem =
    keyDifference(index.name, index, found?.KeySchema) ??
    (projection === 'ALL' ? undefined : `${index.name} projects ${projection} instead of ALL`)
  if (problem !== undefined) {
    return { level: 'error', code, message: `Of the table "${tableName}", ${problem}. ${advice}` }
  }
  const status = found && 'IndexStatus' in found ? found.IndexStatus : 'ACTIVE'
  if (status === 'ACTIVE') {
    return { level: 'ok', code, message: `${index.name} is active, by ${index.pk}/${index.sk}.` }
  }
  const isFilling = found && 'Backfilling' in found && found.Backfilling === true
  const message = `${index.name} is ${isFilling ? 'being filled with the rows that exist' : status} and cannot be read yet. Wait until it is ACTIVE.`
  return { level: status === 'UPDATING' ? 'warning' : 'error', code, message }
}

/** What else the layout wants of its table. */
export function ttlFinding({ tableName, ttl: wanted }: TableLayout, ttl: TimeToLiveDescription): Finding {
  const code = 'ttl'
  const isOn = ttl.TimeToLiveStatus === 'ENABLED' || ttl.TimeToLiveStatus === 'ENABLING'
  if (isOn && ttl.AttributeName === wanted) {
    return { level: 'ok', code, message: `What has expired is deleted by "${wanted}".` }
  }
  if (isOn) {
    const message = `Items of the table "${tableName}" expire by "${ttl.AttributeName}" instead of "${wanted}". Disable that, and call createTable in an hour.`
    return { level: 'error', code, message }
  }
  const message = `The table "${tableName}" deletes nothing that has expired, and grows for ever. Enable its time to live on "${wanted}": createTable does.`
  return { level: 'warning', code, message }
}

/** The stream that changes are read from. */
export function streamFinding(
  { tableName }: TableLayout,
  { StreamSpecification }: TableDescription,
): Finding {
  const code = 'stream'
  const { StreamEnabled = false, StreamViewType } = StreamSpecification ?? {}
  if (StreamEnabled && StreamViewType === 'NEW_AND_OLD_IMAGES') {
    return { level: 'ok', code, message: 'The stream has the old and the new item of each change.' }
  }
  const state = StreamEnabled ? `has ${StreamViewType} alone` : 'is off'
  const message = `The stream of the table "${tableName}" ${state}. Turn it on with NEW_AND_OLD_IMAGES.`
  return { level: 'error', code, message }
}

/** Which layout the items follow, as the table itself says. */
export function layoutFinding(
  { tableName, version }: TableLayout,
  hash: string,
  record: LayoutRecord | undefined,
): Finding {
  const code = 'layout'
  if (!record) {
    const message = `The table "${tableName}" does not say which layout its items follow. If it is this one, write it down: createTable does.`
    return { level: 'warning', code, message }
  }
  if (record.version === version && record.hash === hash) {
    return { level: 'ok', code, message: `The items follow layout ${short(version, hash)}.` }
  }
  const message = `The items of the table "${tableName}" follow layout ${short(record.version, record.hash)}, and the model has ${short(version, hash)}. Run a migration, or use the model that the table was made for.`
  return { level: 'error', code, message }
}

function short(version: number, hash: string): string {
  return `${version}/${hash.slice(0, 8)}`
}

/** What keeps the data of a table on AWS from harm. */
export function safetyFindings({ tableName }: TableLayout, { table, recovery }: TableFacts): Finding[] {
  const isProtected = table.DeletionProtectionEnabled === true
  const protection: Finding = isProtected
    ? { level: 'ok', code: 'protection', message: 'The table is protected from deletion.' }
    : {
        level: 'warning',
        code: 'protection',
        message: `The table "${tableName}" can be deleted by one request. Enable its deletion protection.`,
      }
  return [
    protection,
    ...(recovery === undefined ? [] : [recoveryFinding(tableName, recovery)]),
    billing(table),
  ]
}

function recoveryFinding(tableName: string, status: PointInTimeRecoveryStatus): Finding {
  const code = 'recovery'
  return status === 'ENABLED'
    ? { level: 'ok', code, message: 'Point-in-time recovery is on.' }
    : {
        level: 'warning',
        code,
        message: `The table "${tableName}" cannot be brought back to an earlier time. Enable its point-in-time recovery.`,
      }
}

function billing({ BillingModeSummary, ProvisionedThroughput }: TableDescription): Finding {
  const code = 'billing'
  if (BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') {
    return { level: 'ok', code, message: 'Capacity is on demand.' }
  }
  const { ReadCapacityUnits: reads = 0, WriteCapacityUnits: writes = 0 } = ProvisionedThroughput ?? {}
  const message = `Capacity is provisioned: ${reads} reads and ${writes} writes a second, beyond which requests are throttled. Watch it, or switch to on demand.`
  return { level: 'warning', code, message }
}

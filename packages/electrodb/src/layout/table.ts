import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type KeySchemaElement,
  type TableDescription,
  type TimeToLiveDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { guarded } from '../connection.ts'
import { writeLayoutRecord } from './layout-record.ts'
import { send } from '../client/send.ts'
import type { IndexLayout, KeyPair, TableLayout } from './table-layout.ts'
import { requireTenantsTable } from './tenancy.ts'

/** How long a table may take to come or go, and how long to wait between two looks; milliseconds. */
const patience = 60_000
const interval = 100

/** The `CreateTable` request of a layout: on-demand capacity, all attributes projected. Its `ttl` is enabled apart. */
export function createTableInput(layout: TableLayout): CreateTableCommandInput {
  requireTenantsTable(layout)
  const { global, local } = indexesOf(layout)
  return {
    TableName: layout.tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keyAttributes(layout).map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: keySchema(layout.key),
    GlobalSecondaryIndexes: global.map(indexInput),
    ...(local.length > 0 && { LocalSecondaryIndexes: local.map(indexInput) }),
  }
}

/** The names of all key attributes, each once: those of the table first. */
export function keyAttributes({ key, indexes }: TableLayout): string[] {
  return [...new Set([key, ...indexes].flatMap(({ pk, sk }) => [pk, sk]))]
}

/** The indexes of a layout by their type. */
export function indexesOf({ indexes }: TableLayout): Record<'global' | 'local', IndexLayout[]> {
  return {
    global: indexes.filter(({ type }) => type !== 'local'),
    local: indexes.filter(({ type }) => type === 'local'),
  }
}

function indexInput(index: IndexLayout) {
  return {
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: { ProjectionType: 'ALL' as const },
  }
}

function keySchema({ pk, sk }: KeyPair): KeySchemaElement[] {
  return [
    { AttributeName: pk, KeyType: 'HASH' },
    { AttributeName: sk, KeyType: 'RANGE' },
  ]
}

/**
 * Creates the table where it does not exist, waits until it can be used, has it delete what has expired, and writes down which
 * layout its items follow, unless it says so already.
 *
 * @throws {StoreError} `not_configured` where a table of that name has other keys or indexes, or expires by another
 * attribute; `invalid` for a layout of one table each tenant without its tenant.
 */
export async function createTable(client: DynamoDBDocumentClient, layout: TableLayout): Promise<void> {
  await guarded({ client, tableName: layout.tableName }, async () => {
    try {
      const input = createTableInput(layout)
      // After a lost answer, the table is there already.
      await send({ client }, new CreateTableCommand(input), { idempotent: true })
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error
    }
    await until(layout.tableName, 'ready', async () => {
      const table = await describeTable(client, layout.tableName)
      if (table) checkTable(layout, table)
      const indexes = table?.GlobalSecondaryIndexes ?? []
      return table?.TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
    })
    await enableTtl(client, layout)
    // What is written down already stays: the items may follow that one.
    await writeLayoutRecord({ client }, layout, { over: null })
  })
}

/** Has the table expire items by the layout's attribute, unless it does so already. */
export async function enableTtl(client: DynamoDBDocumentClient, layout: TableLayout): Promise<void> {
  if (hasTtl(layout, await describeTtl(client, layout))) return
  const input = {
    TableName: layout.tableName,
    TimeToLiveSpecification: { AttributeName: layout.ttl, Enabled: true },
  }
  try {
    await send({ client }, new UpdateTimeToLiveCommand(input), { idempotent: true })
  } catch (error) {
    // Another process may have been faster, and DynamoDB refuses to enable it twice.
    if (!hasTtl(layout, await describeTtl(client, layout))) throw error
  }
}

async function describeTtl(
  client: DynamoDBDocumentClient,
  { tableName }: TableLayout,
): Promise<TimeToLiveDescription> {
  const input = { TableName: tableName }
  const answer = await send({ client }, new DescribeTimeToLiveCommand(input))
  return answer.TimeToLiveDescription ?? {}
}

/** @throws {StoreError} `not_configured` for a table that expires by another attribute. */
function hasTtl(
  { tableName, ttl }: TableLayout,
  { AttributeName, TimeToLiveStatus }: TimeToLiveDescription,
): boolean {
  const isOn = TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING'
  if (!isOn || AttributeName === ttl) return isOn
  throw new StoreError(
    'not_configured',
    `The table "${tableName}" exists with another layout: its items expire by "${AttributeName}" instead of "${ttl}". ` +
      'Give the model a table of its own, or disable its time to live and try again in an hour.',
  )
}

/** Deletes the table, where it exists, with all that is in it, and waits until it is gone. */
export async function deleteTable(client: DynamoDBDocumentClient, layout: TableLayout): Promise<void> {
  await guarded({ client, tableName: layout.tableName }, async () => {
    try {
      const input = { TableName: layout.tableName }
      await send({ client }, new DeleteTableCommand(input), { idempotent: true })
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error
    }
    await until(layout.tableName, 'gone', async () => !(await describeTable(client, layout.tableName)))
  })
}

async function describeTable(
  client: DynamoDBDocumentClient,
  name: string,
): Promise<TableDescription | undefined> {
  try {
    const input = { TableName: name }
    return (await send({ client }, new DescribeTableCommand(input))).Table
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined
    throw error
  }
}

/** Further indexes do no harm; other keys, or a missing index, do. */
function checkTable(layout: TableLayout, table: TableDescription): void {
  const differences = [
    keyDifference('the key', layout.key, table.KeySchema),
    ...layout.indexes.map((index) => {
      const all = index.type === 'local' ? table.LocalSecondaryIndexes : table.GlobalSecondaryIndexes
      const found = all?.find(({ IndexName }) => IndexName === index.name)
      const projection = found?.Projection?.ProjectionType ?? 'ALL'
      return projection === 'ALL'
        ? keyDifference(index.name, index, found?.KeySchema)
        : `${index.name} projects ${projection} instead of ALL`
    }),
  ].filter((text) => text !== undefined)
  if (differences.length === 0) return
  throw new StoreError(
    'not_configured',
    `The table "${layout.tableName}" exists with another layout: ${differences.join('; ')}. ` +
      'Give the model a table of its own, or delete this one.',
  )
}

/** How the keys of a table or of an index differ from what is wanted; `undefined` where they do not. */
export function keyDifference(
  what: string,
  wanted: KeyPair,
  found: readonly KeySchemaElement[] | undefined,
): string | undefined {
  const name = (type: string): string =>
    found?.find(({ KeyType }) => KeyType === type)?.AttributeName ?? 'none'
  const is = `${name('HASH')}/${name('RANGE')}`
  const should = `${wanted.pk}/${wanted.sk}`
  if (!found) return `${what} (${should}) is missing`
  return is === should ? undefined : `${what} is ${is} instead of ${should}`
}

async function until(name: string, state: string, done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + patience
  while (!(await done())) {
    if (Date.now() > end) {
      throw new StoreError(
        'unavailable',
        `The table "${name}" is not ${state} after ${patience / 1000} s. Look at it in AWS.`,
      )
    }
    await new Promise((resolve) => {
      setTimeout(resolve, interval)
    })
  }
}

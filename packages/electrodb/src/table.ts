import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  type KeySchemaElement,
  type TableDescription,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { guarded } from './connection.ts'
import type { KeyPair, TableLayout } from './table-layout.ts'

/** How long a table may take to come or go, and how long to wait between two looks; milliseconds. */
const patience = 60_000
const interval = 100

/** The `CreateTable` request of a layout: on-demand capacity, all attributes projected. */
export function createTableInput(layout: TableLayout): CreateTableCommandInput {
  const attributes = [layout.key, ...layout.indexes].flatMap(({ pk, sk }) => [pk, sk])
  return {
    TableName: layout.tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: keySchema(layout.key),
    GlobalSecondaryIndexes: layout.indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index),
      Projection: { ProjectionType: 'ALL' },
    })),
  }
}

function keySchema({ pk, sk }: KeyPair): KeySchemaElement[] {
  return [
    { AttributeName: pk, KeyType: 'HASH' },
    { AttributeName: sk, KeyType: 'RANGE' },
  ]
}

/**
 * Creates the table where it does not exist, and waits until it can be used.
 *
 * @throws {StoreError} `not_configured` where a table of that name has other keys or indexes.
 */
export async function createTable(client: DynamoDBDocumentClient, layout: TableLayout): Promise<void> {
  await guarded({ client, tableName: layout.tableName }, async () => {
    try {
      await client.send(new CreateTableCommand(createTableInput(layout)))
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error
    }
    await until(layout.tableName, 'ready', async () => {
      const table = await describeTable(client, layout.tableName)
      if (table) checkTable(layout, table)
      const indexes = table?.GlobalSecondaryIndexes ?? []
      return table?.TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
    })
  })
}

/** Deletes the table, where it exists, with all that is in it, and waits until it is gone. */
export async function deleteTable(client: DynamoDBDocumentClient, layout: TableLayout): Promise<void> {
  await guarded({ client, tableName: layout.tableName }, async () => {
    try {
      await client.send(new DeleteTableCommand({ TableName: layout.tableName }))
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
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined
    throw error
  }
}

/** Further indexes do no harm; other keys, or a missing index, do. */
function checkTable(layout: TableLayout, table: TableDescription): void {
  const differences = [
    difference('the key', layout.key, table.KeySchema),
    ...layout.indexes.map((index) => {
      const found = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.name)
      const projection = found?.Projection?.ProjectionType ?? 'ALL'
      return projection === 'ALL'
        ? difference(index.name, index, found?.KeySchema)
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

function difference(
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

import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { paginateScan, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { AnyModel, EntityRow, SyncStore } from '@throughline/schema'
import { afterAll, onTestFinished } from 'vitest'
import {
  createDynamoClient,
  createDynamoStore,
  createTable,
  deleteTable,
  type LayoutOptions,
  tableLayout,
  type TableLayout,
  type Upgrades,
} from '../src/index.ts'
import { startDynamoDBLocal } from '../src/local/index.ts'
import { type Clock, type MigrationInput, type MigrationPlan, planMigration } from '../src/migrate/index.ts'

type Item = Readonly<Record<string, unknown>>

/** A table that is going to be migrated. */
export interface OldTable<TModel extends AnyModel> {
  readonly client: DynamoDBDocumentClient
  readonly model: TModel
  readonly layout: TableLayout
  readonly store: SyncStore<TModel>
}

/** A model and what is chosen of its layout. */
interface Version<TModel extends AnyModel> {
  readonly model: TModel
  readonly layout?: Omit<LayoutOptions, 'tableName'>
  readonly upgrades?: Upgrades
}

// One for each file: DynamoDB Local 3.3 stops adding indexes while several of its tables have got one, or a stream.
const local = await startDynamoDBLocal()
afterAll(local.stop)

let counter = 0

/** The name of a table that no other test has. */
export function freshName(): string {
  return `migrate-${process.pid}-${Date.now()}-${(counter += 1)}`
}

/** Another client of the same DynamoDB Local: another process would have one of its own. */
export function newClient(): DynamoDBDocumentClient {
  return createDynamoClient({ endpoint: local.endpoint })
}

/** A fresh table as its first version made it, with rows. */
export async function oldTable<TModel extends AnyModel>(
  { model, layout: options }: Version<TModel>,
  rows: readonly EntityRow<TModel>[] = [],
): Promise<OldTable<TModel>> {
  const client = newClient()
  const layout = tableLayout(model, { ...options, tableName: freshName() })
  await createTable(client, layout)
  // DynamoDB Local 3.3 adds no index any more while it has seven tables that got one.
  onTestFinished(() => deleteTable(client, layout))
  const store = createDynamoStore(model, { client, layout })
  await store.load(rows)
  return { client, model, layout, store }
}

/** The store of another version of the model on the same table. */
export function storeOf<TModel extends AnyModel>(
  { client, layout: { tableName } }: Pick<OldTable<AnyModel>, 'client' | 'layout'>,
  { model, layout, upgrades }: Version<TModel>,
): SyncStore<TModel> {
  const own = tableLayout(model, { ...layout, tableName })
  return createDynamoStore(model, { client, layout: own, ...(upgrades && { upgrades }) })
}

/** What leads from a table to another version. */
export function planFrom<TModel extends AnyModel>(
  { model: before, layout: from }: Pick<OldTable<AnyModel>, 'layout' | 'model'>,
  { model, layout, upgrades }: Version<TModel>,
  { tableName = from.tableName, renames }: { tableName?: string } & Pick<MigrationInput, 'renames'> = {},
): MigrationPlan {
  const to = { model, layout: tableLayout(model, { ...layout, tableName }), ...(upgrades && { upgrades }) }
  return planMigration({ from: { model: before, layout: from }, to, ...(renames && { renames }) })
}

/** Everything in a table but how far migrations are and what tells its layout, by key. */
export async function scanAll(client: DynamoDBDocumentClient, tableName: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>()
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: tableName, ConsistentRead: true },
  )) {
    for (const item of Items) {
      const pk = String(item['pk'])
      if (pk !== 'MIGRATION' && pk !== 'LAYOUT') items.set(`${pk} / ${String(item['sk'])}`, item)
    }
  }
  return items
}

/** One request that a client sent. */
export interface SentRequest {
  /** As DynamoDB calls it. */
  readonly name: string
  readonly input: Item
}

/** All requests of a client from now on; `onSend` may wait, or throw what comes in the place of the answer. */
export function watchRequests(
  client: DynamoDBDocumentClient,
  onSend?: (request: SentRequest) => Promise<void> | void,
): SentRequest[] {
  const sent: SentRequest[] = []
  client.middlewareStack.add(
    (next, context) => async (call) => {
      // Sound: the input of every command is an object of its own.
      const request = { name: String(context.commandName).replace('Command', ''), input: call.input as Item }
      sent.push(request)
      await onSend?.(request)
      return next(call)
    },
    { step: 'initialize' },
  )
  return sent
}

/** The keys of the rows that were written by these requests, one for each time. */
export function writtenRows(sent: readonly SentRequest[]): string[] {
  const puts = sent.flatMap(({ name, input }): unknown[] => {
    if (name === 'PutItem') return [input['Item']]
    // Sound: as the SDK's type of the input says.
    const { TransactItems = [] } = input as { TransactItems?: readonly { Put?: { Item?: unknown } }[] }
    return TransactItems.flatMap(({ Put }) => (Put ? [Put.Item] : []))
  })
  return (
    puts
      // Sound: these are items.
      .map((item) => item as Item)
      .filter((item) => item['__edb_e__'] !== undefined)
      .map(({ pk, sk }) => `${String(pk)} / ${String(sk)}`)
  )
}

/** The number of requests that change the table. */
export function writesOf(sent: readonly SentRequest[]): number {
  const writes = /^(?:BatchWriteItem|DeleteItem|PutItem|TransactWriteItems|UpdateItem|UpdateTable)$/
  return sent.filter(({ name }) => writes.test(name)).length
}

/** A clock that a sleep moves. */
export function testClock(): Clock {
  let time = Date.UTC(2026, 0, 1)
  return {
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds
    },
  }
}

/** The items of rows in a table. */
export async function rowsOf({
  client,
  layout,
}: Pick<OldTable<AnyModel>, 'client' | 'layout'>): Promise<Item[]> {
  const items = [...(await scanAll(client, layout.tableName)).values()]
  return items.filter((item) => '__edb_e__' in item)
}

/** The global indexes that a table has. */
export async function indexNames({
  client,
  layout,
}: Pick<OldTable<AnyModel>, 'client' | 'layout'>): Promise<(string | undefined)[]> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: layout.tableName }))
  return (Table?.GlobalSecondaryIndexes ?? [])
    .map(({ IndexName }) => IndexName)
    .toSorted((a = '', b = '') => (a < b ? -1 : 1))
}

/** One item of a table, by the text of its key. */
export async function rawItem(
  { client, layout }: Pick<OldTable<AnyModel>, 'client' | 'layout'>,
  key: string,
): Promise<Item | undefined> {
  return (await scanAll(client, layout.tableName)).get(key)
}

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { AnyModel } from '@throughline/schema'
import { type Connection, guarded } from './connection.ts'
import { modelItems } from './item.ts'
import { clearRows, loadRows } from './load.ts'
import { lookupRows } from './lookup.ts'
import type { DynamoStore } from './lookup.types.ts'
import { pushMutations } from './push.ts'
import { getRow, listRows, queryRows, snapshotRows } from './read.ts'
import { tableLayout } from './table-layout.ts'

/** Options of {@link createDynamoStore}. */
export interface DynamoStoreOptions {
  /** With the default number handling: `wrapNumbers` must be off. */
  readonly client: DynamoDBDocumentClient
  /** The model's service when absent. */
  readonly tableName?: string
  /** As the table's layout says; 1 when absent. */
  readonly shards?: number
  /** Batches that `load` and `clear` have on the way at one time; 8 when absent. */
  readonly parallelBatches?: number
}

/**
 * A `Store` on one DynamoDB table, which `createTable` has made.
 *
 * `get` and `query` are strongly consistent; `list` and `snapshot` read indexes, which DynamoDB updates within moments.
 *
 * @throws {StoreError} `invalid` for a model that has no table layout.
 */
export function createDynamoStore<TModel extends AnyModel>(
  model: TModel,
  { client, tableName: name, shards, parallelBatches = 8 }: DynamoStoreOptions,
): DynamoStore<TModel> {
  const layout = tableLayout(model, {
    ...(name !== undefined && { tableName: name }),
    ...(shards !== undefined && { shards }),
  })
  const connection: Connection = { client, tableName: layout.tableName, items: modelItems(model, layout) }
  const run = <T>(call: () => Promise<T>): Promise<T> => guarded(connection, call)

  const store: DynamoStore = {
    model,
    get: (entity, key) => run(() => getRow(connection, entity, key)),
    list: (entity, options) => run(() => listRows(connection, entity, options)),
    query: (entity, options) => run(() => queryRows(connection, entity, options)),
    lookup: (entity, where, options) => run(() => lookupRows(connection, entity, where, options)),
    snapshot: (options) => run(() => snapshotRows(connection, options)),
    push: (mutations) => run(() => pushMutations(connection, model, mutations)),
    load: (rows, options) => run(() => loadRows(connection, rows, parallelBatches, options)),
    clear: (options) => run(() => clearRows(connection, parallelBatches, options)),
  }
  // Sound: rows are made by `planWrite` and `importRow` from the model's own schemas, and read back by their kinds.
  return store as unknown as DynamoStore<TModel>
}

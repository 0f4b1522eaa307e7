import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { AnyModel, SyncStore } from '@throughline/schema'
import type { Connection } from './connection.ts'
import { createCursors } from './reads/cursor.ts'
import { cursorSecrets } from './reads/cursor-secret.ts'
import { modelItems } from './items/item.ts'
import type { Upgrades } from './migrate/upgrades.ts'
import { createReads } from './reads/reads.ts'
import { createRetrier } from './client/retry.ts'
import type { RequestHooks, RetryOptions } from './client/retry-policy.ts'
import { createSyncPart, type SyncOptions } from './sync/sync-store.ts'
import { type LayoutOptions, tableLayout, type TableLayout } from './layout/table-layout.ts'
import { tenantLayout } from './layout/tenancy.ts'

/** Options of {@link createDynamoStore}. */
export interface DynamoStoreOptions
  extends Pick<LayoutOptions, 'shards' | 'tableName'>, RequestHooks, SyncOptions {
  /** With the default number handling: `wrapNumbers` must be off. */
  readonly client: DynamoDBDocumentClient
  /** As the table was created by; `tableLayout(model, { tableName, shards })` when absent. */
  readonly layout?: TableLayout
  /** Whose rows the store is of, where the layout has a tenancy: from the server's own knowledge, never from a request. */
  readonly tenant?: string
  /**
   * What cursors are signed with, 32 bytes or more, or several, of which the first signs. When absent, a random one that the
   * table keeps, the same for all processes.
   */
  readonly cursorSecret?: string | readonly string[]
  /** Milliseconds that a list's cursor can be used; a day when absent. */
  readonly cursorTtl?: number
  /** The clock, as an ISO date-time; the system's when absent. */
  readonly now?: () => string
  /** Items that one page of a list looks at, at most; 10,000 when absent. */
  readonly maxExamined?: number
  /** How often, and for how long, a request is sent again that DynamoDB throttles, fails or does not answer. */
  readonly retry?: RetryOptions
  /** How items of older versions of the model are read, see `defineUpgrades`. */
  readonly upgrades?: Upgrades
}

const day = 86_400_000

/**
 * A `SyncStore` on one DynamoDB table, which `createTable` has made.
 *
 * `get`, `batchGet` and `query` are strongly consistent; `list` and `snapshot` read indexes, which DynamoDB updates within
 * moments; a pull from a snapshot's `feed` brings what they did not show yet.
 *
 * @throws {StoreError} `invalid` for a model that has no table layout.
 */
export function createDynamoStore<TModel extends AnyModel>(
  model: TModel,
  options: DynamoStoreOptions,
): SyncStore<TModel> {
  const connection = connect(model, options)
  const store: SyncStore = {
    model,
    feedBefore: options.feedBefore ?? false,
    ...createReads(connection),
    ...createSyncPart(connection, options),
  }
  // Sound: rows are made by `planWrite` and `importRow` from the model's own schemas, and read back by their kinds.
  return store as unknown as SyncStore<TModel>
}

function connect(model: AnyModel, options: DynamoStoreOptions): Connection {
  const { client, tableName: name, shards, retry, onRequest, onRetry, cursorTtl = day } = options
  const now = options.now ?? (() => new Date().toISOString())
  const layout = tenantLayout(
    options.layout ??
      tableLayout(model, {
        ...(name !== undefined && { tableName: name }),
        ...(shards !== undefined && { shards }),
      }),
    options.tenant,
  )
  const { tableName } = layout
  const items = modelItems(model, layout, options.upgrades)
  const retrier = createRetrier({
    client,
    retry,
    ...(onRequest && { onRequest }),
    ...(onRetry && { onRetry }),
  })
  const place = { client, retry: retrier, tableName, prefix: items.prefix }
  return {
    client,
    retry: retrier,
    tableName,
    items,
    maxExamined: options.maxExamined ?? 10_000,
    now,
    cursors: createCursors({
      place: [tableName, items.prefix],
      secrets: cursorSecrets(place, options.cursorSecret),
      ttl: cursorTtl,
      now,
    }),
  }
}

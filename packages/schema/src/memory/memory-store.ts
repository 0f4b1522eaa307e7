import { checkedLimit, throwIfAborted } from '../call-options.ts'
import type { AnyModel } from '../model.types.ts'
import type { Mutation } from '../mutation.types.ts'
import { entityOf } from '../plan-write.ts'
import { checkedSource } from '../push-source.ts'
import { StoreError } from '../store-error.ts'
import type { LoadOptions, LoadProgress } from '../store.types.ts'
import type { SyncStore } from '../sync.types.ts'
import { type Clients, createClients } from './clients.ts'
import { createFeed, type Feed } from './feed.ts'
import { copyOf } from './plain-data.ts'
import { createReads } from './read-rows.ts'
import { pathOf, shardOf } from './row-path.ts'
import { createTables, type MemoryWork, type Tables } from './tables.ts'
import { transactMutations } from './transact.ts'
import type { WriteContext } from './write-context.ts'
import { importEntityRow, writeMutation } from './write-rows.ts'

const day = 86_400_000

/** Options of {@link memoryStore}. */
export interface MemoryStoreOptions {
  /** The clock, as an ISO date-time; the system's when absent. */
  readonly now?: () => string
  /** Parts of the feed, by the row's root, as a table has them; 1 when absent. */
  readonly shards?: number
  /** Changes that a shard of the feed keeps; 1,000,000 when absent. */
  readonly feedLimit?: number
  /** Milliseconds that the feed keeps a change; 30 days when absent. */
  readonly feedTtl?: number
  /** Whether the feed tells what a row was before each change; off when absent. */
  readonly feedBefore?: boolean
  /** Milliseconds that a client's outcomes are kept; 45 days when absent, and for what clients rely on never less. */
  readonly outcomeTtl?: number
  /** Rows that a page with a `where` looks at before it is answered short, as a table's is; no bound when absent. */
  readonly pageWork?: number
  /** Counts what calls look at, for tests of how much work they are. */
  readonly work?: MemoryWork
}

/**
 * A `SyncStore` in this process's memory: complete, and gone when the process ends.
 *
 * For tests, and where no DynamoDB can run. What it is given and what it answers are copies: changing them never
 * changes the store. `clear` forgets rows, tombstones and the feed, never the places that clients have taken.
 */
export function memoryStore<TModel extends AnyModel>(
  model: TModel,
  options: MemoryStoreOptions = {},
): SyncStore<TModel> {
  const memory = openMemory(model, options)
  const store: SyncStore = {
    model,
    feedBefore: options.feedBefore ?? false,
    ...createReads(memory.tables, memory.feed, options.pageWork ?? Infinity),
    ...createFeedReads(memory),
    ...createWrites(memory),
  }
  // Sound: the rows of each table are made by `planWrite` and `importRow` from the model's own schemas.
  return store as unknown as SyncStore<TModel>
}

/** All that a store keeps. */
interface Memory {
  readonly model: AnyModel
  readonly tables: Tables
  readonly feed: Feed
  readonly clients: Clients
  /** Reads the clock, and drops what is kept no longer. */
  readonly tick: () => Moment
}

interface Moment {
  /** ISO date-time. */
  readonly time: string
  /** The same in milliseconds. */
  readonly at: number
  readonly context: WriteContext
}

function openMemory(
  model: AnyModel,
  {
    now = () => new Date().toISOString(),
    shards = 1,
    feedLimit = 1_000_000,
    feedTtl = 30 * day,
    feedBefore = false,
    outcomeTtl = 45 * day,
    work = { examined: 0 },
  }: MemoryStoreOptions,
): Memory {
  if (!Number.isSafeInteger(shards) || shards < 1) {
    throw new StoreError('invalid', `A feed has one shard or more, not ${String(shards)}.`)
  }
  const tables = createTables(model, work)
  const feed = createFeed({
    service: model.service,
    shards,
    limit: feedLimit,
    // What no cursor reaches any more, no client can meet: a tombstone goes with its change.
    onDrop({ entity, key, version }) {
      const table = tables.of(entity)
      table.forget(pathOf(table.entity, key), version)
    },
  })
  const clients = createClients()
  return {
    model,
    tables,
    feed,
    clients,
    tick() {
      const time = now()
      const at = Date.parse(time)
      clients.trim(at - outcomeTtl)
      feed.trim(at - feedTtl)
      const tell: WriteContext['tell'] = (entry, root) => feed.append(entry, shardOf(root, shards), at)
      return { time, at, context: { model, tables, tell, feedBefore } }
    },
  }
}

function createFeedReads({ feed, tick }: Memory): Pick<SyncStore, 'heads' | 'pull'> {
  return {
    heads: async () => feed.heads(),
    async pull({ cursor, limit, signal }) {
      throwIfAborted(signal)
      tick()
      const page = feed.pull(cursor, checkedLimit(limit))
      return page ? { kind: 'changes', ...copyOf(page) } : { kind: 'reset' }
    },
  }
}

function createWrites({
  model,
  tables,
  feed,
  clients,
  tick,
}: Memory): Pick<SyncStore, 'clear' | 'load' | 'push' | 'transact'> {
  return {
    async push(mutations, options = {}) {
      throwIfAborted(options.signal)
      // A batch with a mutation of no entity is refused before any of it is applied.
      for (const { entity } of mutations) entityOf(model, entity)
      const { time, at, context } = tick()
      const asked = { ...context, guard: options.guard }
      const write = (mutation: Mutation) => writeMutation(asked, mutation, time)
      const source = checkedSource(options)
      const outcomes = source ? clients.answer(source, mutations, at, write) : mutations.map(write)
      return outcomes.map(copyOf)
    },
    async transact(mutations, { restrict, guard, signal } = {}) {
      throwIfAborted(signal)
      for (const { entity } of mutations) entityOf(model, entity)
      const { time, context } = tick()
      return transactMutations({ ...context, restrict, guard }, mutations, time).map(copyOf)
    },
    async load(rows, options) {
      return countRows(rows, options, ({ entity, row }) => {
        const { time, context } = tick()
        importEntityRow(context, entity, row, time)
      })
    },
    async clear({ signal, onProgress } = {}) {
      throwIfAborted(signal)
      const rows = tables.all.reduce((sum, table) => sum + table.clear(), 0)
      feed.restart()
      onProgress?.({ rows })
      return { rows }
    },
  }
}

async function countRows<T extends { readonly entity: string; readonly row: object }>(
  items: Iterable<T> | AsyncIterable<T>,
  { signal, onProgress, onRefused, onSettled }: LoadOptions = {},
  write: (item: T) => void,
): Promise<LoadProgress> {
  let [rows, index] = [0, 0]
  for await (const item of items) {
    throwIfAborted(signal)
    try {
      write(item)
      rows += 1
    } catch (error) {
      if (!onRefused || !(error instanceof StoreError)) throw error
      onRefused({ index, entity: item.entity, row: { ...item.row }, error })
    }
    index += 1
    if (index % 1000 === 0) {
      onProgress?.({ rows })
      onSettled?.(index)
    }
  }
  onProgress?.({ rows })
  onSettled?.(index)
  return { rows }
}

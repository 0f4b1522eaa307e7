import type { PageOptions, SyncStore, WriteGuard } from '@throughline/schema'
import { type Connection, guarded } from '../connection.ts'
import { clearRows, type LoadContext, loadRows } from './load.ts'
import { snapshotRows } from '../reads/snapshot-rows.ts'
import { feedHeads, pullChanges, snapshotFeed } from './feed.ts'
import { watchGuard } from './guard-writes.ts'
import { createLane, createQueue } from './lane.ts'
import { pushMutations } from './push.ts'
import type { SyncContext } from './sync-context.ts'
import { transactMutations } from './transact.ts'

const day = 86_400_000
/** Longer than indexes lag, clocks of servers differ and processes wait between a plan and its write, together. */
const margin = 600_000

/** What is chosen of a store that syncs. */
export interface SyncOptions {
  /** Milliseconds that the feed keeps a change; 30 days when absent. */
  readonly feedTtl?: number | undefined
  /** Whether the feed tells what a row was before each change; off when absent. Its records grow by the rows' sizes. */
  readonly feedBefore?: boolean | undefined
  /** Milliseconds that a client's outcomes are kept; 45 days when absent, and for what clients rely on never less. */
  readonly outcomeTtl?: number | undefined
  /** Batches that `load` and `clear` have on the way at one time; 8 when absent. */
  readonly parallelBatches?: number | undefined
}

/** The writes of a store, its feed, and the snapshots that begin it. */
export type SyncPart = Pick<SyncStore, 'clear' | 'heads' | 'load' | 'pull' | 'push' | 'snapshot' | 'transact'>

/** Makes the part of a store that syncs. */
export function createSyncPart(
  connection: Connection,
  { feedTtl = 30 * day, feedBefore = false, outcomeTtl = 45 * day, parallelBatches = 8 }: SyncOptions,
): SyncPart {
  const context: SyncContext = {
    connection,
    now: connection.now,
    feedTtl,
    feedBefore,
    outcomeTtl,
    tombstoneTtl: Math.max(feedTtl + 15 * day, outcomeTtl),
    margin,
  }
  const lanes = connection.items.partitions.map((_, shard) => createLane(shard))
  const load: LoadContext = { sync: context, lanes, parallel: parallelBatches }
  // They would refuse one another, as those of two processes do.
  const alone = createQueue()
  const run = <T>(call: () => Promise<T>): Promise<T> => guarded(connection, call)
  return {
    push: (mutations, options) =>
      watched(connection, options?.guard, (guard) =>
        pushMutations(context, lanes, mutations, { ...options, guard }),
      ),
    transact: (mutations, options) =>
      watched(connection, options?.guard, (guard) =>
        transactMutations(context, lanes, mutations, { ...options, guard }),
      ),
    pull: (options) => run(() => pullChanges(context, options)),
    heads: () => run(() => feedHeads(context)),
    snapshot: (options) => run(() => readSnapshot(context, options)),
    load: (rows, options) => run(() => alone(() => loadRows(load, rows, options))),
    clear: (options) => run(() => alone(() => clearRows(load, options))),
  }
}

/** Runs a call that asks a guard; what the guard throws is thrown as it is. */
async function watched<T>(
  connection: Connection,
  given: WriteGuard | undefined,
  call: (guard: WriteGuard | undefined) => Promise<T>,
): Promise<T> {
  const { guard, hasThrown } = watchGuard(given)
  const answer = await guarded(connection, async () => {
    try {
      return { value: await call(guard) }
    } catch (error) {
      if (!hasThrown(error)) throw error
      return { error }
    }
  })
  if ('error' in answer) throw answer.error
  return answer.value
}

const scope = ['snapshot', 'feed']

/** A page of all rows, with the feed's cursor of before the first page. */
async function readSnapshot(
  context: SyncContext,
  { cursor, ...options }: PageOptions = {},
): Promise<Awaited<ReturnType<SyncStore['snapshot']>>> {
  const { connection } = context
  const { cursors } = connection
  // Sound: the cursor is signed for this scope: this function alone has written it.
  const begun = cursor === undefined ? undefined : ((await cursors.read(scope, cursor)) as [string, string])
  const [feed, from] = begun ?? [await snapshotFeed(context, options.signal), undefined]
  const page = await snapshotRows(connection, { ...options, ...(from !== undefined && { cursor: from }) })
  return {
    ...page,
    cursor: page.cursor === null ? null : await cursors.write(scope, [feed, page.cursor]),
    feed,
  }
}

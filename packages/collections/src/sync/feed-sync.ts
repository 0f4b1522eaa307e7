import type { AnyModel, AnyModelEntity, SyncTransport, Transport } from '@throughline/schema'
import { CollectionsError } from '../collections-error.ts'
import { createConflictDesk } from '../conflicts/conflict-desk.ts'
import type { ConflictOptions } from '../conflicts/conflict.types.ts'
import { defaultGcTime, type EvictionOptions } from '../evict-scopes.ts'
import { createLoader, type Loader } from '../loader.ts'
import { isEager } from '../parent-link.ts'
import { scopeName } from '../parent-paths.ts'
import type { Engine, EngineOptions, FeedPlugin, OfflinePlugin } from '../plugin.types.ts'
import { createPushQueue, type PushQueue } from '../push-queue.ts'
import type { FeedStatus } from '../sync-status.types.ts'
import { createFeedFold, type FeedFold } from './feed-fold.ts'
import { createNetwork, type Network } from './network.ts'
import { createAwaited, createOutbox } from './outbox.ts'
import { createRowCheck, type RowCheck } from './row-check.ts'
import { createSession } from './session.ts'
import type { SourceOptions } from './sender.types.ts'
import type { OfflineSource, Stored } from './stored/offline-source.types.ts'
import type { StoredContext } from './stored/stored.types.ts'
import type { KeptScopes, Session, SessionOptions } from './session.types.ts'
import { createKeptScopes, createSyncedRead } from './synced-read.ts'
import { withTransactions } from './transactions.ts'

/** How a store follows the feed. */
export interface FeedSyncOptions<TName extends string = string> {
  /** `all`: on-demand entities are loaded at start too, and kept. `in-use` when absent. */
  readonly load?: 'all' | 'in-use'
  /**
   * Milliseconds after which on-demand rows that nobody watches are dropped, and no longer followed. 300,000 when absent;
   * `false` for never.
   */
  readonly gcTime?: number | false | undefined
  /** What becomes of edits that met another's in the same fields. */
  readonly conflicts?: ConflictOptions<TName>
  /** `offline()` of `@throughline/collections/offline`: rows and writes outlive the tab. */
  readonly storage?: OfflineSource | undefined
}

/**
 * Keeps a store's rows up to date by the server's feed, and sends its writes exactly once: for the `sync` of `createStore`,
 * over a `SyncTransport`.
 */
export function feedSync<TName extends string = never>(
  options: FeedSyncOptions<TName> & { readonly storage: OfflineSource },
): OfflinePlugin<TName>
export function feedSync<TName extends string = never>(options?: FeedSyncOptions<TName>): FeedPlugin<TName>
export function feedSync<TName extends string = never>(
  options: FeedSyncOptions<TName> = {},
): FeedPlugin<TName> {
  return { kind: 'feed', open: (model, engine) => createSyncEngine(model, engine, options) }
}

function createSyncEngine(given: AnyModel, options: EngineOptions, own: FeedSyncOptions): Engine {
  const { transport, onError, onChange } = options
  if (!isSyncTransport(transport)) throw notSynced()
  const model = own.load === 'all' ? asEager(given) : given
  const abort = new AbortController()
  const { signal } = abort
  const fold = createFeedFold(model)
  const tell = (): void => {
    if (signal.aborted) return
    standing()
    onChange()
  }
  const network = createNetwork(signal, tell)
  const check = createRowCheck(model, onError, tell)
  const awaited = createAwaited()
  const look = (): void => {
    if (!signal.aborted && kept?.outbox.isLeading() !== false) writing.desk.look()
    tell()
  }
  /** Another tab has deleted all, or this one. */
  const end = (): void => {
    abort.abort()
    writing.queue.dispose()
    emptyFold(fold, model)
    onChange()
  }
  const told = { signal, onError, onChange: tell, onCleared: end }
  const kept = own.storage?.open({ model, fold, check, ...told, ...orderOf(model) })
  const shared = { model, fold, transport, network, check, signal, stored: kept?.rows }
  // What is stored is followed, so that it is right the next time.
  const gcTime = kept ? false : (own.gcTime ?? defaultGcTime)
  const { session, loader } = createFollowing(
    shared,
    { ...options, gcTime },
    { onChange: look, onMutation: awaited.told },
  )
  const source = { transport, network, session, awaited }
  const writing = createWriting({ options, own, kept, model, fold, loader, source, signal })
  const standing = createStanding(session, network, kept)
  const { queue, members } = writing

  return {
    model,
    fold,
    loader,
    queue,
    session,
    together: members.transaction,
    members,
    feed: () => feedStatus(session, check, network, standing(), kept),
    ...(kept && { clear: async () => clearKept(kept, queue).finally(end) }),
    dispose() {
      kept?.outbox.flush()
      abort.abort()
      writing.desk.dispose()
      queue.dispose()
      loader.dispose()
    },
  }
}

async function clearKept(kept: Stored, queue: PushQueue): Promise<void> {
  // Nothing is sent any more.
  queue.dispose()
  await kept.clear()
}

/** How this tab stands with the server, or the one that leads where it is told by that. */
function createStanding(
  session: Session,
  network: Network,
  kept: Stored | undefined,
): () => Pick<FeedStatus, 'live' | 'offline'> {
  return () => {
    const own = { live: session.state().live, offline: network.isOffline() }
    return kept?.share(own) ?? own
  }
}

interface WritingOptions {
  readonly options: EngineOptions
  readonly own: FeedSyncOptions
  readonly kept: Stored | undefined
  readonly model: AnyModel
  readonly fold: FeedFold
  readonly loader: Loader
  readonly source: SourceOptions
  readonly signal: AbortSignal
}

/** What is written, one by one or together, and what becomes of conflicts. */
function createWriting({ options, own, kept, model, fold, loader, source, signal }: WritingOptions) {
  const { onError, onChange } = options
  const { outbox } = kept ?? {}
  const pushes = createPushQueue({
    fold: outbox?.fold ?? fold,
    onError,
    onChange,
    reload: loader.reload,
    // A transaction is not settled row by row.
    meet: (operation) => (operation.group ? 'fail' : desk.meet(operation)),
    parks: outbox !== undefined,
    sender: (out) => (outbox?.sender ?? createOutbox)(source, out),
  })
  const { settle, send } = pushes
  // Nobody is there to be told what a days old edit met.
  const conflicts = outbox ? { default: 'ask' as const, ...own.conflicts } : own.conflicts
  const desk = createConflictDesk({ model, fold, options: conflicts, settle, send })
  const parking = outbox?.begin(pushes, desk)
  const enqueue: PushQueue['enqueue'] = (added) => {
    if (signal.aborted) throw new CollectionsError('disposed', 'The rows of this store were deleted.')
    if (parking) parking.enqueue(added)
    else pushes.enqueue(added)
  }
  const { queue, transaction } = withTransactions({ ...pushes, enqueue }, fold, onChange)
  const members = {
    transaction,
    conflicts: desk.conflicts,
    ...(parking && { outbox: parking.outbox }),
  }
  return { queue, desk, members }
}

/** Nothing of a user is left. */
function emptyFold(fold: FeedFold, model: AnyModel): void {
  fold.batch(() => {
    for (const name of model.names) {
      const table = fold.table(name)
      for (const operation of [...table.pending.values()].flat()) fold.remove(operation)
      for (const key of table.base.keys()) fold.raw.drop(table, key)
    }
  })
}

function feedStatus(
  session: Session,
  check: RowCheck,
  network: Network,
  standing: Pick<FeedStatus, 'live' | 'offline'>,
  kept: Stored | undefined,
): FeedStatus {
  return {
    ...session.state(),
    ...standing,
    error: network.error(),
    quarantined: check.list(),
    storage: kept?.rows.status() ?? null,
  }
}

type Told = Pick<SessionOptions, 'onChange' | 'onMutation'>

/** Rows that are read once, and followed from then on. */
function createFollowing(
  shared: Omit<SessionOptions, keyof Told | 'pollInterval'>,
  options: EngineOptions & Pick<EvictionOptions, 'gcTime'>,
  told: Told,
): { readonly session: Session; readonly loader: Loader } {
  const { model, fold } = shared
  const reads = createLoader({
    ...options,
    model,
    fold,
    // What is read once is kept up to date.
    pollInterval: false,
    staleTime: Infinity,
    networkMode: shared.stored && 'always',
    read: async (scope, reading) => read(scope, reading),
    // Everything is being read anew.
    isBusy: () => session.isPast(session.epoch()),
    onEvict: (scope) => forget(scope),
  })
  const kept = createKeptScopes(shared, reads)
  const session = createSession({ ...shared, ...told, pollInterval: options.pollInterval }, kept)
  const { read, forget } = createSyncedRead(shared, session, reads.whereOf, kept)
  return { session, loader: followedLoader(reads, session, kept, shared.stored) }
}

/** Rows that are kept up to date are not read again: the feed is asked, and what could not be read is. */
function followedLoader(
  reads: Loader,
  session: Session,
  { retryFailed }: KeptScopes,
  stored: SessionOptions['stored'],
): Loader {
  let isRestored = stored !== undefined
  return {
    ...reads,
    acquire(scope, onFirstPage) {
      // Nothing is read that begins it.
      if (isRestored) session.ready().catch(() => {})
      return reads.acquire(scope, onFirstPage)
    },
    restore(scope, readAt) {
      isRestored = true
      reads.restore(scope, readAt)
    },
    async reload(scopes) {
      const failed = scopes.filter((scope) => !reads.loads.get(scopeName(scope))?.state().loaded)
      await Promise.all([session.refresh(), reads.reload(failed)])
    },
    async refresh() {
      // What waits there is known by then, and sent, whether anyone looks at rows or not.
      const opened = stored?.open().catch(() => {})
      await Promise.all([opened, session.refresh(), retryFailed()])
    },
  }
}

function isSyncTransport(transport: Transport | SyncTransport): transport is SyncTransport {
  return ['snapshot', 'pull', 'live'].every((name) => name in transport)
}

function notSynced(): CollectionsError {
  const message =
    '`feedSync` takes a transport with `snapshot`, `pull` and `live`, as that of @throughline/trpc/client by address.'
  return new CollectionsError('not_configured', message)
}

/** Which rows come first, and whether they come together. */
function orderOf(model: AnyModel): Pick<StoredContext, 'first' | 'isAll'> {
  const first = Object.values(model.entities).filter(isEager)
  return { first: first.map(({ name }) => name), isAll: first.length === model.names.length }
}

/** The model with all entities loaded at start. */
function asEager(model: AnyModel): AnyModel {
  const entities = Object.entries(model.entities).map(([name, entity]): [string, AnyModelEntity] => [
    name,
    Object.assign({}, entity, { load: 'eager' as const }),
  ])
  return { ...model, entities: Object.fromEntries(entities) }
}

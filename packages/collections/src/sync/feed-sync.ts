import type { AnyModel, AnyModelEntity, SyncTransport, Transport } from '@throughline/schema'
import { CollectionsError } from '../collections-error.ts'
import { createConflictDesk } from '../conflicts/conflict-desk.ts'
import type { ConflictOptions } from '../conflicts/conflict.types.ts'
import { defaultGcTime, type EvictionOptions } from '../evict-scopes.ts'
import { createLoader, type Loader } from '../loader.ts'
import { isEager } from '../parent-link.ts'
import { scopeName } from '../parent-paths.ts'
import type { Engine, EngineOptions, FeedPlugin } from '../plugin.types.ts'
import { createPushQueue } from '../push-queue.ts'
import type { FeedStatus } from '../sync-status.types.ts'
import { createFeedFold } from './feed-fold.ts'
import { createNetwork, type Network } from './network.ts'
import { createAwaited, createOutbox } from './outbox.ts'
import { createRowCheck, type RowCheck } from './row-check.ts'
import { createSession } from './session.ts'
import type { StoredContext, StoredRowsSource } from './stored/stored.types.ts'
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
}

/**
 * Keeps a store's rows up to date by the server's feed, and sends its writes exactly once: for the `sync` of `createStore`,
 * over a `SyncTransport`.
 */
export function feedSync<TName extends string = never>(
  options: FeedSyncOptions<TName> = {},
): FeedPlugin<TName> {
  return storedFeedSync(options)
}

interface StoredSyncOptions<TName extends string = string> extends FeedSyncOptions<TName> {
  readonly storage?: StoredRowsSource | undefined
}

/** As `feedSync`, with rows that are kept beyond the tab; no option of it for as long as edits are not kept with them. */
export function storedFeedSync<TName extends string = never>(
  options: StoredSyncOptions<TName>,
): FeedPlugin<TName> {
  return { kind: 'feed', open: (model, engine) => createSyncEngine(model, engine, options) }
}

function createSyncEngine(given: AnyModel, options: EngineOptions, own: StoredSyncOptions): Engine {
  const { transport, onError, onChange } = options
  if (!isSyncTransport(transport)) throw notSynced()
  const model = own.load === 'all' ? asEager(given) : given
  const abort = new AbortController()
  const { signal } = abort
  const tell = (): void => {
    if (!signal.aborted) onChange()
  }
  const fold = createFeedFold(model)
  const network = createNetwork(signal, tell)
  const check = createRowCheck(model, onError, tell)
  const awaited = createAwaited()
  const stored = own.storage?.open({ model, fold, check, signal, onChange: tell, ...orderOf(model) })
  const shared = { model, fold, transport, network, check, signal, stored }
  // What is stored is followed, so that it is right the next time.
  const gcTime = stored ? false : (own.gcTime ?? defaultGcTime)
  const { session, loader } = createFollowing(
    shared,
    { ...options, gcTime },
    {
      onChange() {
        if (signal.aborted) return
        desk.look()
        onChange()
      },
      onMutation: awaited.told,
    },
  )
  const { queue, transaction } = withTransactions(
    createPushQueue({
      fold,
      onError,
      onChange,
      reload: loader.reload,
      // A transaction is not settled row by row.
      meet: (operation) => (operation.group ? 'fail' : desk.meet(operation)),
      sender: (out) => createOutbox({ transport, network, session, awaited }, out),
    }),
    fold,
    onChange,
  )
  const { settle, send } = queue
  const desk = createConflictDesk({ model, fold, options: own.conflicts, settle, send })

  return {
    model,
    fold,
    loader,
    queue,
    session,
    together: transaction,
    members: { transaction, conflicts: desk.conflicts },
    feed: () => feedStatus(session, network, check),
    dispose() {
      abort.abort()
      desk.dispose()
      queue.dispose()
      loader.dispose()
    },
  }
}

function feedStatus(session: Session, network: Network, check: RowCheck): FeedStatus {
  return {
    ...session.state(),
    error: network.error(),
    offline: network.isOffline(),
    quarantined: check.list(),
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
  return { session, loader: followedLoader(reads, session, kept, shared.stored !== undefined) }
}

/** Rows that are kept up to date are not read again: the feed is asked, and what could not be read is. */
function followedLoader(
  reads: Loader,
  session: Session,
  { retryFailed }: KeptScopes,
  isStored: boolean,
): Loader {
  let isRestored = isStored
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
      await Promise.all([session.refresh(), retryFailed()])
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

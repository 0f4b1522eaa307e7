import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { CollectionsError } from './collections-error.ts'
import { createConflictDesk } from './conflicts/conflict-desk.ts'
import { createFold, type Fold } from './fold.ts'
import { createLoader } from './loader.ts'
import type { Operation } from './operation.ts'
import { scopeOfChild } from './parent-link.ts'
import { createPushQueue } from './push-queue.ts'
import type { Scope } from './scope.types.ts'
import type { PendingTransaction, StoreOptions } from './store.types.ts'
import { createSync } from './sync/create-sync.ts'
import { createStatus } from './sync-status.ts'

const defaults = {
  pollInterval: 60_000,
  staleTime: 10_000,
  // oxlint-disable-next-line no-console -- a failed write must never be silent; `onError` replaces this
  onError: (error: CollectionsError) => console.error(error),
}

/** What moves the rows of a store: reads, the feed, writes and their conflicts. */
export function createEngine(given: AnyModel, options: StoreOptions<AnyModel>) {
  const { pollInterval, staleTime, onError } = { ...defaults, ...withoutUndefined(options) }
  const { transport, queryClient } = options
  const model = options.sync === 'all' ? asEager(given) : given
  const onChange = (): void => status.changed()
  const onApplied = (): void => desk.look()
  const sync = createSync(model, { transport, pollInterval, onError, onChange, onApplied })
  if (options.sync === 'all' && !sync) throw noSync("sync: 'all'")
  const fold = sync?.fold ?? createFold(model)
  const reads = { queryClient, pollInterval, staleTime, onError }
  const loader = createLoader({ model, fold, transport, ...reads, sync: sync?.loading })
  const queue = createPushQueue({
    fold,
    transport,
    onError,
    onChange,
    reload: (operation) => void loader.reload(scopesOf(fold, operation)),
    meet: (operation) => desk.meet(operation),
    hasVersions: sync !== undefined,
    outbox: sync && loader.session && sync.outbox(loader.session),
  })
  const { settle, send } = queue
  const desk = createConflictDesk({ model, fold, options: options.conflicts, settle, send })
  const status = createStatus({ model, fold, loader, queue, network: sync?.network, check: sync?.check })
  loader.subscribe(status.changed)

  return {
    model,
    fold,
    loader,
    queue,
    status,
    conflicts: desk.conflicts,
    transaction<T>(work: () => T): PendingTransaction<T> {
      if (!sync) throw noSync('transaction')
      const { value, operations } = queue.transaction(work)
      const confirmed = allConfirmed(operations)
      // `onError` tells of it too.
      confirmed.catch(() => {})
      return { result: value, confirmed }
    },
    dispose() {
      sync?.dispose()
      desk.dispose()
      queue.dispose()
      loader.dispose()
      status.dispose()
    },
  }
}

function noSync(what: string): CollectionsError {
  const message = `\`${what}\` takes a transport with \`snapshot\`, \`pull\` and \`live\`, as that of @throughline/trpc/client by address.`
  return new CollectionsError('not_configured', message)
}

/** The model with all entities loaded at start. */
function asEager(model: AnyModel): AnyModel {
  const entities = Object.entries(model.entities).map(([name, entity]): [string, AnyModelEntity] => [
    name,
    Object.assign({}, entity, { load: 'eager' as const }),
  ])
  return { ...model, entities: Object.fromEntries(entities) }
}

/** Once all have ended; rejects with what one was refused for, and not with what that did to the others. */
async function allConfirmed(operations: readonly Operation[]): Promise<void> {
  const ends = await Promise.allSettled(operations.map(({ confirmed }) => confirmed))
  const errors = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []))
  const first = errors.find(
    (error) => !(error instanceof CollectionsError && error.cause instanceof CollectionsError),
  )
  if (errors.length > 0) throw first ?? errors[0]
}

/** The rows that an operation may have changed, as they are read: with all of their entity, or with their parent's. */
function scopesOf(fold: Fold, { entity, path }: Operation): Scope[] {
  const { link } = fold.table(entity.name)
  const siblings = link && scopeOfChild(link, path)
  const all = { entity, parentKey: undefined }
  return siblings ? [all, siblings] : [all]
}

function withoutUndefined<T extends object>(options: T): Partial<T> {
  // Sound: only members that are absent anyway are left out.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>
}

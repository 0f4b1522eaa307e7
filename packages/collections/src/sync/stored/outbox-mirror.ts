import type { AnyModel } from '@throughline/schema'
import { modelShape } from '../../offline/model-shape.ts'
import type {
  EntityPart,
  StorageState,
  StorageWrite,
  StoredClient,
  WriteResult,
} from '../../offline/storage.types.ts'
import { isOnDisk } from '../../offline/storage-health.ts'
import type { SharedStorage } from '../../offline/tabs.types.ts'
import type { Operation } from '../../operation.ts'
import type { SenderOptions } from '../../push-queue.ts'
import { type Tracked, trackOperation } from './outbox-entry.ts'
import { orderRows } from './outbox-order.ts'
import { type Plan, planWrite } from './outbox-plan.ts'

/** Writes of rows, each of which is a record, after which records are merged. */
const writesBetween = 200

interface MirrorOptions extends Pick<SenderOptions, 'fold' | 'operations' | 'signal'> {
  readonly model: AnyModel
  readonly open: () => Promise<SharedStorage>
  /** Where it is open. */
  readonly opened: () => SharedStorage | undefined
  /** Rows that answers have told since it was asked last. */
  readonly takeParts: () => EntityPart[]
  /** Rows of another one are of a past that may be gone. */
  readonly epoch: () => number
  readonly onChange: () => void
  /** Takes what is stored by now, all of it, since another tab was faster. */
  readonly adopt: (state: StorageState) => void
  /** An operation cannot be stored. */
  readonly onFailure: (operation: Operation | undefined, cause: unknown) => void
}

/** `stored`, or held where there is no disk; `kept`: the places are not on the disk; `refused`: another tab sends. */
export type Persisted = 'kept' | 'refused' | 'stored'

/** The operations of a store as entries: what differs is written. */
export interface Mirror {
  readonly all: Map<string, Tracked>
  of(operation: Operation): Tracked
  /** Stores everything as it is now, with the place of the next mutation where one is given. */
  persist(client?: StoredClient): Promise<Persisted>
  /** Asks for what is new to be stored, at once: this tab ends. */
  flush(): void
  /** To be removed although this tab does not send. */
  dropped(operation: Operation): void
  /** Its entry is gone, or another's. */
  forget(operation: Operation): void
  /** Orders rows anew whose operations have a place in the order of all by now. */
  order(tracked: Iterable<Tracked>): void
}

export function createMirror(options: MirrorOptions): Mirror {
  const { fold } = options
  const all = new Map<string, Tracked>()
  const dropped = new Set<string>()

  const of = (operation: Operation): Tracked => {
    const known = all.get(operation.id)
    if (known?.operation === operation) return known
    const tracked = trackOperation(operation)
    all.set(operation.id, tracked)
    return tracked
  }
  const order = (tracked: Iterable<Tracked>): void =>
    fold.batch(() => orderRows(fold, tracked, ({ id }) => all.get(id)))
  const writer = createWriter(options, { all, dropped, of, order })

  return {
    ...writer,
    all,
    of,
    order,
    dropped: ({ id }) => void dropped.add(id),
    forget(operation) {
      if (all.get(operation.id)?.operation === operation) all.delete(operation.id)
    },
  }
}

interface MirrorParts extends Pick<Mirror, 'all' | 'of' | 'order'> {
  readonly dropped: Set<string>
}

/** Writes what differs, one write after the other. */
function createWriter(options: MirrorOptions, mirror: MirrorParts): Pick<Mirror, 'flush' | 'persist'> {
  const { signal, open, opened } = options
  const { all } = mirror
  const next = createNext(options, mirror)
  const take = createTake(options, mirror)
  let client: StoredClient | undefined

  const writeOnce = async (): Promise<Persisted | 'again'> => {
    if (signal.aborted) return 'refused'
    if (!next.plan(true, client)) return 'stored'
    const storage = await open()
    if (signal.aborted) return 'refused'
    const plan = next.plan(storage.role() === 'leader', client)
    if (!plan) return client ? 'refused' : 'stored'
    const result = await storage.write(plan.write).catch((cause: unknown) => next.failed(plan, cause))
    if (signal.aborted) return 'refused'
    if (result === 'again') return result
    if (result.kind === 'refused') return refused(storage, result.reason)
    const isKept = result.kind === 'kept' && plan.write.client !== undefined
    // Another may have been given while this was written.
    if (client === plan.write.client || storage.role() !== 'leader') client = undefined
    take(plan, result, isOnDisk(storage.status()))
    if (next.written(plan)) void storage.compact()
    return isKept ? 'kept' : next.isMore() ? 'again' : 'stored'
  }

  const refused = async (storage: SharedStorage, reason: string): Promise<Persisted | 'again'> => {
    const isOther = reason === 'not-leader'
    if (reason !== 'revision' && !isOther) return 'refused'
    const state = await storage.state()
    if (signal.aborted || !state) return 'refused'
    if (isOther) {
      client = undefined
      for (const tracked of all.values()) revert(tracked)
    }
    options.adopt(state)
    return isOther ? 'refused' : 'again'
  }

  const run = createRuns(async () => {
    for (;;) {
      const result = await writeOnce()
      if (result !== 'again') return result
    }
  })

  return {
    persist(given) {
      if (given) client = given
      return run()
    },
    flush() {
      const storage = opened()
      const plan = next.plan(storage?.role() === 'leader', undefined)
      const { add, ...outbox } = plan?.write.outbox ?? {}
      const ask = (last: StorageWrite): void => void storage?.write(last).catch(() => {})
      // What is on its way to the disk is left as it is there; the rest is refused then.
      if (add) ask({ outbox: { add } })
      if (plan?.write.parts || outbox.change || outbox.remove) ask({ ...plan?.write, outbox })
    },
  }
}

/** What is to be written next. */
function createNext({ model, operations, takeParts, epoch, onFailure }: MirrorOptions, mirror: MirrorParts) {
  const { hash } = modelShape(model)
  const { all, dropped, of } = mirror
  const apart = new Set<Tracked>()
  let parts: EntityPart[] = []
  let partsEpoch = epoch()
  let limit = Infinity
  let unmerged = 0

  return {
    plan(isLeader: boolean, client: StoredClient | undefined): Plan | undefined {
      for (const operation of operations) of(operation)
      const added = takeParts()
      if (partsEpoch !== epoch() || !isLeader) parts = []
      else parts = [...parts, ...added]
      partsEpoch = epoch()
      const plan = planWrite({
        all,
        modelHash: hash,
        isLeader,
        isDropped: ({ id }) => dropped.has(id),
        isApart: (tracked) => apart.has(tracked),
        parts,
        client,
        limit,
      })
      if (!plan) limit = Infinity
      return plan
    },
    isMore: () => limit !== Infinity,
    /** Whether records are to be merged. */
    written({ write }: Plan): boolean {
      parts = []
      if (write.parts) unmerged += 1
      const isEnough = unmerged >= writesBetween
      if (isEnough) unmerged = 0
      return isEnough
    },
    /** What no storage takes is sent all the same; which it is, they tell one by one. */
    failed({ states }: Plan, cause: unknown): WriteResult | 'again' {
      if (states.size > 1) {
        limit = 1
        return 'again'
      }
      for (const one of states.keys()) apart.add(one)
      onFailure([...states.keys()][0]?.operation, cause)
      return { kind: 'kept' }
    },
  }
}

/** Takes a write for made. */
function createTake({ onChange }: MirrorOptions, { all, dropped, order }: MirrorParts) {
  return ({ states, removed }: Plan, result: WriteResult, isDurable: boolean): void => {
    /** The disk has it as it was: that is tried again. */
    const isOwed = ({ isThere }: Tracked): boolean => result.kind === 'kept' && isThere
    for (const [tracked, state] of states) {
      // It may have been told of since.
      if (!isOwed(tracked) && state.revision > (tracked.known?.revision ?? 0)) tracked.known = state
    }
    for (const tracked of removed) {
      const { operation } = tracked
      if (isOwed(tracked)) continue
      if (all.get(operation.id)?.operation === operation) all.delete(operation.id)
      dropped.delete(operation.id)
    }
    const added = result.kind === 'written' ? result.added : []
    // Also those that found no room before.
    const now = added.flatMap(({ id, at }): Tracked[] => {
      const tracked = all.get(id)
      if (!tracked) return []
      Object.assign(tracked, { at, isThere: true })
      tracked.operation.isStored = isDurable
      return [tracked]
    })
    order(now)
    if (now.length > 0) onChange()
  }
}

/** One run at a time; who asks during one gets the next, so that it has what is so by now. */
function createRuns<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  const begin = async (): Promise<T> => {
    await running?.catch(() => {})
    next = undefined
    running = work()
    return running
  }
  return () => (next ??= begin())
}

/** What was not stored was not done. */
function revert(tracked: Tracked): void {
  const { operation, known } = tracked
  if (!known || operation.state === 'ended') return
  const { values, before, baseVersion, attempts, isDoubtful, error, state, sent, isTold } = known
  Object.assign(operation, { values, before, baseVersion, attempts, isDoubtful, error, state })
  Object.assign(tracked, { sent, isTold })
}

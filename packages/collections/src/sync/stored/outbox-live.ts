import type { AnyModel } from '@throughline/schema'
import type { ConflictDesk } from '../../conflicts/conflict-desk.ts'
import type { StoredEntry } from '../../offline/storage.types.ts'
import type { TabNews } from '../../offline/tabs.types.ts'
import type { Operation } from '../../operation.ts'
import type { PushQueue } from '../../push-queue.ts'
import type { FeedFold } from '../feed-fold.ts'
import { fromEntry, takeEntry, type Tracked } from './outbox-entry.ts'
import type { Mirror } from './outbox-mirror.ts'
import { discarded } from './parking.ts'
import { takeBack } from './take-back.ts'

interface LiveOptions {
  readonly model: AnyModel
  readonly fold: FeedFold
  readonly onChange: () => void
  readonly queue: PushQueue
  readonly desk: ConflictDesk
  readonly mirror: Mirror
  /** The feed may tell of these mutations. */
  readonly watch: (ids: readonly string[]) => void
  /** Whether what is told outlives the tabs. */
  readonly isDurable: () => boolean
}

/** Makes operations what their entries are, whoever has written those. */
export interface LiveOutbox {
  /** Whether some have ended that are known here. */
  misses(entries: readonly StoredEntry[], edits: number): boolean
  /** There are those up to this edit, and no others. */
  adopt(entries: readonly StoredEntry[], edits: number): void
  /** The rows are shown: what waits for someone is told. */
  shown(): void
  /** What another tab has written. */
  hear(news: TabNews['outbox'], withRows: () => void): void
  /** The database is gone. */
  lost(): void
}

export function createLiveOutbox(options: LiveOptions): LiveOutbox {
  const { queue, desk, mirror, onChange, isDurable } = options
  const { settle } = queue
  const entries = createEntries(options)

  const end = (operation: Operation, isDiscarded = false): void => {
    mirror.forget(operation)
    desk.release(operation)
    const { state } = operation
    const error = operation.error ?? (isDiscarded ? discarded(operation) : undefined)
    // What was refused was taken back: what is built on it goes too, and later edits of the row are on what was there before.
    if (error && (isDiscarded || state === 'parked')) {
      takeBack({ queue, mirror, release: desk.release }, operation, error, false)
    } else if (state !== 'ended') settle.done(operation)
  }

  const lose = (): void => {
    for (const { operation } of mirror.all.values()) operation.isStored = false
  }

  /** Those that another tab has settled. */
  const goneOf = (stored: readonly StoredEntry[], edits: number): Tracked[] => {
    const ids = new Set(stored.map(({ id }) => id))
    return [...mirror.all.values()].filter(
      ({ operation, isThere, at }) => isThere && at <= edits && !ids.has(operation.id),
    )
  }

  return {
    misses: (stored, edits) => goneOf(stored, edits).length > 0,
    lost() {
      lose()
      onChange()
    },
    adopt(stored, edits) {
      settle(() => {
        // What comes now is not built on them.
        for (const { operation } of goneOf(stored, edits)) end(operation)
        entries.take(stored)
        if (!isDurable()) lose()
      })
      onChange()
    },
    shown: () => settle(entries.shown),
    hear({ added, change = [], remove = [] }, withRows) {
      settle(() => {
        withRows()
        // What is added is not built on what is removed with it.
        for (const { id, isDiscarded } of remove) {
          const known = mirror.all.get(id)
          if (known) end(known.operation, isDiscarded)
        }
        entries.take(added)
        for (const entry of change) entries.update({ ...entry, revision: entry.revision + 1 })
        mirror.order(change.flatMap(({ id }) => mirror.all.get(id) ?? []))
        if (!isDurable()) lose()
      })
      onChange()
      queue.send()
    },
  }
}

/** Takes entries; inside `settle`. */
function createEntries({ model, fold, queue, desk, mirror, watch }: LiveOptions) {
  let isShown = false

  /** Rows that are not here yet decide about it later. */
  const hold = (operation: Operation): void => {
    if (isShown && !desk.hold(operation)) operation.state = 'queued'
  }

  const show = ({ operation, sent, known }: Tracked): void => {
    if (operation.group && sent) watch([sent.mutation.mutationId])
    if (known?.state === 'parked' && operation.error) operation.reject(operation.error)
    if (operation.state === 'waiting') hold(operation)
    else desk.release(operation)
    fold.changed(operation)
  }

  const update = (entry: Omit<StoredEntry, 'at'>): void => {
    const tracked = mirror.all.get(entry.id)
    // Its removal from here is refused, as of an entry that has changed, and then it is taken as one of others.
    if (!tracked || tracked.operation.state === 'ended') return
    if (entry.revision <= (tracked.known?.revision ?? 0)) return
    takeEntry(tracked, entry)
    show(tracked)
  }

  const isNew = ({ id }: StoredEntry): boolean => {
    const known = mirror.all.get(id)
    return !known || (known.operation.state === 'ended' && known.isThere)
  }

  return {
    update,
    shown(): void {
      isShown = true
      for (const { operation, known } of mirror.all.values()) {
        if (operation.state === 'waiting' && known?.state === 'waiting') hold(operation)
      }
    },
    take(entries: readonly StoredEntry[]): void {
      const fresh = entries.filter(isNew)
      const isFresh = new Set(fresh)
      for (const entry of entries) {
        const tracked = isFresh.has(entry) ? undefined : mirror.all.get(entry.id)
        if (!tracked) continue
        Object.assign(tracked, { at: entry.at, isThere: true })
        tracked.operation.isStored = true
        // Of this tab's own, which is not told that yet, what is here is right.
        if (tracked.known) update(entry)
      }
      const added = toTracked(model, fresh)
      for (const tracked of added) mirror.all.set(tracked.operation.id, tracked)
      queue.restore(added.map(({ operation }) => operation))
      for (const tracked of added) show(tracked)
      mirror.order(entries.flatMap(({ id }) => mirror.all.get(id) ?? []))
    },
  }
}

/** As operations that have their transaction around them. */
function toTracked(model: AnyModel, entries: readonly StoredEntry[]): Tracked[] {
  const groups = new Map<string, Operation[]>()
  return entries.flatMap((entry) => {
    const tracked = fromEntry(model, entry)
    if (!tracked) return []
    if (entry.group !== undefined) {
      const group = groups.get(entry.group) ?? []
      groups.set(entry.group, group)
      group.push(tracked.operation)
      tracked.operation.group = group
    }
    return [tracked]
  })
}

import type { EntityPart, OutboxWrite, StorageWrite, StoredClient } from '../../offline/storage.types.ts'
import type { Operation } from '../../operation.ts'
import { changingOf, isSame, type Known, toEntry, type Tracked } from './outbox-entry.ts'

/** A write, and what is known once it is made. */
export interface Plan {
  readonly write: StorageWrite
  /** As they are once they are written. */
  readonly states: ReadonlyMap<Tracked, Known>
  readonly removed: readonly Tracked[]
}

interface PlanOptions {
  readonly all: Map<string, Tracked>
  readonly modelHash: string
  /** A follower writes what is new, and what someone has said of what waits. */
  readonly isLeader: boolean
  /** Whether it was taken back here. */
  readonly isDropped: (operation: Operation) => boolean
  /** No storage takes it. */
  readonly isApart: (tracked: Tracked) => boolean
  readonly parts: readonly EntityPart[]
  readonly client: StoredClient | undefined
  /** Entries of one write. */
  readonly limit: number
}

/** What differs from what is stored; `undefined` where nothing does. */
export function planWrite(options: PlanOptions): Plan | undefined {
  const { isLeader, isDropped, parts, client, modelHash, limit } = options
  const found = findDifferences(options)
  const add = found.add.slice(0, limit)
  const change = found.change.slice(0, limit - add.length)
  const { remove } = found
  const outbox: OutboxWrite = {
    ...(add.length > 0 && { add: add.map((one) => toEntry(one, modelHash)) }),
    ...(change.length > 0 && {
      change: change.map((one) => ({ ...toEntry(one, modelHash), revision: revisionOf(one) })),
    }),
    ...(remove.length > 0 && {
      remove: remove.map((one) => ({
        id: one.operation.id,
        revision: revisionOf(one),
        ...(isDropped(one.operation) && { isDiscarded: true }),
      })),
    }),
  }
  const write: StorageWrite = {
    ...(Object.keys(outbox).length > 0 && { outbox }),
    ...(isLeader && parts.length > 0 && { parts }),
    ...(isLeader && client && { client }),
  }
  if (Object.keys(write).length === 0) return undefined
  const states = new Map(
    [...add, ...change].map((one) => [one, { ...changingOf(one), revision: revisionOf(one) + 1 }]),
  )
  return { write, states, removed: remove }
}

interface Differences {
  readonly add: Tracked[]
  readonly change: Tracked[]
  readonly remove: Tracked[]
}

function findDifferences({ all, isLeader, isDropped, isApart }: PlanOptions): Differences {
  const found: Differences = { add: [], change: [], remove: [] }
  /** What it waits for is stored, or will be with it. */
  const isNext = ({ state, waits }: Operation): boolean =>
    state === 'queued' &&
    waits.every((other) => {
      const one = all.get(other.id)
      return other.state === 'ended' || one?.known || (one && found.add.includes(one))
    })
  for (const tracked of all.values()) {
    const { operation, known } = tracked
    if (operation.state === 'ended') {
      if (known && !isApart(tracked) && (isLeader || isDropped(operation))) found.remove.push(tracked)
      else all.delete(operation.id)
    } else if (!known) {
      if (isNext(operation)) found.add.push(tracked)
    } else if (!isApart(tracked) && !isSame(known, changingOf(tracked)) && isMine(known, isLeader)) {
      found.change.push(tracked)
    }
  }
  return found
}

/** Whether this tab may change its entry: the leader all, others what waits for someone. */
function isMine({ state }: Known, isLeader: boolean): boolean {
  return isLeader || state === 'parked' || state === 'waiting'
}

function revisionOf({ known }: Tracked): number {
  return known?.revision ?? 0
}

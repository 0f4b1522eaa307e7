import { deepEquals } from '@tanstack/db'
import type { Fold } from '../../fold.ts'
import type { Operation } from '../../operation.ts'
import type { Tracked } from './outbox-entry.ts'

type TrackedOf = (operation: Operation) => Tracked | undefined

/**
 * Puts the operations of rows into the order of their edits in all tabs; what is sent comes first, and what is not stored last.
 *
 * Edits of two tabs that did not know of each other are then as those of one: the later one is on the earlier.
 */
export function orderRows(fold: Fold, of: Iterable<Tracked>, trackedOf: TrackedOf): void {
  const rank = createRank(trackedOf)
  for (const { operation } of of) {
    // What another tab has made below a row since, without knowing of its end, does not hold that up.
    operation.waits = operation.waits.filter((other) => rank(other) <= rank(operation))
    const list = fold.table(operation.entity.name).pending.get(operation.key)
    if (!list || list.length < 2) continue
    orderRow(fold, list, rank)
    if (operation.state !== 'ended') putOnEarlier(list, operation, trackedOf)
  }
}

type Rank = (operation: Operation) => number

/** The order of all edits. */
function createRank(trackedOf: TrackedOf): Rank {
  return (operation) => {
    const at = trackedOf(operation)?.at ?? Infinity
    // A number that orders, where there is none.
    return operation.state === 'sent' ? at - Number.MAX_SAFE_INTEGER : Math.min(at, Number.MAX_SAFE_INTEGER)
  }
}

function orderRow(fold: Fold, list: Operation[], rank: Rank): void {
  const ordered = list.toSorted((one, other) => rank(one) - rank(other))
  if (ordered.every((one, index) => one === list[index])) return
  list.splice(0, list.length, ...ordered)
  for (const [index, one] of list.entries()) {
    const others = one.waits.filter((other) => !list.includes(other))
    one.waits = [...others, ...list.slice(0, index).slice(-1)]
    fold.changed(one)
  }
}

function putOnEarlier(list: readonly Operation[], given: Operation, trackedOf: TrackedOf): void {
  const isOwn = trackedOf(given)?.isOwn
  const index = list.indexOf(given)
  for (const [place, other] of list.entries()) {
    if (other === given || trackedOf(other)?.isOwn === isOwn) continue
    if (place < index) putOn(given, other)
    else putOn(other, given)
  }
}

function putOn(later: Operation, { kind, values, before }: Operation): void {
  if (kind !== 'update') return
  const met = Object.keys(values).filter((name) => deepEquals(later.before[name], before[name]))
  if (met.length === 0) return
  later.before = { ...later.before, ...Object.fromEntries(met.map((name) => [name, values[name]])) }
}

import { keyId, tableKeyOf } from '../items/table-key.ts'
import type { KeyValue } from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { EntityItems, ModelItems } from '../items/item.ts'
import { descendantsOf } from '../layout/tree.ts'
import { holderOf } from '../items/unique.ts'
import { currentOf } from './current.ts'
import type { RowBelow, RowWrite, World } from './effect.ts'
import type { Below, ReadSet } from './read-set.ts'
import type { RowSlot, Slots } from './slots.ts'
import type { SyncContext } from './sync-context.ts'

/** The table as it was read, with what a transaction does so far; `time` in milliseconds. */
export function worldOf(
  { connection: { items: model }, feedBefore: tellsBefore }: SyncContext,
  known: ReadSet,
  { rows, locks }: Slots,
  time: number,
): World {
  return {
    model,
    tellsBefore,
    row(items, key) {
      const slot = rows.get(keyId(key))
      if (slot) return slot.now
      const item = known.item(key)
      return item === undefined ? undefined : currentOf(model, items, item, time)
    },
    holder({ key }) {
      const slot = locks.get(keyId(key))
      if (slot) return slot.now
      const item = known.item(key)
      return item && holderOf(item)
    },
    below(items, path) {
      const read = known.below(items, path)
      if (!read) return undefined
      return deepestFirst([
        ...read.flatMap(unwritten(model, rows, time)),
        ...rowsWithin(model, rows.values(), items, path),
      ])
    },
  }
}

/** A world as some writes leave it that are planned on it, and that no transaction has taken in yet. */
export function worldAfter(world: World, writes: readonly RowWrite[]): World {
  const rows = new Map(
    writes.map(({ items, key, after }) => [keyId(key), { items, key, now: after }] as const),
  )
  const locks = new Map(
    writes.flatMap((write) => write.locks.map(({ lock, to }) => [keyId(lock.key), to] as const)),
  )
  return {
    ...world,
    row: (items, key) => rows.get(keyId(key))?.now ?? world.row(items, key),
    holder(lock) {
      const to = locks.get(keyId(lock.key))
      return to === undefined ? world.holder(lock) : to
    },
    below(items, path) {
      const below = world.below(items, path)
      if (!below) return undefined
      const unwrittenBelow = below.filter(
        ({ items: child, current }) => !rows.has(keyId(child.key(keyOf(child.entity, current.stored.row)))),
      )
      return deepestFirst([...unwrittenBelow, ...rowsWithin(world.model, rows.values(), items, path)])
    },
  }
}

type Written = Pick<RowSlot, 'items' | 'now'>

function deepestFirst(rows: readonly RowBelow[]): RowBelow[] {
  return rows.toSorted((a, b) => b.items.entity.path.length - a.items.entity.path.length)
}

/** Of rows that are written, those that stay below a row. */
function rowsWithin(
  model: ModelItems,
  rows: Iterable<Written>,
  { entity }: EntityItems,
  path: readonly KeyValue[],
): RowBelow[] {
  const below = new Set(descendantsOf(model.model, entity).map(({ name }) => name))
  return [...rows]
    .filter((written) => below.has(written.items.entity.name) && startsAt(written, path))
    .flatMap(rowOf)
}

/** A row as it was read, unless the transaction writes it. */
function unwritten(model: ModelItems, rows: Slots['rows'], time: number): (below: Below) => RowBelow[] {
  return ({ items, item }) => {
    const id = keyId(tableKeyOf(item))
    const current = currentOf(model, items, item, time)
    return rows.has(id) || current.kind !== 'row' ? [] : [{ items, current }]
  }
}

function rowOf({ items, now }: Written): RowBelow[] {
  return now.kind === 'row' ? [{ items, current: now }] : []
}

function startsAt({ items: { entity }, now }: Written, path: readonly KeyValue[]): boolean {
  if (now.kind !== 'row') return false
  const key = keyOf(entity, now.stored.row)
  return path.every((value, index) => key[entity.path[index] ?? ''] === value)
}

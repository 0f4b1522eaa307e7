import { keyId, tableKeyOf } from '../items/table-key.ts'
import type { KeyValue } from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { Connection } from '../connection.ts'
import type { ModelItems } from '../items/item.ts'
import { descendantsOf } from '../layout/tree.ts'
import { holderOf } from '../items/unique.ts'
import { currentOf } from './current.ts'
import type { RowBelow, World } from './effect.ts'
import type { Below, ReadSet } from './read-set.ts'
import type { RowSlot, Slots } from './slots.ts'

/** The table as it was read, with what a transaction does so far; `time` in milliseconds. */
export function worldOf(
  { items: model }: Connection,
  known: ReadSet,
  { rows, locks }: Slots,
  time: number,
): World {
  return {
    model,
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
      const below = new Set(descendantsOf(model.model, items.entity).map(({ name }) => name))
      const isBelow = (slot: RowSlot): boolean => below.has(slot.items.entity.name) && startsAt(slot, path)
      return [
        ...read.flatMap(unwritten(model, rows, time)),
        ...[...rows.values()].filter(isBelow).flatMap(rowOf),
      ].toSorted((a, b) => b.items.entity.path.length - a.items.entity.path.length)
    },
  }
}

/** A row as it was read, unless the transaction writes it. */
function unwritten(model: ModelItems, rows: Slots['rows'], time: number): (below: Below) => RowBelow[] {
  return ({ items, item }) => {
    const id = keyId(tableKeyOf(item))
    const current = currentOf(model, items, item, time)
    return rows.has(id) || current.kind !== 'row' ? [] : [{ items, current }]
  }
}

function rowOf({ items, now }: RowSlot): RowBelow[] {
  return now.kind === 'row' ? [{ items, current: now }] : []
}

function startsAt({ items: { entity }, now }: RowSlot, path: readonly KeyValue[]): boolean {
  if (now.kind !== 'row') return false
  const key = keyOf(entity, now.stored.row)
  return path.every((value, index) => key[entity.path[index] ?? ''] === value)
}

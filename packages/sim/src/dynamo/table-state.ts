import type { TableLayout } from '@throughline/electrodb'
import { type IndexCopy, indexCopy } from './index-copy.ts'
import { orderedItems, type OrderedItems } from './ordered-items.ts'
import type { Item } from './values.ts'

/** What a modelled table is made of, and how imperfect it is; all of it at once and in order when absent. */
export interface TableOptions {
  readonly layout: Pick<TableLayout, 'indexes' | 'key' | 'tableName' | 'ttl'>
  /** The table's own clock, in milliseconds; stands still when absent. */
  readonly now?: () => number
  /** Milliseconds that an index is behind with one write. */
  readonly lag?: (index: string) => number
  /** Milliseconds after its transaction in which an item of it can be seen; meanwhile others conflict with it. */
  readonly stagger?: () => number
}

/** The items of one table and of its indexes. */
export interface TableState {
  readonly tableName: string
  readonly keyNames: readonly [string, string]
  readonly now: () => number
  readonly items: OrderedItems
  readonly index: (
    name: string,
  ) => (IndexCopy & { readonly isLocal: boolean; readonly keyNames: readonly [string, string] }) | undefined
  /** Attributes that hold keys of indexes. */
  readonly indexKeys: readonly string[]
  /** The sort keys of local indexes. */
  readonly localKeys: readonly string[]
  readonly get: (key: Item) => Item | undefined
  /** Puts an item, or deletes one (`undefined`), at once. */
  readonly write: (key: Item, item: Item | undefined) => void
  /** The same as a part of a transaction. */
  readonly writeInTransaction: (key: Item, item: Item | undefined) => void
  /** Whether a transaction on this item is under way. */
  readonly isBusy: (key: Item) => boolean
  /** Brings about what is due. */
  readonly settle: () => void
  /** When the last write of the transactions so far can be seen. */
  readonly seenBy: () => number
  readonly ttl: string
}

interface Pending {
  readonly key: Item
  readonly item: Item | undefined
  readonly due: number
}

export function tableState({ layout, now = () => 0, lag = () => 0, stagger }: TableOptions): TableState {
  const keyNames = [layout.key.pk, layout.key.sk] as const
  const items = orderedItems()
  const indexes = new Map<string, NonNullable<ReturnType<TableState['index']>>>(
    layout.indexes.map(({ name, pk, sk, type }) => [
      name,
      { ...indexCopy({ pk, sk }), isLocal: type === 'local', keyNames: [pk, sk] as const },
    ]),
  )
  let pending: Pending[] = []
  let seenBy = 0
  const partitionOf = (key: Item): string => String(key[keyNames[0]])
  const sortOf = (key: Item): string => String(key[keyNames[1]])
  const idOf = (key: Item): string => `${partitionOf(key)}\n${sortOf(key)}`
  const position = (key: Item) => ({ sort: sortOf(key), id: '' })

  const writeAt = (key: Item, item: Item | undefined, at: number): void => {
    if (item) items.put(partitionOf(key), position(key), item)
    else items.remove(partitionOf(key), position(key))
    for (const [name, { note, isLocal }] of indexes) note(idOf(key), item, at + (isLocal ? 0 : lag(name)))
  }
  return {
    tableName: layout.tableName,
    ttl: layout.ttl,
    keyNames,
    now,
    items,
    index: (name) => indexes.get(name),
    indexKeys: [...new Set([...indexes.values()].flatMap((index) => index.keyNames))],
    localKeys: layout.indexes.flatMap(({ type, sk }) => (type === 'local' ? [sk] : [])),
    get: (key) => items.get(partitionOf(key), position(key)),
    write: (key, item) => writeAt(key, item, now()),
    writeInTransaction(key, item) {
      const due = now() + (stagger?.() ?? 0)
      seenBy = Math.max(seenBy, due)
      if (due <= now()) writeAt(key, item, due)
      else pending.push({ key, item, due })
    },
    isBusy: (key) => pending.some((one) => idOf(one.key) === idOf(key)),
    settle() {
      const time = now()
      if (pending.length > 0) {
        const due = pending.filter((one) => one.due <= time)
        pending = pending.filter((one) => one.due > time)
        for (const { key, item, due: at } of due) writeAt(key, item, at)
      }
      for (const { settle } of indexes.values()) settle(time)
    },
    seenBy: () => seenBy,
  }
}

import { orderedItems, type OrderedItems, type Position } from './ordered-items.ts'
import type { Item } from './values.ts'

/** A secondary index: a copy of the table in another order, which may be behind it. */
export interface IndexCopy {
  readonly items: OrderedItems
  /** Tells of a write: `item` is what it leaves, `undefined` where it deletes; the index shows it from `due` on. */
  readonly note: (id: string, item: Item | undefined, due: number) => void
  /** Shows all that is due by now. */
  readonly settle: (now: number) => void
}

interface Update {
  readonly id: string
  readonly item: Item | undefined
  readonly due: number
}

interface Shown extends Position {
  readonly partition: string
}

/** Makes the copy of an index on these attributes; items without one of them are not in it. */
export function indexCopy({ pk, sk }: { readonly pk: string; readonly sk: string }): IndexCopy {
  const items = orderedItems()
  const shown = new Map<string, Shown>()
  /** Of each item in the order of its writes: what was written later is never shown earlier. */
  let waiting: Update[] = []
  const lastDue = new Map<string, number>()

  const show = ({ id, item }: Update): void => {
    const before = shown.get(id)
    if (before) items.remove(before.partition, before)
    shown.delete(id)
    const [partition, sort] = [item?.[pk], item?.[sk]]
    if (!item || typeof partition !== 'string' || typeof sort !== 'string') return
    const place = { partition, sort, id }
    shown.set(id, place)
    items.put(partition, place, item)
  }
  return {
    items,
    note(id, item, due) {
      const at = Math.max(due, lastDue.get(id) ?? 0)
      lastDue.set(id, at)
      waiting.push({ id, item, due: at })
    },
    settle(now) {
      if (waiting.length === 0) return
      const later: Update[] = []
      for (const update of waiting) {
        if (update.due <= now) show(update)
        else later.push(update)
      }
      waiting = later
      if (later.length === 0) lastDue.clear()
    },
  }
}

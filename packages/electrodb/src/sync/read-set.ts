import { keyId, type TableKey, tableKeyOf } from '../items/table-key.ts'
import type { KeyValue } from '@throughline/schema'
import type { Connection } from '../connection.ts'
import type { EntityItems, Item } from '../items/item.ts'
import { rangeInput } from '../reads/key-range.ts'
import { descendantsOf } from '../layout/tree.ts'
import { batchRead } from '../reads/batch-read.ts'
import { queryItems } from './query-items.ts'
import { mostActions } from './transaction.ts'

/** A row that a delete takes along, as it was read. */
export interface Below {
  readonly items: EntityItems
  readonly item: Item
}

/**
 * What a plan knows of the table, read strongly consistent.
 *
 * A plan asks for all it wants; what is not known yet is noted, and read with all else that was, before the plan is made
 * anew. So a plan is a pure function of what was read, and a group of plans is read in one go.
 */
export interface ReadSet {
  /** The item of a key, `null` where there is none, `undefined` where it has to be read first. */
  readonly item: (key: TableKey) => Item | null | undefined
  /** The rows below a row, the deepest first; cut off where more than `mostBelow` are left whatever a transaction writes. */
  readonly below: (items: EntityItems, path: readonly KeyValue[]) => readonly Below[] | undefined
  /** Takes an item as known that was read elsewhere, strongly consistent. */
  readonly note: (item: Item) => void
  /** Reads what was asked for and not known; whether there was anything. */
  readonly load: () => Promise<boolean>
}

/** Rows that a delete takes along in its own transaction; more of them are deleted before it. */
export const mostBelow = 90

/** Makes a set that knows nothing yet. */
export function createReadSet(connection: Connection): ReadSet {
  const known = new Map<string, Item | null>()
  const trees = new Map<string, readonly Below[]>()
  const wanted = new Map<string, TableKey>()
  const wantedTrees = new Map<string, () => Promise<void>>()

  return {
    item(key) {
      const id = keyId(key)
      const item = known.get(id)
      if (item === undefined) wanted.set(id, key)
      return item
    },
    below(items, path) {
      const id = JSON.stringify([items.entity.name, path])
      const tree = trees.get(id)
      if (!tree) {
        wantedTrees.set(id, async () => {
          const found: Below[] = []
          for await (const below of rowsBelow(connection, items, path)) {
            found.push(below)
            // Some of them may be deleted before, in the same transaction: they are not among those that are left.
            if (found.length > mostBelow + mostActions) break
          }
          trees.set(id, found)
        })
      }
      return tree
    },
    note: (item) => void known.set(keyId(tableKeyOf(item)), item),
    async load() {
      const keys = [...wanted.values()]
      const readers = [...wantedTrees.values()]
      wanted.clear()
      wantedTrees.clear()
      await Promise.all([
        batchRead(connection, keys, { ConsistentRead: true }).then((items) => {
          for (const key of keys) known.set(keyId(key), items.get(keyId(key)) ?? null)
        }),
        ...readers.map((read) => read()),
      ])
      return keys.length + readers.length > 0
    },
  }
}

/** The rows below a row, strongly consistent: one entity after the other, the deepest first. */
export async function* rowsBelow(
  connection: Connection,
  { entity }: EntityItems,
  path: readonly KeyValue[],
): AsyncGenerator<Below> {
  const { items: model } = connection
  // Whoever sees a row gone has seen those below it gone.
  for (const { name } of descendantsOf(model.model, entity).toReversed()) {
    const items = model.of(name)
    for await (const item of queryItems(connection, rangeInput(items.below(path)))) {
      if (items.owns(item)) yield { items, item }
    }
  }
}

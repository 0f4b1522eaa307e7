import { type TextTable, appendText, createTextTable, idOfText, unitsOf, withRoom } from './text-table.ts'

/** The rows of an index. A change of a row is a new one with the same key; the old one is gone. */
export interface Rows {
  /** Rows that are there. */
  live: number
  /** Keys of rows, and of roots whether they have a row or not: the entity's number and the key itself. */
  keys: TextTable
  roots: TextTable
  /** For each row the number of its root, or {@link gone}. */
  rootOf: Uint32Array
  /** For each row the number of its key, and that of its entity. */
  keyOf: Uint32Array
  entityOf: Uint16Array
  count: number
  /** For each key the number of its row, plus one. */
  rowOf: Uint32Array
  /** Rows that are gone: not in the postings any more, and still in them. */
  free: number[]
  dead: number[]
}

export const gone = 0xffffffff
const scratch = new Uint16Array(2048)

/** The rows that were saved; the key of a row has its number. */
export function createRows(
  keys = createTextTable(),
  roots = createTextTable(),
  rootOf = new Uint32Array(0),
): Rows {
  const count = rootOf.length
  const [keyOf, rowOf, entityOf] = [new Uint32Array(count), new Uint32Array(count), new Uint16Array(count)]
  for (let row = 0; row < count; row += 1) {
    keyOf[row] = row
    rowOf[row] = row + 1
    entityOf[row] = entityAt(keys, row)
  }
  return { live: count, keys, roots, rootOf, keyOf, entityOf, count, rowOf, free: [], dead: [] }
}

const entityAt = (table: TextTable, id: number): number => (table.units[table.starts[id] ?? 0] ?? 0) >> 1

/** Writes an entity's number and a key; a UUID takes 8 units. Answers the length. */
function writeKey(entity: number, key: string): number {
  let length = 1
  scratch[0] = entity * 2 + 1
  if (key.length === 36) {
    let [value, nibbles] = [0, 0]
    for (let index = 0; index < 36; index += 1) {
      const unit = key.charCodeAt(index)
      const dash = unit === 45
      if (dash !== (index === 8 || index === 13 || index === 18 || index === 23)) break
      if (dash) continue
      const nibble = unit >= 48 && unit < 58 ? unit - 48 : unit >= 97 && unit < 103 ? unit - 87 : -1
      if (nibble < 0) break
      value = (value << 4) | nibble
      if (++nibbles % 4 > 0) continue
      scratch[length++] = value
      value = 0
    }
    if (nibbles === 32) return length
  }
  scratch[0] = entity * 2
  for (length = 1; length <= key.length && length < scratch.length; length += 1) {
    scratch[length] = key.charCodeAt(length - 1)
  }
  return length
}

/** The entity's number and the key of a text that was written of them. */
export function readKey(table: TextTable, id: number): { entity: number; key: string } {
  const [head = 0, ...units] = unitsOf(table, id)
  const entity = head >> 1
  if (head % 2 === 0) return { entity, key: String.fromCharCode(...units) }
  const hex = units.map((unit) => unit.toString(16).padStart(4, '0')).join('')
  return { entity, key: hex.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') }
}

/** The number of a root, a new one where it is not known. */
export function addRoot(rows: Rows, entity: number, key: string): number {
  return idOfText(rows.roots, scratch, writeKey(entity, key), true)
}

/** A new row of this key, in place of the one that had it. */
export function addRow(rows: Rows, entity: number, key: string, root: number): number {
  const id = idOfText(rows.keys, scratch, writeKey(entity, key), true)
  removeKey(rows, id)
  const row = rows.free.pop() ?? rows.count++
  rows.rootOf = withRoom(rows.rootOf, rows.count)
  rows.keyOf = withRoom(rows.keyOf, rows.count)
  rows.entityOf = withRoom(rows.entityOf, rows.count)
  rows.rowOf = withRoom(rows.rowOf, rows.keys.count)
  rows.rootOf[row] = root
  rows.keyOf[row] = id
  rows.entityOf[row] = entity
  rows.rowOf[id] = row + 1
  rows.live += 1
  return row
}

/** Takes a row away and answers whether it was there. */
export function removeRow(rows: Rows, entity: number, key: string): boolean {
  return removeKey(rows, idOfText(rows.keys, scratch, writeKey(entity, key)))
}

function removeKey(rows: Rows, id: number): boolean {
  const row = rows.rowOf[id] ?? 0
  if (row === 0) return false
  rows.rowOf[id] = 0
  rows.rootOf[row - 1] = gone
  rows.dead.push(row - 1)
  rows.live -= 1
  return true
}

/** The rows that are there, numbered anew, with the new number of each. */
export function packRows(rows: Rows): {
  keys: TextTable
  roots: TextTable
  rootOf: Uint32Array<ArrayBuffer>
  numbers: Uint32Array
} {
  const [keys, roots] = [createTextTable(), createTextTable()]
  const rootOf = new Uint32Array(rows.live)
  const numbers = new Uint32Array(rows.count)
  const rootNumbers = new Map<number, number>()
  for (let row = 0; row < rows.count; row += 1) {
    const root = rows.rootOf[row] ?? gone
    if (root === gone) continue
    const known = rootNumbers.get(root) ?? roots.count
    if (known === roots.count) {
      rootNumbers.set(root, known)
      copyText(roots, rows.roots, root)
    }
    numbers[row] = keys.count
    rootOf[keys.count] = known
    copyText(keys, rows.keys, rows.keyOf[row] ?? 0)
  }
  return { keys, roots, rootOf, numbers }
}

export function copyText(to: TextTable, from: TextTable, id: number): void {
  appendText(to, from.units, from.starts[id] ?? 0, from.starts[id + 1] ?? 0)
}

/** Texts in typed arrays, each known by its number: found by a hash, never forgotten. */
export interface TextTable {
  count: number
  /** The UTF-16 units of all texts, one after the other. */
  units: Uint16Array
  /** Where each text begins, and where the last one ends. */
  starts: Uint32Array
  /** Numbers of texts, plus one, at the places of their hashes, with eight bits of the hash above. */
  places: Uint32Array
}

/** An array with room for a length: the same one, or a copy that is a quarter larger. */
export function withRoom<TArray extends Uint16Array | Uint32Array>(array: TArray, length: number): TArray {
  if (length <= array.length) return array
  const Constructor = array instanceof Uint16Array ? Uint16Array : Uint32Array
  const larger = new Constructor(Math.max(length, Math.ceil(array.length * 1.25)))
  larger.set(array)
  // Sound: made by the constructor of the array's own class.
  return larger as TArray
}

/** A table of saved texts, or an empty one. */
export function createTextTable(units = new Uint16Array(256), starts = new Uint32Array(1)): TextTable {
  const table = { count: starts.length - 1, units, starts, places: new Uint32Array(0) }
  spread(table, table.count)
  return table
}

const highest = 0xff00_0000

function hashOf(units: Uint16Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (units[index] ?? 0), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** Makes places for a number of texts: a power of two, three quarters of it taken at most. */
function spread(table: TextTable, texts: number): void {
  const size = 2 ** Math.ceil(Math.log2(Math.max(64, texts * 1.3)))
  const places = new Uint32Array(size)
  for (let id = 0; id < table.count; id += 1) {
    const hash = hashOf(table.units, table.starts[id] ?? 0, table.starts[id + 1] ?? 0)
    let place = hash & (size - 1)
    while (places[place]) place = (place + 1) & (size - 1)
    places[place] = (hash & highest) | (id + 1)
  }
  table.places = places
}

/** The number of the text that is the first `length` units, or -1; with `add`, a new one's. */
export function idOfText(table: TextTable, text: Uint16Array, length: number, add = false): number {
  const { places, units, starts } = table
  const hash = hashOf(text, 0, length)
  let place = hash & (places.length - 1)
  for (let held; (held = places[place] ?? 0) !== 0; place = (place + 1) & (places.length - 1)) {
    if ((held ^ hash) & highest) continue
    const id = (held & ~highest) - 1
    const start = starts[id] ?? 0
    if ((starts[id + 1] ?? 0) - start !== length) continue
    let same = 0
    while (same < length && units[start + same] === text[same]) same += 1
    if (same === length) return id
  }
  if (!add) return -1
  places[place] = (hash & highest) | (table.count + 1)
  appendText(table, text, 0, length)
  if (table.count * 1.3 > places.length) spread(table, table.count * 1.5)
  return table.count - 1
}

/** Adds a text at the end, known by its number alone. */
export function appendText(table: TextTable, from: Uint16Array, start: number, end: number): void {
  const at = table.starts[table.count] ?? 0
  const next = at + end - start
  table.units = withRoom(table.units, next)
  for (let index = start; index < end; index += 1) table.units[at + index - start] = from[index] ?? 0
  table.count += 1
  table.starts = withRoom(table.starts, table.count + 1)
  table.starts[table.count] = next
}

/** The units of a text, as a view. */
export function unitsOf(table: TextTable, id: number): Uint16Array {
  return table.units.subarray(table.starts[id], table.starts[id + 1])
}

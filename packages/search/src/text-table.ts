type Units = Uint16Array<ArrayBuffer>
export type Numbers = Uint32Array<ArrayBuffer>
/** Texts in typed arrays, each known by its number: found by a hash, never forgotten. */
export interface TextTable {
  count: number
  /** Of each text its length, its UTF-16 units, and what else is written there, one after the other. */
  units: Units
  /** Where each text begins, and after the last one. */
  starts: Numbers
  /** Two numbers more that are known of each. */
  marks: Numbers
  links: Numbers
  /** Numbers of texts, plus one, at the places of their hashes, with eight bits of the hash above. */
  places: Numbers
}

/** An array with room for a length: the same one, or a copy that is a little larger. */
export function withRoom<TArray extends Numbers | Units | Float64Array<ArrayBuffer>>(
  array: TArray,
  length: number,
): TArray {
  if (length <= array.length) return array
  // Sound: it is the constructor of the array's own class.
  const larger = new (array.constructor as new (size: number) => TArray)(length * 1.1 + 64)
  larger.set(array)
  return larger
}

/** A table of texts that were saved, or an empty one. */
export function openTable(
  units: Units = new Uint16Array(1),
  starts: Numbers = new Uint32Array(1),
  marks = starts.slice(),
  links = starts.slice(),
): TextTable {
  const table = { count: starts.length - 1, units, starts, marks, links, places: starts }
  spread(table)
  return table
}

const highest = 0xff00_0000

/** Makes places for more texts than there are: a power of two. Texts that were taken away have none. */
function spread(table: TextTable): void {
  table.places = new Uint32Array(2 << Math.log2(table.count * 1.5 + 64))
  for (let id = 0; id < table.count; id += 1) if (table.units[table.starts[id] ?? 0]) placeOf(table, id)
}

/** The number of the text that is the same as this one; gives it a place where there is none. */
function placeOf({ units, starts, places }: TextTable, id: number): number {
  const start = starts[id] ?? 0
  const end = start + (units[start] ?? 0)
  let hash = 0
  for (let index = start; index <= end; index += 1) hash = Math.imul(hash ^ (units[index] ?? 0), 0x01000193)
  hash ^= hash >>> 15
  for (let place = hash; ; place += 1) {
    place &= places.length - 1
    const held = places[place] ?? 0
    if (held === 0) places[place] = (hash & highest) | (id + 1)
    if (held === 0) return id
    if ((held ^ hash) & highest) continue
    const other = (held & ~highest) - 1
    const away = (starts[other] ?? 0) - start
    let index = start
    while (index <= end && units[index] === units[index + away]) index += 1
    if (index > end) return other
  }
}

/** Where the next text begins. */
export const endOf = ({ count, starts }: TextTable): number => starts[count] ?? 0

/** Writes the units of a text, and answers where it ends. */
export function writeText(table: TextTable, text: string, at: number): number {
  const { length } = text
  const units = (table.units = withRoom(table.units, at + length))
  for (let index = 0; index < length; index += 1) units[at + index] = text.charCodeAt(index)
  return at + length
}

/** The number of a text, a new one where it is not known. */
export function idOfText(table: TextTable, text: string): number {
  const { length } = text
  const at = endOf(table) + 1
  const units = (table.units = withRoom(table.units, at + length))
  // As `writeText` does it: an engine reads strings faster where those of fewer kinds come by.
  for (let index = 0; index < length; index += 1) units[at + index] = text.charCodeAt(index)
  return idOfUnits(table, at + length)
}

/** The number of the text that was written behind the last one, after a unit for its length; a new one where it is not known. */
export function idOfUnits(table: TextTable, end: number): number {
  const { count, units, places } = table
  const start = endOf(table)
  units[start] = end - start - 1
  const id = placeOf(table, count)
  if (id === count) {
    table.count += 1
    table.starts = withRoom(table.starts, count + 2)
    table.marks = withRoom(table.marks, count + 2)
    table.links = withRoom(table.links, count + 2)
    table.starts[count + 1] = end
    if (count * 1.3 > places.length) spread(table)
  }
  return id
}

/** A text, or with `asWritten` what else is written there, where something is. */
export function textOf({ units, starts }: TextTable, id: number, asWritten = false): string {
  const start = (starts[id] ?? 0) + 1
  const end = start + (units[start - 1] ?? 0)
  const next = starts[id + 1] ?? 0
  return String.fromCharCode(
    ...(asWritten && next > end ? units.subarray(end, next) : units.subarray(start, end)),
  )
}

/** Takes a text away, and what is written there; its number is not used again. */
export function eraseText({ units, starts }: TextTable, id: number): void {
  units.fill(0, starts[id], starts[id + 1])
}

/** The arrays that a table is of, copied. */
export function arraysOf(table: TextTable): [Units, Numbers, Numbers, Numbers] {
  const { units, starts, marks, links, count } = table
  const length = count + 1
  const end = starts[count]
  return [units.slice(0, end), starts.slice(0, length), marks.slice(0, length), links.slice(0, length)]
}

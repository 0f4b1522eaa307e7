import { hasLetter, longestTerm } from './words.ts'
import { type TextTable, idOfText, withRoom } from './text-table.ts'

/** The distinct terms of an index, with what rules most of them out before they are compared. */
export interface Vocabulary {
  readonly table: TextTable
  /** By their length, numbers of the terms, each followed by the letters that it has: a bit each for a–z, six for digits. */
  readonly byLength: Uint32Array[]
  /** How much of each of those is in use. */
  readonly used: number[]
  /** Whether a term is in a row; those of rows that are gone are kept. */
  readonly isThere: (term: number) => boolean
}

/** Terms that a word stands for, and how close each is: 1 the same, 0 nothing in common. */
export interface Matches {
  readonly terms: number[]
  readonly closeness: number[]
}

/** The edits that a word is found with: none below 3 letters, 2 from 8; with 3 those to a term of 4 alone. */
export function editsOf(word: string): number {
  if (word.length < 3 || !hasLetter(word)) return 0
  return word.length < 8 ? 1 : 2
}

export function createVocabulary(table: TextTable, isThere: Vocabulary['isThere']): Vocabulary {
  const vocabulary: Vocabulary = { table, byLength: [], used: [], isThere }
  for (let id = 0; id < table.count; id += 1) classify(vocabulary, id)
  return vocabulary
}

/** The number of a term, a new one where it is not there yet. */
export function addTerm(vocabulary: Vocabulary, units: Uint16Array, length: number): number {
  const known = vocabulary.table.count
  const id = idOfText(vocabulary.table, units, length, true)
  if (id === known) classify(vocabulary, id)
  return id
}

function classify({ table, byLength, used }: Vocabulary, id: number): void {
  const [start, end] = [table.starts[id] ?? 0, table.starts[id + 1] ?? 0]
  const at = used[end - start] ?? 0
  while (byLength.length <= end - start) byLength.push(new Uint32Array(0))
  const list = withRoom(byLength[end - start] ?? table.starts, at + 2)
  list[at] = id
  list[at + 1] = lettersOf(table.units, start, end)
  byLength[end - start] = list
  used[end - start] = at + 2
}

/** Other letters share the bits of those of the alphabet. */
function lettersOf(units: Uint16Array, start: number, end: number): number {
  let letters = 0
  for (let index = start; index < end; index += 1) {
    const unit = units[index] ?? 0
    letters |= 1 << (unit >= 48 && unit < 58 ? 26 + (unit % 6) : (unit + 7) % 26)
  }
  return letters
}

const digits = ~0x3ffffff

/** The term itself, those that begin with the word, those that contain it where it has a digit, those a few edits away. */
export function findTerms(
  vocabulary: Vocabulary,
  word: string,
  { prefix = false, part = false, edits = 0, beginning = false },
  work: { terms: number },
): Matches {
  const { table, byLength, used, isThere } = vocabulary
  const units = new Uint16Array(Math.min(word.length, longestTerm))
  for (let index = 0; index < units.length; index += 1) units[index] = word.charCodeAt(index)
  const wanted = lettersOf(units, 0, units.length)
  const found: Matches = { terms: [], closeness: [] }
  const contained = part && (wanted & digits) !== 0
  const open = prefix || contained || beginning
  const longest = open ? byLength.length - 1 : Math.min(units.length + edits, byLength.length - 1)
  for (let length = Math.max(1, units.length - edits); length <= longest; length += 1) {
    const list = byLength[length] ?? units
    const end = used[length] ?? 0
    const typos = length > 3 || units.length > 3 ? edits : 0
    work.terms += end / 2
    for (let index = 0; index < end; index += 2) {
      const mask = list[index + 1] ?? 0
      const missing = wanted & ~mask
      if (missing !== 0 && tooMany(missing, typos)) continue
      const id = list[index] ?? 0
      const near = length <= units.length + edits
      if (!open && tooMany(mask & ~wanted, typos)) continue
      const start = table.starts[id] ?? 0
      let closeness = 0
      if (missing === 0 && (open || length === units.length)) {
        const at = placeOf(table.units, start, contained ? length : Math.min(length, units.length), units)
        if (at === 0 && length === units.length) closeness = 1
        else if ((prefix && at === 0) || (contained && at >= 0))
          closeness = 0.5 + (0.4 * units.length) / length
      }
      if (closeness === 0 && typos > 0 && (beginning || (near && !tooMany(mask & ~wanted, typos)))) {
        const distance = editDistance(units, table.units, start, length, edits, beginning)
        if (distance <= edits) closeness = 0.2 / (distance + (near ? 0 : 1))
      }
      if (closeness === 0 || !isThere(id)) continue
      found.terms.push(id)
      found.closeness.push(closeness)
    }
  }
  return found
}

/** Whether more bits are set than edits could have changed, each of which takes one letter away at most and brings one. */
function tooMany(bits: number, edits: number): boolean {
  let rest = bits
  for (let edit = 0; edit < edits; edit += 1) rest &= rest - 1
  return rest !== 0
}

/** Where a word stands in the first `length` units of a term, or -1. */
function placeOf(units: Uint16Array, start: number, length: number, word: Uint16Array): number {
  for (let at = 0; at <= length - word.length; at += 1) {
    let same = 0
    while (same < word.length && units[start + at + same] === word[same]) same += 1
    if (same === word.length) return at
  }
  return -1
}

const width = longestTerm + 1
const rows = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)] as const

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours; to a beginning of the term if asked. */
function editDistance(
  word: Uint16Array,
  units: Uint16Array,
  start: number,
  termLength: number,
  most: number,
  beginning: boolean,
): number {
  const length = beginning ? Math.min(termLength, word.length + most) : termLength
  let [before, last, row]: [Uint8Array, Uint8Array, Uint8Array] = [...rows]
  for (let column = 0; column <= length; column += 1) last[column] = column
  for (let index = 1; index <= word.length; index += 1) {
    const unit = word[index - 1]
    let least = (row[0] = index)
    for (let column = 1; column <= length; column += 1) {
      const other = units[start + column - 1]
      let cost = (last[column - 1] ?? 0) + (unit === other ? 0 : 1)
      cost = Math.min(cost, (last[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1)
      if (index > 1 && column > 1 && unit === units[start + column - 2] && word[index - 2] === other) {
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      }
      row[column] = cost
      if (cost < least) least = cost
    }
    if (least > most) return least
    ;[before, last, row] = [last, row, before]
  }
  return beginning ? Math.min(...last.subarray(0, length + 1)) : (last[length] ?? 0)
}

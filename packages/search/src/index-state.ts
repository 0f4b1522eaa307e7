import { foldText } from '@throughline/schema/adapter'
import { type SearchFields, textsOf } from './search-fields.ts'
import type { SavedSearchIndex } from './search.types.ts'
import {
  type Numbers,
  type TextTable,
  arraysOf,
  endOf,
  eraseText,
  idOfText,
  openTable,
  textOf,
  withRoom,
  writeText,
} from './text-table.ts'
import { eachWord, foldWithPlaces, longestTerm } from './words.ts'

type RowValues = Readonly<Record<string, unknown>>

/** Bits of the place of a word in its field; further words share the last place. */
export const placeBits = 5
export const lastPlace = 2 ** placeBits - 1

/**
 * An index: a large base in the order of the terms, and a log of what came since. A posting is the number of a row's key, that
 * of the field within its entity, and the place of the word.
 */
export interface IndexState extends SearchFields {
  /** Bits of a posting below the row. */
  readonly shift: number
  /** Each with how it was written where it came first, its letters and length, and its last entry. */
  readonly terms: TextTable
  /**
   * Keys of rows and of what is above them, each with the entry from which on the row is right (0 where it never came, 1 where
   * the base has it), and its kin: its entity, and the key of its parent, plus one.
   */
  readonly keys: TextTable
  /** Where each term begins in the base, and after the last one. */
  bases: Numbers
  base: Numbers
  /** Of each entry its posting, and the number of the term's entry before; the first two are none. */
  log: Numbers
  entries: number
  /** Rows that are there. */
  size: number
}

/** Since when a row is right that was taken away with what is below it. */
const gone = 0xffffffff
/** Where the entity stands above the parent: a model has 256 at most. */
export const entityShift = 24
const lowest = 0xffffff

/** The state that was saved, or an empty one. */
export function openState(fields: SearchFields, arrays?: SavedSearchIndex['arrays']): IndexState {
  const [units, starts, letters, heads, keyUnits, keyStarts, since, kin, bases, base] = arrays ?? []
  return {
    ...fields,
    // Rows have 24 bits at most.
    shift: Math.max(
      8,
      placeBits + Math.ceil(Math.log2(Math.max(...fields.plan.map((one) => one.fields.length)))),
    ),
    terms: openTable(units, starts, letters, heads),
    keys: openTable(keyUnits, keyStarts, since, kin),
    bases: bases ?? new Uint32Array(1),
    base: base ?? new Uint32Array(0),
    log: new Uint32Array(4),
    entries: 2,
    size: since?.filter(isThere).length ?? 0,
  }
}

/** A key as one string, as `keyString` of the schema writes it. */
const keyOf = (names: readonly string[], row: RowValues): string =>
  names.length === 1 ? String(row[names[0] ?? '']) : names.map((name) => String(row[name])).join('#')

/** The number of a key of an entity, a new one where it is not known. */
function idOfKey({ keys, shift }: IndexState, entity: number, key: string): number {
  const at = endOf(keys) + 2
  keys.units = withRoom(keys.units, at + 8)
  const isUuid = key.length === 36 && writeUuid(keys.units, at, key)
  const end = isUuid ? at + 8 : writeText(keys, key.slice(0, longestKey), at)
  keys.units[at - 1] = entity * 2 + (isUuid ? 1 : 0)
  const id = idOfText(keys, end)
  if (id + 2 > 2 ** (32 - shift))
    throw new RangeError(`A search index of this model holds ${id} rows at most.`)
  return id
}

const longestKey = 2000

/** Writes a UUID as 8 units, and answers whether it is one. */
function writeUuid(units: Uint16Array, at: number, key: string): boolean {
  let [digits, value] = [0, 0]
  for (let index = 0; index < 36; index += 1) {
    const unit = key.charCodeAt(index)
    const digit = unit > 96 ? unit - 87 : unit < 58 ? unit - 48 : 16
    // Where a hyphen is to stand.
    const isHyphen = (0x84_21_00 >> index) % 2 > 0
    if (isHyphen ? unit !== 45 : digit >>> 4 > 0) return false
    if (isHyphen) continue
    value = (value << 4) | digit
    units[at + (digits >> 2)] = value
    digits += 1
  }
  return true
}

/** The name of a row's entity, and its key. */
export function readKey({ keys, plan }: IndexState, id: number): { entity: string; key: string } {
  const units = textOf(keys, id)
  const head = units.charCodeAt(0)
  let key = units.slice(1)
  if (head % 2 > 0) {
    // Each unit has four digits.
    const hex = Array.from(key, (unit) => (unit.charCodeAt(0) + 0x1_0000).toString(16).slice(1))
    key = hex.map((four, index) => (index > 1 && index < 6 ? `-${four}` : four)).join('')
  }
  return { entity: plan[head >> 1]?.name ?? '', key }
}

/** A bit for each letter of the alphabet, which others share; the length stands above. */
export const allLetters = 2 ** 26 - 1
export function lettersOf(term: string): number {
  let letters = 0
  for (let index = 0; index < term.length; index += 1) letters |= 1 << ((term.charCodeAt(index) + 7) % 26)
  return letters | ((term.length - 1) << 26)
}

/** Units of a text in which is looked for how a word is written, where letters became two. */
const longestText = 1000

/** Enters the terms of a text. */
function putText(state: IndexState, text: string, first: number, since: number): void {
  const { terms } = state
  const folded = foldText(text)
  // One letter may have become two.
  let places: readonly number[] | undefined
  eachWord(folded, (term, start, end, position) => {
    const { count } = terms
    const id = idOfText(terms, writeText(terms, term, endOf(terms) + 1))
    addEntry(state, id, first + Math.min(position, lastPlace), since)
    if (id < count) return
    terms.marks[id] = lettersOf(term)
    state.bases = withRoom(state.bases, count + 2)
    state.bases[count + 1] = state.base.length
    places ??= folded.length === text.length ? [] : foldWithPlaces(text.slice(0, longestText)).places
    const written = text.slice(places[start] ?? start, places[end] ?? end).slice(0, longestTerm)
    if (written !== term) terms.starts[count + 1] = writeText(terms, written, endOf(terms))
  })
}

/** Enters a row, in place of the one that has its key. */
export function putRow(state: IndexState, entity: string, row: RowValues): void {
  const { plan, keys, shift, entries } = state
  const planned = plan.find(({ name }) => name === entity)
  if (!planned) return
  const { path, fields } = planned
  let [id, above] = [-1, 0]
  for (const { number, names } of path) {
    above = id + 1
    id = idOfKey(state, number, keyOf(names, row))
    keys.links[id] ||= (number << entityShift) | above
  }
  // Rows below may have told it before, and less of it.
  keys.links[id] = ((keys.links[id] ?? 0) & ~lowest) | above
  const { marks: since } = keys
  if (!isThere(since[id])) state.size += 1
  since[id] = entries
  for (let index = 0; index < fields.length; index += 1) {
    const { name = '', valueLabels } = fields[index] ?? {}
    const first = ((id << shift) | (index << placeBits)) >>> 0
    for (const text of textsOf(row[name])) {
      const label = valueLabels?.[text]
      putText(state, label ? `${text} ${label}` : text, first, entries)
    }
  }
  if (state.entries > smallestLog + state.base.length / 4) mergeLog(state)
}

/** Entries that the log may have beside any base. */
const smallestLog = 4096

/** Makes base and log a new base, without what is not right any more. */
function mergeLog(state: IndexState): void {
  const { terms, keys, bases } = state
  const { marks: since } = keys
  const base = new Uint32Array(state.base.length + state.entries)
  let length = 0
  for (let term = 0; term < terms.count; term += 1) {
    const postings = postingsOf(state, term)
    base.set(postings, length)
    terms.links[term] = 0
    bases[term] = length
    length += postings.length
  }
  bases[terms.count] = length
  for (let key = 0; key < keys.count; key += 1) if (isThere(since[key])) since[key] = 1
  state.base = base.slice(0, length)
  state.entries = 2
}

const isThere = (since = 0): boolean => since > 0 && since < gone

/** Enters one occurrence of a term, unless it was the last one of this row. */
function addEntry(state: IndexState, term: number, posting: number, since: number): void {
  const { terms, entries } = state
  const before = terms.links[term] ?? 0
  if (before >= since && state.log[before * 2] === posting) return
  const log = (state.log = withRoom(state.log, entries * 2 + 2))
  log[entries * 2] = posting
  log[entries * 2 + 1] = before
  terms.links[term] = entries
  state.entries += 1
}

/** Takes a row away, hides what is below it, and answers whether it was there. */
export function removeRow(state: IndexState, entity: string, given: RowValues | string): boolean {
  const own = state.plan.find(({ name }) => name === entity)?.path.at(-1)
  if (!own) return false
  const id = idOfKey(state, own.number, typeof given === 'string' ? given : keyOf(own.names, given))
  const { marks: since } = state.keys
  const wasThere = isThere(since[id])
  if (wasThere) state.size -= 1
  since[id] = gone
  return wasThere
}

/** The postings of a term in rows that are there, in the order in which they came. */
export function postingsOf({ terms, keys, bases, base, log, shift }: IndexState, term: number): number[] {
  const { marks: since } = keys
  const postings: number[] = []
  for (let entry = terms.links[term] ?? 0; entry > 0; entry = log[entry * 2 + 1] ?? 0) {
    const posting = log[entry * 2] ?? 0
    if (entry >= (since[posting >>> shift] ?? 0)) postings.push(posting)
  }
  const begin = bases[term] ?? 0
  for (let index = bases[term + 1] ?? 0; index > begin; index -= 1) {
    const posting = base[index - 1] ?? 0
    if (since[posting >>> shift] === 1) postings.push(posting)
  }
  return postings.toReversed()
}

/** The root of a row; below 0 where something above it was taken away. */
export function rootOf({ keys }: IndexState, row: number): number {
  const { marks: since, links: kin } = keys
  let root = row
  for (let above; (above = (kin[root] ?? 0) & lowest) > 0;) {
    root = above - 1
    if (since[root] === gone) return -1
  }
  return root
}

const copyArrays = ({ terms, keys, bases, base }: IndexState): SavedSearchIndex['arrays'] => [
  ...arraysOf(terms),
  ...arraysOf(keys),
  bases.slice(0, terms.count + 1),
  base.slice(),
]

/** The arrays of a state with what is shown alone. */
export function arraysToSave(state: IndexState): SavedSearchIndex['arrays'] {
  mergeLog(state)
  const copy = openState(state, copyArrays(state))
  const { terms, keys, bases } = copy
  const { marks: since, links: kin } = keys
  const kept = new Uint8Array(keys.count)
  for (let key = 0; key < keys.count; key += 1) {
    let above = isThere(since[key]) && rootOf(state, key) >= 0 ? key + 1 : 0
    for (; above > 0; above = (kin[above - 1] ?? 0) & lowest) kept[above - 1] = 1
  }
  for (const [key, isKept] of kept.entries()) {
    if (isKept) continue
    since[key] = gone
    eraseText(keys, key)
  }
  mergeLog(copy)
  for (let term = 0; term < terms.count; term += 1) {
    if (bases[term] !== bases[term + 1]) continue
    terms.marks[term] = 0
    eraseText(terms, term)
  }
  return copyArrays(copy)
}

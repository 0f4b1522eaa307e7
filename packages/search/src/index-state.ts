import { foldText } from '@throughline/schema/adapter'
import type { PlannedEntity, PlannedField, SearchFields } from './search-fields.ts'
import type { SavedSearchIndex } from './search.types.ts'
import {
  type Numbers,
  type TextTable,
  arraysOf,
  endOf,
  eraseText,
  idOfText,
  idOfUnits,
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
 * An index: a large base in the order of the terms, of each the newest first, and a log of what came since. A posting is the
 * number of a row's key, that of the field within its entity, and the place of the word.
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
  /** Where each term of the base begins in it, and after the last one; the terms that came since have nothing there. */
  bases: Numbers
  base: Numbers
  /** Of each entry its posting, and the number of the term's entry before; the first two are none. */
  log: Numbers
  entries: number
  /** Rows that are there. */
  size: number
  /** What the search that is under way took. */
  work: { terms: number; postings: number }
  /** Of each entity the key that was asked for last, with its number: rows of one parent come together. */
  readonly last: (readonly [key: string, id: number])[]
  readonly entities: ReadonlyMap<string, KnownEntity>
}

interface KnownEntity extends PlannedEntity {
  readonly fields: readonly KnownField[]
}

/** A field with its first texts, and their terms. */
interface KnownField extends PlannedField {
  readonly known: Map<string, readonly number[]>
}

/** Since when a row is right that was taken away with what is below it. */
const gone = 0xffffffff
/** Where the entity stands above the parent: a model has 256 at most. */
export const entityShift = 24
const lowest = 0xffffff

/** The state that was saved, or an empty one. */
export function openState(fields: SearchFields, arrays?: SavedSearchIndex['arrays']): IndexState {
  const [
    units,
    starts,
    letters,
    heads,
    keyUnits,
    keyStarts,
    since,
    kin,
    bases = new Uint32Array(0),
    base = bases,
  ] = arrays ?? []
  return {
    ...fields,
    // Rows have 24 bits at most.
    shift: Math.max(
      8,
      placeBits + Math.ceil(Math.log2(Math.max(...fields.plan.map((one) => one.fields.length)))),
    ),
    terms: openTable(units, starts, letters, heads),
    keys: openTable(keyUnits, keyStarts, since, kin),
    bases,
    base,
    log: new Uint32Array(4),
    entries: 2,
    size: since?.filter(isThere).length ?? 0,
    work: { terms: 0, postings: 0 },
    last: [],
    entities: new Map(
      fields.plan.map((one) => [
        one.name,
        { ...one, fields: one.fields.map((field) => ({ ...field, known: new Map() })) },
      ]),
    ),
  }
}

/** A key as one string, as `keyString` of the schema writes it. */
const keyOf = (names: readonly string[], row: RowValues): string =>
  names.length === 1 ? String(row[names[0] ?? '']) : names.map((name) => String(row[name])).join('#')

/** The number of a key of an entity, a new one where it is not known. */
function idOfKey({ keys, shift, last }: IndexState, entity: number, key: string): number {
  const before = last[entity]
  if (before?.[0] === key) return before[1]
  const at = endOf(keys) + 2
  keys.units = withRoom(keys.units, at + 8)
  keys.units[at - 1] = entity * 2 + 1
  const id = writeUuid(keys.units, at, key)
    ? idOfUnits(keys, at + 8)
    : idOfText(keys, String.fromCharCode(entity * 2) + key.slice(0, longestKey))
  if ((id + 1) >>> (32 - shift) > 0)
    throw new RangeError(`A search index of this model holds ${id} rows at most.`)
  last[entity] = [key, id]
  return id
}

const longestKey = 2000

/** Writes a UUID as 8 units, and answers whether it was one as it is mostly written: any other key is kept as a text. */
function writeUuid(units: Uint16Array, at: number, key: string): boolean {
  if (key.length !== 36) return false
  let wrong = 0
  let from = 0
  for (let index = 0; index < 8; index += 1) {
    let value = 0
    // Hyphens are before four of them.
    if (index > 1 && index < 6 && key.charCodeAt(from++) !== 45) return false
    for (const end = from + 4; from < end; from += 1) {
      const unit = key.charCodeAt(from)
      const digit = unit < 58 ? unit - 48 : unit > 96 ? unit - 87 : 16
      wrong |= digit
      value = (value << 4) | digit
    }
    units[at + index] = value
  }
  return wrong >>> 4 === 0
}

/** The name of a row's entity, and its key. */
export function readKey({ keys, plan }: IndexState, id: number): { entity: string; key: string } {
  const units = textOf(keys, id)
  const head = units.charCodeAt(0)
  const isUuid = head % 2 > 0
  let key = isUuid ? '' : units.slice(1)
  for (let index = 1; isUuid && index < 9; index += 1)
    key += (index > 2 && index < 7 ? '-' : '') + (units.charCodeAt(index) + 0x1_0000).toString(16).slice(1)
  return { entity: plan[head >> 1]?.name ?? '', key }
}

/** A bit for each letter of the alphabet, which others share; the length stands above, in the six bits that are left. */
export function lettersOf(term: string): number {
  let letters = 0
  for (let index = 0; index < term.length; index += 1) letters |= 1 << ((term.charCodeAt(index) + 7) % 26)
  return letters | ((term.length - 1) << 26)
}

/** Units of a text in which is looked for how a word is written, where letters became two. */
const longestText = 1000

/** The terms of a text, each with the place of its word in the lower bits. */
function termsOf(state: IndexState, text: string): number[] {
  const { terms } = state
  const folded = foldText(text)
  const found: number[] = []
  // One letter may have become two.
  let places: readonly number[] | undefined
  eachWord(folded, (term, start, end, position) => {
    const { count } = terms
    const id = idOfText(terms, term)
    found.push((id << placeBits) | Math.min(position, lastPlace))
    if (id < count) return
    terms.marks[id] = lettersOf(term)
    places ??= folded.length === text.length ? [] : foldWithPlaces(text.slice(0, longestText)).places
    const written = text.slice(places[start] ?? start, places[end] ?? end).slice(0, longestTerm)
    if (written !== term) terms.starts[count + 1] = writeText(terms, written, endOf(terms))
  })
  return found
}

/** Texts of a field that are known with their terms, of which long ones are fewer: those of enums, cities, ranks. */
const mostKnown = 160

/** Enters a row, in place of the one that has its key. */
export function putRow(state: IndexState, entity: string, row: RowValues): void {
  const { entities, keys, shift, entries } = state
  const planned = entities.get(entity)
  if (!planned) return
  const { path, fields } = planned
  let id = -1
  let above = 0
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
  let first = (id << shift) >>> 0
  for (const field of fields) {
    putValue(state, field, row[field.name], first, entries)
    first += lastPlace + 1
  }
  if (state.entries > smallestLog + state.base.length / 4) mergeLog(state)
}

/** Enters the terms of a value: of a text, a number or a date itself, of each item of a list. */
function putValue(state: IndexState, field: KnownField, value: unknown, first: number, since: number): void {
  if (Array.isArray(value) || value instanceof Set)
    for (const one of value) putValue(state, field, one, first, since)
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  // A date that is none has no text.
  const text = value instanceof Date ? value.toJSON() : isNumber ? String(value) : value
  if (typeof text !== 'string') return
  const { valueLabels, known } = field
  let found = known.get(text)
  if (!found) {
    const label = valueLabels?.[text]
    found = termsOf(state, label ? `${text} ${label}` : text)
    if (known.size + text.length < mostKnown) known.set(text, found.slice())
  }
  for (const one of found) addEntry(state, one >>> placeBits, first + (one & lastPlace), since)
}

/** Entries that the log may have beside any base. */
const smallestLog = 4096

/** Makes base and log a new base, without what is not right any more. */
function mergeLog(state: IndexState): void {
  const { terms, keys } = state
  const { marks: since } = keys
  const bases = new Uint32Array(terms.count + 1)
  const merged = new Uint32Array(state.base.length + state.entries)
  let length = 0
  const put = (posting: number): void => void (merged[length++] = posting)
  for (let term = 0; term < terms.count; term += 1) {
    somePosting(state, term, put)
    terms.links[term] = 0
    bases[term + 1] = length
  }
  for (let key = 0; key < keys.count; key += 1) if (isThere(since[key])) since[key] = 1
  state.bases = bases
  state.base = merged.slice(0, length)
  // It grows again with what comes: most of the time it needs less room than it had.
  state.log = state.log.slice(0, 4)
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
  const own = state.entities.get(entity)?.path.at(-1)
  if (!own) return false
  const id = idOfKey(state, own.number, typeof given === 'string' ? given : keyOf(own.names, given))
  const { marks: since } = state.keys
  const wasThere = isThere(since[id])
  if (wasThere) state.size -= 1
  since[id] = gone
  return wasThere
}

/** Tests the postings of a term in rows that are there, the newest first, and answers whether one was answered with `true`. */
export function somePosting(
  { terms, keys, bases, base, log, shift }: IndexState,
  term: number,
  test: (posting: number) => unknown,
): boolean {
  const { marks: since } = keys
  for (let entry = terms.links[term] ?? 0; entry > 0; entry = log[entry * 2 + 1] ?? 0) {
    const posting = log[entry * 2] ?? 0
    if (entry >= (since[posting >>> shift] ?? 0) && test(posting) === true) return true
  }
  const end = bases[term + 1] ?? 0
  for (let index = bases[term] ?? 0; index < end; index += 1) {
    const posting = base[index] ?? 0
    if (since[posting >>> shift] === 1 && test(posting) === true) return true
  }
  return false
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
  bases,
  base,
]

/** The arrays of a state with what is shown alone. */
export function arraysToSave(state: IndexState): SavedSearchIndex['arrays'] {
  mergeLog(state)
  const copy = openState(state, copyArrays(state))
  const { terms, keys } = copy
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
  const { bases } = copy
  for (let term = 0; term < terms.count; term += 1) {
    if (bases[term] !== bases[term + 1]) continue
    terms.marks[term] = 0
    eraseText(terms, term)
  }
  return copyArrays(copy)
}

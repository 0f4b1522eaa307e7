import { type Correction, type Wanted, findWanted, phrasePlaces, placeBits } from './evaluate.ts'
import { type Postings, eachPosting } from './postings.ts'
import { parseQuery } from './query.ts'
import { type Rows, gone, readKey } from './rows.ts'
import type { SearchFields } from './search-fields.ts'
import type { MatchedRow, MatchedTerm, SearchHit, SearchOptions, SearchResult } from './search.types.ts'
import { unitsOf } from './text-table.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What a search reads, and memory that it uses again: zero between searches, for each root one. */
export interface SearchState {
  readonly fields: SearchFields
  readonly vocabulary: Vocabulary
  readonly postings: Postings
  readonly rows: Rows
  /** Whether a posting is of a row that is there. */
  readonly isLive: (value: number) => boolean
  readonly scratch: { best: Float32Array; total: Float32Array; counts: Uint8Array }
}

/** Parts of a query that are met by one row, or by any row below a root; of a filter the root must have it. */
interface Clause {
  readonly wanted: Wanted[]
  readonly filter: boolean
  entities: ReadonlySet<number>
}

type Visit = (row: number, place: number, root: number, score: number, wanted: Wanted, term: number) => void

/** What a root counts that has a filter: more than all words. */
const filterCount = 16

/** Filters by fields of one entity are about one row. */
function clausesOf(parts: readonly Wanted[], bits: number): Clause[] {
  const clauses: Clause[] = []
  for (const wanted of parts) {
    const entities = new Set(wanted.part.fields?.map((place) => place >> bits))
    const last = clauses.at(-1)
    const shared = new Set([...entities].filter((entity) => last?.entities.has(entity)))
    if (last && shared.size > 0) {
      last.wanted.push(wanted)
      last.entities = shared
    } else clauses.push({ wanted: [wanted], filter: wanted.part.fields !== undefined, entities })
  }
  return clauses
}

/** Visits each occurrence of what is wanted in a row that is there, in a field that counts. */
function visitWanted(
  { fields, postings, rows }: SearchState,
  wanted: Wanted,
  work: SearchResult['work'],
  visit: Visit,
): void {
  const { bits } = fields
  const { rootOf, entityOf } = rows
  const { weights, words } = wanted
  const mask = (1 << bits) - 1
  let [closeness, term, read] = [1, 0, 0]
  const take = (value: number): void => {
    read += 1
    const row = value >>> (bits + placeBits)
    const root = rootOf[row] ?? gone
    if (root === gone) return
    const place = ((entityOf[row] ?? 0) << bits) | ((value >>> placeBits) & mask)
    const weight = weights[place] ?? 0
    if (weight > 0) visit(row, place, root, closeness * weight, wanted, term)
  }
  if (words.length > 1) {
    for (const [value, last] of phrasePlaces(words, (id, each) => eachPosting(postings, id, each))) {
      term = last
      take(value)
    }
  } else {
    for (const [index, id] of (words[0]?.terms ?? []).entries()) {
      term = id
      closeness = words[0]?.closeness[index] ?? 0
      eachPosting(postings, id, take)
    }
  }
  Object.assign(work, { postings: work.postings + read })
}

function visitClause(state: SearchState, { wanted }: Clause, work: SearchResult['work'], visit: Visit): void {
  if (wanted.length === 1) {
    for (const one of wanted) visitWanted(state, one, work, visit)
    return
  }
  const met = new Uint16Array(state.rows.count)
  for (const [index, one] of wanted.entries()) {
    visitWanted(state, one, work, (row) => {
      if (met[row] === index) met[row] = index + 1
    })
  }
  for (const one of wanted) {
    visitWanted(state, one, work, (row, ...rest) => {
      if (met[row] === wanted.length) visit(row, ...rest)
    })
  }
}

/** Roots that meet all clauses, or where none does all words but one, with their scores in `scratch.total`. */
function findRoots(
  state: SearchState,
  clauses: readonly Clause[],
  work: SearchResult['work'],
): { roots: number[]; complete: boolean } {
  const { best, total, counts } = state.scratch
  const seen: number[] = []
  let filters = 0
  for (const clause of clauses) {
    const touched: number[] = []
    visitClause(state, clause, work, (_row, _place, root, score) => {
      const before = best[root] ?? 0
      if (before === 0) touched.push(root)
      if (score > before) best[root] = score
    })
    const rarity = Math.log(1 + state.rows.live / touched.length)
    filters += clause.filter ? 1 : 0
    for (const root of touched) {
      if (counts[root] === 0) {
        seen.push(root)
        total[root] = 0
      }
      total[root] = (total[root] ?? 0) + (best[root] ?? 0) * rarity
      counts[root] = (counts[root] ?? 0) + (clause.filter ? filterCount : 1)
      best[root] = 0
    }
  }
  const words = clauses.length - filters
  const all = filters * filterCount + words
  let roots = seen.filter((root) => counts[root] === all)
  const complete = roots.length > 0 || words < 2
  if (!complete) roots = seen.filter((root) => counts[root] === all - 1)
  for (const root of seen) counts[root] = 0
  return { roots, complete }
}

/** The roots of the highest scores, in order; of equal ones the earlier. */
function pickBest(roots: readonly number[], scores: Float32Array, count: number): number[] {
  const order = (a: number, b: number): number => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b
  if (count > 200) return roots.toSorted(order).slice(0, count)
  const top: number[] = []
  for (const root of roots) {
    if (top.length === count && order(root, top.at(-1) ?? root) >= 0) continue
    let at = top.length
    while (at > 0 && order(root, top[at - 1] ?? root) < 0) at -= 1
    top.splice(at, 0, root)
    if (top.length > count) top.pop()
  }
  return top
}

const textOf = (vocabulary: Vocabulary, term: number): string =>
  String.fromCharCode(...unitsOf(vocabulary.table, term))

/** A term with the part of it that one of the words asked for. */
function matchedTerm(term: string, { words }: Wanted['part']): MatchedTerm {
  for (const { text, joined } of words) {
    for (const asked of [text, joined, (joined ?? text).replace(/^0+/, '')]) {
      const from = asked ? term.indexOf(asked) : -1
      if (asked && from >= 0) return { term, from, to: from + asked.length }
    }
  }
  return { term, from: 0, to: term.length }
}

/** The best score in a row, and for the place of each field the terms that were found. */
interface FoundRow {
  score: number
  readonly terms: Map<number, Map<number, MatchedTerm>>
}

/** The hits of some roots, with the rows that match. */
function describe(
  state: SearchState,
  clauses: readonly Clause[],
  page: readonly number[],
  work: SearchResult['work'],
): SearchHit[] {
  const { scratch, rows, vocabulary, fields } = state
  const found = new Map(page.map((root) => [root, new Map<number, FoundRow>()]))
  for (const root of page) scratch.counts[root] = 1
  for (const clause of clauses) {
    visitClause(state, clause, work, (row, place, root, score, { part, words }, term) => {
      if (scratch.counts[root] !== 1) return
      const inRoot = found.get(root)
      const entry = inRoot?.get(row) ?? { score: 0, terms: new Map<number, Map<number, MatchedTerm>>() }
      inRoot?.set(row, entry)
      entry.score = Math.max(entry.score, score)
      const terms = entry.terms.get(place) ?? new Map<number, MatchedTerm>()
      entry.terms.set(place, terms)
      if (terms.has(term)) return
      for (const id of [...words.slice(0, -1).flatMap((before) => before.terms), term]) {
        terms.set(id, matchedTerm(textOf(vocabulary, id), part))
      }
    })
  }
  const fieldOf = (place: number): string =>
    fields.entities[place >> fields.bits]?.fields[place & ((1 << fields.bits) - 1)]?.spec.name ?? ''
  const describeRow = (row: number, { terms }: FoundRow): MatchedRow => {
    const { entity, key } = readKey(rows.keys, rows.keyOf[row] ?? 0)
    const named = [...terms].map(([place, each]) => [fieldOf(place), [...each.values()]] as const)
    return { entity: nameOf(entity), key, fields: Object.fromEntries(named) }
  }
  const nameOf = (entity: number): string => fields.entities[entity]?.entity.name ?? ''
  return page.map((root) => {
    scratch.counts[root] = 0
    const matched = [...(found.get(root) ?? [])].toSorted(([, a], [, b]) => b.score - a.score)
    const { entity, key } = readKey(rows.roots, root)
    return {
      entity: nameOf(entity),
      key,
      score: scratch.total[root] ?? 0,
      rows: matched.map(([row, each]) => describeRow(row, each)),
    }
  })
}

/** Finds roots by a query. */
export function searchRows(
  state: SearchState,
  query: string,
  { limit = 20, offset = 0 }: SearchOptions = {},
): SearchResult {
  const { fields, vocabulary, rows, scratch } = state
  const work = { terms: 0, postings: 0 }
  if (scratch.counts.length < rows.roots.count) {
    const length = Math.ceil(rows.roots.count * 1.2)
    Object.assign(scratch, {
      best: new Float32Array(length),
      total: new Float32Array(length),
      counts: new Uint8Array(length),
    })
  }
  const { folded, parts } = parseQuery(query, fields.names)
  const wanted = parts.map((part) => findWanted(vocabulary, part, fields.weights, work))
  const clauses = clausesOf(wanted, fields.bits)
  const { roots, complete } = findRoots(state, clauses, work)
  const first = Math.max(0, Math.trunc(offset) || 0)
  const page = pickBest(roots, scratch.total, first + Math.max(0, Math.trunc(limit) || 0)).slice(first)
  const hits = describe(state, clauses, page, work)
  const corrections = wanted.flatMap(({ correction }) => correction ?? [])
  return {
    hits,
    total: roots.length,
    complete,
    ...(corrections.length > 0 && { suggestion: correct(vocabulary, folded, corrections) }),
    work,
  }
}

function correct(vocabulary: Vocabulary, query: string, corrections: readonly Correction[]): string {
  let text = query
  for (const { word, term } of corrections.toSorted((a, b) => b.word.start - a.word.start)) {
    text = text.slice(0, word.start) + textOf(vocabulary, term) + text.slice(word.end)
  }
  return text
}

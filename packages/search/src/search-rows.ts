import type { MatchedRow, MatchedTerm, SearchHit, SearchOptions, SearchResult } from '@throughline/schema'
import {
  type IndexState,
  entityShift,
  lastPlace,
  placeBits,
  readKey,
  rootOf,
  somePosting,
} from './index-state.ts'
import type { PlannedField } from './search-fields.ts'
import { type QueryPart, parseQuery } from './query.ts'
import { type Matches, closestTerm, findTerms } from './terms.ts'
import { textOf, withRoom } from './text-table.ts'

/** A part of a query with the terms that its words stand for. */
interface Wanted extends QueryPart {
  readonly found: readonly Matches[]
}

/** Parts of a query that are met by one row; of filters, on fields of some entities, the root must have it. */
interface Clause {
  readonly entities: readonly number[]
  /** Those that came last first: of what is found the newest is read first too. */
  readonly parts: readonly Wanted[]
  /** The rows that meet all parts, where they are several. */
  readonly rows?: ReadonlySet<number>
}

/** Where something that is wanted was found, and how well it answers. */
type Found = (
  root: number,
  score: number,
  row: number,
  field: PlannedField,
  term: number,
  part: Wanted,
) => unknown

/** Finds what is wanted in fields that count, of some roots or of all, the newest first. */
function eachFound(
  state: IndexState,
  { parts, rows }: Clause,
  emit: Found,
  roots?: ReadonlyMap<number, unknown>,
): void {
  const { plan, shift, keys } = state
  const low = (1 << shift) - 1
  for (const part of parts) {
    // Where the next word has to stand.
    let places: Set<number> | undefined
    for (const [index, terms] of part.found.entries()) {
      const next = new Set<number>()
      const before = places
      const isLast = !part.found[index + 1]
      for (const [term, { closeness }] of [...terms].toReversed()) {
        somePosting(state, term, (posting) => {
          const row = posting >>> shift
          const root = rootOf(state, row)
          if (root < 0 || roots?.has(root) === false) return
          if (before?.has(posting) === false || rows?.has(row) === false) return
          state.work.postings += 1
          if (!isLast) return void next.add(posting + Number((posting & lastPlace) < lastPlace))
          const field = plan[(keys.links[row] ?? 0) >>> entityShift]?.fields[(posting & low) >> placeBits]
          if (!field || part.fields?.includes(field) === false) return
          const score = Math.max(part.fields ? 1 : 0, field.weight) * closeness
          if (score > 0) emit(root, score, row, field, term, part)
        })
      }
      places = next
    }
  }
}

/** Filters by fields of one entity are about one row. */
function clausesOf(state: IndexState, wanted: readonly Wanted[]): Clause[] {
  const clauses: Clause[] = []
  const rowsOf = (clause: Clause): Set<number> => {
    const rows = new Set<number>()
    eachFound(state, clause, (_root, _score, row) => rows.add(row))
    return rows
  }
  for (const part of wanted) {
    let clause: Clause = { entities: (part.fields ?? []).map(({ entity }) => entity), parts: [part] }
    const last = clauses.at(-1)
    const entities = clause.entities.filter((entity) => last?.entities.includes(entity))
    if (last && entities.length > 0) {
      clauses.pop()
      const rows = rowsOf({ ...clause, rows: rowsOf(last) })
      clause = { entities, parts: [part, ...last.parts], rows }
    }
    clauses.push(clause)
  }
  return clauses
}

/** What a root counts that has a filter: more than all words. */
const filterCount = 16

/** A root that was found, and how well it answers. */
interface Root {
  readonly root: number
  readonly score: number
}

/** Roots that meet all clauses, or where none does all words but one: how many, and so many of the best in order. */
function findRoots(
  state: IndexState,
  clauses: readonly Clause[],
  most: number,
): [best: Root[], total: number, complete: boolean] {
  // Of each root its number among those that were seen, from 1 on; of these how well they answer, for the clause that is read;
  // and, in turn, all in all, and what they have of the clauses.
  const slots = new Uint32Array(state.keys.count)
  const roots = [0]
  const bests = [0]
  let scores = new Float64Array(0)
  let all = 0
  let words = 0
  for (const clause of clauses) {
    let touched = 0
    eachFound(state, clause, (root, score) => {
      const slot = (slots[root] ||= roots.push(root) - 1)
      if (!bests[slot]) touched += 1
      bests[slot] = Math.max(bests[slot] ?? 0, score)
    })
    const rarity = Math.log(1 + state.size / touched)
    const step = clause.entities.length > 0 ? filterCount : 1
    all += step
    words += step % filterCount
    scores = withRoom(scores, bests.length * 2)
    for (const [slot, best] of bests.entries()) {
      scores[slot * 2] = (scores[slot * 2] ?? 0) + (best && best * rarity)
      scores[slot * 2 + 1] = (scores[slot * 2 + 1] ?? 0) + (best && step)
      bests[slot] = 0
    }
  }
  const pick = (some: readonly Root[]): Root[] =>
    some.toSorted((a, b) => b.score - a.score || a.root - b.root).slice(0, most)
  for (let count = all; ; count -= 1) {
    let best: Root[] = []
    let total = 0
    let low: Root | undefined
    // What was seen last is the earliest, and of equal scores the best.
    for (let slot = roots.length; (slot -= 1) > 0;) {
      const root = roots[slot] ?? 0
      const score = scores[slot * 2] ?? 0
      if (scores[slot * 2 + 1] !== count) continue
      total += 1
      if (low && (score < low.score || (score === low.score && root > low.root))) continue
      best.push({ root, score })
      if (best.length > most * 2 + 99) low = (best = pick(best)).at(-1)
    }
    if (total > 0 || words < 2 || count < all) return [pick(best), total, count === all]
  }
}

/** The hits of some roots, with the rows that match. */
function hitsOf(state: IndexState, clauses: readonly Clause[], page: readonly Root[]): SearchHit[] {
  type FoundRow = [score: number, row: MatchedRow & { fields: Record<string, MatchedTerm[]> }]
  const rows = new Map(page.map(({ root }) => [root, new Map<number, FoundRow>()]))
  for (const clause of clauses) {
    const found: Parameters<Found>[] = []
    const add: Found = (...one) => found.push(one)
    eachFound(state, clause, add, rows)
    for (const [root, score, row, field, term, part] of found.toReversed()) {
      const below = rows.get(root)
      const one = below?.get(row) ?? [0, { ...readKey(state, row), fields: {} }]
      below?.set(row, one)
      one[0] = Math.max(one[0], score)
      const matched = (one[1].fields[field.name] ??= [])
      // Of a phrase the words before are marked too.
      for (const [index, terms] of part.found.entries()) {
        for (const id of part.found[index + 1] ? terms.keys() : [term]) {
          const { from = 0, to = 0 } = terms.get(id) ?? {}
          const text = textOf(state.terms, id)
          if (matched.every((other) => other.term !== text))
            matched.push({ term: text, text: textOf(state.terms, id, true), from, to })
        }
      }
    }
  }
  return page.map(({ root, score }) => {
    const found = [...(rows.get(root)?.values() ?? [])].toSorted(([a], [b]) => b - a)
    return { ...readKey(state, root), score, rows: found.map(([, row]) => row) }
  })
}

/** Finds roots by a query. */
export function searchRows(
  state: IndexState,
  query: string,
  { limit = 20, offset = 0 }: SearchOptions = {},
): SearchResult {
  const work = (state.work = { terms: 0, postings: 0 })
  const { folded, parts } = parseQuery(query, state.names)
  const wanted = parts.map((part) => Object.assign(part, { found: findTerms(state, part) }))
  const clauses = clausesOf(state, wanted)
  const first = wholeOf(offset)
  const [best, total, complete] = findRoots(state, clauses, first + wholeOf(limit))
  const hits = hitsOf(state, clauses, best.slice(first))
  const suggestion = suggest(state, folded, wanted)
  return { hits, total, complete, ...(suggestion !== folded && { suggestion }), work }
}

const wholeOf = (number: number): number => (number > 0 ? Math.trunc(number) : 0)

/** The query with terms that are there in place of words that are not. */
function suggest(state: IndexState, query: string, wanted: readonly Wanted[]): string {
  let text = query
  const startOf = ({ words }: Wanted): number => words[0]?.start ?? 0
  for (const { words, found } of wanted.toSorted((a, b) => startOf(b) - startOf(a))) {
    const [word, next] = words
    if (!word || next) continue
    const term = closestTerm(state, found[0] ?? new Map(), word.text)
    if (term !== undefined)
      text = text.slice(0, word.start) + textOf(state.terms, term, true) + text.slice(word.end)
  }
  return text
}

import type { MatchedRow, MatchedTerm, SearchHit, SearchOptions, SearchResult } from '@throughline/schema'
import { type IndexState, entityShift, lastPlace, placeBits, readKey, rootOf } from './index-state.ts'
import type { PlannedField } from './search-fields.ts'
import { type QueryPart, parseQuery } from './query.ts'
import { type Matches, type Work, closestTerm, findTerms } from './terms.ts'
import { textOf } from './text-table.ts'

/** A part of a query with the terms that its words stand for. */
interface Wanted extends QueryPart {
  readonly found: readonly Matches[]
}

/** Where something that is wanted was found, and how well it answers. */
interface Occurrence {
  readonly row: number
  readonly root: number
  readonly field: PlannedField
  readonly term: number
  readonly score: number
  readonly part: Wanted
}

/** Parts of a query that are met by one row; of filters, on fields of some entities, the root must have it. */
interface Clause {
  readonly entities: readonly number[]
  readonly found: readonly Occurrence[]
}

/** Finds what is wanted in fields that count. */
function occurrencesOf(state: IndexState, part: Wanted): Occurrence[] {
  const { plan, shift, keys } = state
  const low = 2 ** shift - 1
  const all: Occurrence[] = []
  // Where the next word has to stand.
  let places: Set<number> | undefined
  for (const [index, terms] of part.found.entries()) {
    const next = new Set<number>()
    for (const [term, { closeness, postings }] of terms) {
      for (const posting of postings) {
        if (places && !places.has(posting)) continue
        if (index < part.found.length - 1) {
          next.add((posting & lastPlace) === lastPlace ? posting : posting + 1)
          continue
        }
        const row = posting >>> shift
        const field = plan[(keys.links[row] ?? 0) >>> entityShift]?.fields[(posting & low) >> placeBits]
        const { weight = 0 } = field ?? {}
        const counts = part.fields ? part.fields.some((one) => one === field) && Math.max(1, weight) : weight
        const score = Number(counts) * closeness
        if (field && score > 0) all.push({ row, root: rootOf(state, row), field, term, score, part })
      }
    }
    places = next
  }
  return all
}

/** Filters by fields of one entity are about one row. */
function clausesOf(state: IndexState, parts: readonly Wanted[]): Clause[] {
  const clauses: Clause[] = []
  for (const part of parts) {
    let found = occurrencesOf(state, part)
    let entities = (part.fields ?? []).map(({ entity }) => entity)
    const last = clauses.at(-1)
    const shared = entities.filter((entity) => last?.entities.includes(entity))
    if (last && shared.length > 0) {
      const [a, b] = [last.found, found].map((one) => new Set(one.map(({ row }) => row)))
      found = [...last.found, ...found].filter(({ row }) => a?.has(row) && b?.has(row))
      entities = shared
      clauses.pop()
    }
    clauses.push({ entities, found })
  }
  return clauses
}

/** What a root counts that has a filter: more than all words. */
const filterCount = 16

/** Roots that meet all clauses, or where none does all words but one, with the scores of all. */
function findRoots({ keys, size }: IndexState, clauses: readonly Clause[]) {
  const [best, scores] = [new Float32Array(keys.count), new Float32Array(keys.count)]
  const counts = new Uint8Array(keys.count)
  const seen: number[] = []
  let [all, words] = [0, 0]
  for (const { entities, found } of clauses) {
    const touched: number[] = []
    for (const { root, score } of found) {
      const before = best[root] ?? 0
      if (before === 0) touched.push(root)
      if (score > before) best[root] = score
    }
    const rarity = Math.log(1 + size / touched.length)
    const step = entities.length > 0 ? filterCount : 1
    all += step
    words += step % filterCount
    for (const root of touched) {
      if (counts[root] === 0) seen.push(root)
      counts[root] = (counts[root] ?? 0) + step
      scores[root] = (scores[root] ?? 0) + (best[root] ?? 0) * rarity
      best[root] = 0
    }
  }
  const having = (least: number): number[] => seen.filter((root) => counts[root] === least)
  const roots = having(all)
  const complete = roots.length > 0 || words < 2
  return { roots: complete ? roots : having(all - 1), complete, scores }
}

/** The roots of the highest scores, in order; of equal ones the earlier. */
function pickBest(roots: readonly number[], scores: Float32Array, count: number): number[] {
  const order = (a: number, b: number): number => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b
  let best: number[] = []
  let last: number | undefined
  for (const [index, root] of roots.entries()) {
    if (last === undefined || order(root, last) < 0) best.push(root)
    if (best.length <= count * 2 + 99 && index < roots.length - 1) continue
    best = best.toSorted(order).slice(0, count)
    last = best[count - 1]
  }
  return best
}

/** The hits of some roots, with the rows that match. */
function hitsOf(
  state: IndexState,
  clauses: readonly Clause[],
  page: readonly number[],
  scores: Float32Array,
): SearchHit[] {
  type FoundRow = [score: number, row: MatchedRow & { fields: Record<string, MatchedTerm[]> }]
  const rows = new Map(page.map((root) => [root, new Map<number, FoundRow>()]))
  for (const { found: occurrences } of clauses) {
    for (const { row, root, field, term, score, part } of occurrences) {
      const below = rows.get(root)
      if (!below) continue
      const found = below.get(row) ?? [0, { ...readKey(state, row), fields: {} }]
      below.set(row, found)
      found[0] = Math.max(found[0], score)
      const matched = (found[1].fields[field.name] ??= [])
      // Of a phrase the words before are marked too.
      for (const [index, terms] of part.found.entries()) {
        for (const id of index < part.found.length - 1 ? terms.keys() : [term]) {
          const { from = 0, to = 0 } = terms.get(id) ?? {}
          const one = textOf(state.terms, id)
          if (matched.every((other) => other.term !== one))
            matched.push({ term: one, text: textOf(state.terms, id, true) || one, from, to })
        }
      }
    }
  }
  return [...rows].map(([root, below]) => {
    const sorted = [...below.values()].toSorted(([a], [b]) => b - a)
    return Object.assign(readKey(state, root), {
      score: scores[root] ?? 0,
      rows: sorted.map(([, row]) => row),
    })
  })
}

/** Finds roots by a query. */
export function searchRows(
  state: IndexState,
  query: string,
  { limit = 20, offset = 0 }: SearchOptions = {},
): SearchResult {
  const work = { terms: 0, postings: 0 }
  const { folded, parts } = parseQuery(query, state.names)
  const wanted = parts.map((part) => Object.assign(part, { found: findTerms(state, part, work) }))
  const clauses = clausesOf(state, wanted)
  const { roots, complete, scores } = findRoots(state, clauses)
  const first = wholeOf(offset)
  const page = pickBest(roots, scores, first + wholeOf(limit)).slice(first)
  const hits = hitsOf(state, clauses, page, scores)
  const suggestion = suggest(state, work, folded, wanted)
  return { hits, total: roots.length, complete, ...(suggestion !== folded && { suggestion }), work }
}

const wholeOf = (number: number): number => Math.max(0, Math.trunc(number) || 0)

/** The query with terms that are there in place of words that are not. */
function suggest(state: IndexState, work: Work, query: string, wanted: readonly Wanted[]): string {
  const single = wanted.flatMap(({ words, found }) =>
    words.length > 1 ? [] : words.map((word) => ({ ...word, found })),
  )
  let text = query
  for (const { start, end, text: word, found } of single.toSorted((a, b) => b.start - a.start)) {
    const term = closestTerm(state, work, found[0] ?? new Map(), word)
    if (term !== undefined) text = text.slice(0, start) + textOf(state.terms, term) + text.slice(end)
  }
  return text
}

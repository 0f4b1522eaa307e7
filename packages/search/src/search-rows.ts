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
  const low = (1 << shift) - 1
  const all: Occurrence[] = []
  // Where the next word has to stand.
  let places: Set<number> | undefined
  for (const [index, terms] of part.found.entries()) {
    const next = new Set<number>()
    const [before, isLast] = [places, index === part.found.length - 1]
    // The newest come first: what is found is turned round.
    for (const [term, { closeness }] of [...terms].toReversed()) {
      somePosting(state, term, (posting) => {
        const row = posting >>> shift
        const root = rootOf(state, row)
        if (root < 0 || (before && !before.has(posting))) return
        state.work.postings += 1
        if (!isLast) return void next.add((posting & lastPlace) === lastPlace ? posting : posting + 1)
        const field = plan[(keys.links[row] ?? 0) >>> entityShift]?.fields[(posting & low) >> placeBits]
        if (!field || (part.fields && !part.fields.includes(field))) return
        const score = (part.fields ? Math.max(1, field.weight) : field.weight) * closeness
        if (score > 0) all.push({ row, root, field, term, score, part })
      })
    }
    places = next
  }
  return all.toReversed()
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

/** A root, how well it answers, all in all and for the clause that is read, and what it has of the clauses. */
interface Found {
  readonly root: number
  score: number
  best: number
  count: number
}

/** Roots that meet all clauses, or where none does all words but one. */
function findRoots(
  { keys, size }: IndexState,
  clauses: readonly Clause[],
): { roots: Found[]; complete: boolean } {
  // Of each root its number among those that were seen.
  const slots = new Uint32Array(keys.count)
  const seen: Found[] = []
  let [all, words] = [0, 0]
  for (const { entities, found } of clauses) {
    let touched = 0
    for (const { root, score } of found) {
      const slot = (slots[root] ||= seen.push({ root, score: 0, best: 0, count: 0 }))
      const one = seen[slot - 1]
      if (!one) continue
      if (one.best === 0) touched += 1
      one.best = Math.max(one.best, score)
    }
    const rarity = Math.log(1 + size / touched)
    const step = entities.length > 0 ? filterCount : 1
    all += step
    words += step % filterCount
    for (const one of seen) {
      if (one.best === 0) continue
      one.count += step
      one.score += one.best * rarity
      one.best = 0
    }
  }
  const having = (least: number): Found[] => seen.filter(({ count }) => count === least)
  const roots = having(all)
  const complete = roots.length > 0 || words < 2
  return { roots: complete ? roots : having(all - 1), complete }
}

/** The roots of the highest scores, in order; of equal ones the earlier. */
function pickBest(roots: readonly Found[], count: number): Found[] {
  const order = (a: Found, b: Found): number => b.score - a.score || a.root - b.root
  const pick = (some: readonly Found[]): Found[] => some.toSorted(order).slice(0, count)
  let best: Found[] = []
  let last: Found | undefined
  for (const root of roots) {
    if (!last || order(root, last) < 0) best.push(root)
    if (best.length > count * 2 + 99) last = (best = pick(best)).at(-1)
  }
  return pick(best)
}

/** The hits of some roots, with the rows that match. */
function hitsOf(state: IndexState, clauses: readonly Clause[], page: readonly Found[]): SearchHit[] {
  type FoundRow = [score: number, row: MatchedRow & { fields: Record<string, MatchedTerm[]> }]
  const rows = new Map(page.map(({ root }) => [root, new Map<number, FoundRow>()]))
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
  return page.map(({ root, score }) => {
    const sorted = [...(rows.get(root)?.values() ?? [])].toSorted(([a], [b]) => b - a)
    return { ...readKey(state, root), score, rows: sorted.map(([, row]) => row) }
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
  const { roots, complete } = findRoots(state, clauses)
  const first = wholeOf(offset)
  const page = pickBest(roots, first + wholeOf(limit)).slice(first)
  const hits = hitsOf(state, clauses, page)
  const suggestion = suggest(state, folded, wanted)
  return { hits, total: roots.length, complete, ...(suggestion !== folded && { suggestion }), work }
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
      text = text.slice(0, word.start) + textOf(state.terms, term) + text.slice(word.end)
  }
  return text
}

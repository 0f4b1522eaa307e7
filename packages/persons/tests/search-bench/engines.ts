import uFuzzy from '@leeoniya/ufuzzy'
import { count, create, insertMultiple, save, search, update } from '@orama/orama'
import { personsModel } from '../../src/model/persons-model.ts'
import type { SavedSearchIndex } from '@throughline/search'
import { Charset, Index } from 'flexsearch'
import Fuse from 'fuse.js'
import MiniSearch from 'minisearch'
import { bundledSearch } from './bundled-search.ts'
import type { Entry, FlatPerson } from './corpus.ts'

const { createSearchIndex, restoreSearchIndex } = await bundledSearch()

/** One engine, filled with persons. */
export interface Filled {
  /** Ids of the persons that a folded query finds, `limit` at most where the engine knows limits. */
  readonly search: (query: string, limit: number) => readonly string[]
  /** Takes another text for a row of a person. */
  readonly update: (entry: Entry, flat: FlatPerson) => void
  readonly save: () => string | readonly Uint8Array[]
  /** Makes the engine anew of what it saved before. */
  readonly restore?: () => void
}

export interface Engine {
  readonly name: string
  /** Queries that are timed, of all; a slow engine answers the first ones alone. */
  readonly queries: number
  /** Rounds that it takes part in. */
  readonly rounds: number
  /** Updates that are timed. */
  readonly updates: number
  readonly fill: (pages: Iterable<readonly Entry[]>, flats: readonly FlatPerson[]) => Filled
}

const fields = ['person', 'address', 'bankAccount', 'contactInfo', 'employment'] as const
const lineOf = (flat: FlatPerson): string => fields.map((field) => flat[field]).join(' ')

const throughline: Engine = {
  name: '@throughline/search',
  queries: 500,
  rounds: 3,
  updates: 1000,
  fill(pages) {
    let index = createSearchIndex(personsModel)
    let saved: SavedSearchIndex | undefined
    for (const page of pages) index.put(page)
    return {
      search: (query, limit) => index.search(query, { limit }).hits.map(({ key }) => key),
      update: (entry) => index.put([entry]),
      save: () => {
        saved = index.save()
        return saved.arrays.map(({ buffer }) => new Uint8Array(buffer))
      },
      restore: () => {
        index = (saved && restoreSearchIndex(personsModel, saved)) ?? index
      },
    }
  },
}

const orama: Engine = {
  name: 'Orama 3.1 (tolerance 1)',
  queries: 200,
  rounds: 1,
  updates: 50,
  fill(_pages, flats) {
    const db = create({
      schema: {
        person: 'string',
        address: 'string',
        bankAccount: 'string',
        contactInfo: 'string',
        employment: 'string',
      },
    })
    void insertMultiple(
      db,
      flats.map((flat) => ({ ...flat })),
      flats.length,
    )
    if (count(db) !== flats.length) throw new Error('Orama has not indexed everything at once.')
    return {
      search: (term, limit) => {
        const found = search(db, { term, tolerance: 1, threshold: 0, limit })
        if (found instanceof Promise) throw new Error('Orama answers later.')
        return found.hits.map(({ id }) => id)
      },
      update: (_entry, flat) => void update(db, flat.id, { ...flat }),
      save: () => JSON.stringify(save(db)),
    }
  },
}

const miniSearch: Engine = {
  name: 'MiniSearch 7.2 (two stages)',
  queries: 500,
  rounds: 3,
  updates: 1000,
  fill(_pages, flats) {
    const index = new MiniSearch<FlatPerson>({ fields: [...fields] })
    index.addAll(flats)
    const last = (_term: string, place: number, terms: readonly string[]): boolean =>
      place === terms.length - 1
    const edits = ({ length }: string): number => (length < 4 ? 0 : length < 8 ? 1 : 2)
    return {
      search: (query) => {
        const found = index.search(query, { combineWith: 'AND', prefix: last })
        const all =
          found.length > 0 ? found : index.search(query, { combineWith: 'AND', prefix: last, fuzzy: edits })
        return all.map(({ id }) => String(id))
      },
      update: (_entry, flat) => index.replace(flat),
      save: () => JSON.stringify(index),
    }
  },
}

const flexSearch: Engine = {
  name: 'FlexSearch 0.8 (forward)',
  queries: 500,
  rounds: 1,
  updates: 20,
  fill(_pages, flats) {
    const index = new Index({ tokenize: 'forward', encoder: Charset.LatinAdvanced })
    for (const [number, flat] of flats.entries()) index.add(number, lineOf(flat))
    const numbers = new Map(flats.map(({ id }, number) => [id, number]))
    return {
      search: (query, limit) =>
        index.search(query, { limit }).map((number) => flats[Number(number)]?.id ?? ''),
      update: (_entry, flat) => void index.update(numbers.get(flat.id) ?? 0, lineOf(flat)),
      save: () => {
        const parts: string[] = []
        index.export((_key, data) => void parts.push(data))
        return parts.join('\n')
      },
    }
  },
}

const uFuzzyEngine: Engine = {
  name: 'uFuzzy 1.0 (one error)',
  queries: 100,
  rounds: 1,
  updates: 1000,
  fill(_pages, flats) {
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum of its types is none at runtime
    const fuzzy = new uFuzzy({ intraMode: 1 })
    const lines = flats.map(lineOf)
    const numbers = new Map(flats.map(({ id }, number) => [id, number]))
    return {
      search: (query, limit) => {
        const [found, info, order] = fuzzy.search(lines, query, 3, limit)
        const places = info && order ? order.map((place) => info.idx[place] ?? 0) : (found ?? [])
        return places.map((place) => flats[place]?.id ?? '')
      },
      update: (_entry, flat) => void (lines[numbers.get(flat.id) ?? 0] = lineOf(flat)),
      save: () => JSON.stringify(lines),
    }
  },
}

const fuse: Engine = {
  name: 'Fuse 7.5',
  queries: 8,
  rounds: 1,
  updates: 20,
  fill(_pages, flats) {
    const index = new Fuse<FlatPerson>(flats, { keys: [...fields], ignoreLocation: true, threshold: 0.25 })
    return {
      search: (query, limit) => index.search(query, { limit }).map(({ item }) => item.id),
      update: (_entry, flat) => {
        index.remove(({ id }) => id === flat.id)
        index.add(flat)
      },
      save: () => JSON.stringify(index.getIndex().toJSON()),
    }
  },
}

export const engines: readonly Engine[] = [throughline, orama, miniSearch, flexSearch, uFuzzyEngine, fuse]

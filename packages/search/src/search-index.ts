import type { AnyModel } from '@throughline/schema'
import { placeBits } from './evaluate.ts'
import { type Postings, createPostings, eachPosting, mergeLog } from './postings.ts'
import { createWriter } from './row-writer.ts'
import { type Rows, copyText, createRows, gone, packRows } from './rows.ts'
import { type SearchFields, searchFieldsOf } from './search-fields.ts'
import { type SearchState, searchRows } from './search-rows.ts'
import type { SavedSearchIndex, SearchIndex } from './search.types.ts'
import { type TextTable, createTextTable } from './text-table.ts'
import { createVocabulary } from './vocabulary.ts'

/** An empty index of a model's searchable fields; fields that are `sensitive` are never in it. */
export function createSearchIndex<TModel extends AnyModel>(model: TModel): SearchIndex<TModel> {
  return indexOf(model, stateOf(searchFieldsOf(model), createTextTable(), createPostings(), createRows()))
}

/** The index that was saved, or `undefined` where the model has other searchable fields or weights by now. */
export function restoreSearchIndex<TModel extends AnyModel>(
  model: TModel,
  saved: SavedSearchIndex,
): SearchIndex<TModel> | undefined {
  const fields = searchFieldsOf(model)
  if (saved.fingerprint !== fields.fingerprint) return undefined
  const [units, starts, keyUnits, keyStarts, rootUnits, rootStarts, rowRoots, postingStarts, postings] =
    saved.arrays
  const tableOf = (texts: Uint16Array<ArrayBuffer>, places: Uint32Array<ArrayBuffer>): TextTable =>
    createTextTable(texts.slice(), places.slice())
  const rows = createRows(tableOf(keyUnits, keyStarts), tableOf(rootUnits, rootStarts), rowRoots.slice())
  return indexOf(
    model,
    stateOf(fields, tableOf(units, starts), createPostings(postingStarts.slice(), postings.slice()), rows),
  )
}

function stateOf(fields: SearchFields, terms: TextTable, postings: Postings, rows: Rows): SearchState {
  const shift = fields.bits + placeBits
  const isLive = (value: number): boolean => rows.rootOf[value >>> shift] !== gone
  const vocabulary = createVocabulary(terms, (term) => eachPosting(postings, term, isLive))
  const scratch = { best: new Float32Array(0), total: new Float32Array(0), counts: new Uint8Array(0) }
  return { fields, vocabulary, postings, rows, isLive, scratch }
}

function indexOf<TModel extends AnyModel>(model: TModel, state: SearchState): SearchIndex<TModel> {
  const writer = createWriter(model.names, state)
  return {
    get size() {
      return state.rows.live
    },
    put(entries) {
      for (const { entity, row } of entries) writer.put(entity, row)
    },
    remove: writer.remove,
    search: (query, options) => searchRows(state, query, options),
    save: () => saveIndex(state),
  }
}

/** Copies what is there: rows and terms are numbered anew, so that nothing of a removed row is left. */
function saveIndex({ fields, vocabulary, postings, rows, isLive }: SearchState): SavedSearchIndex {
  const { keys, roots, rootOf, numbers } = packRows(rows)
  const shift = fields.bits + placeBits
  const copy = { ...postings }
  for (const _step of mergeLog(copy, vocabulary.table.count, isLive));
  const terms = createTextTable()
  const values = copy.values.map(
    (value) => ((numbers[value >>> shift] ?? 0) << shift) | (value & ((1 << shift) - 1)),
  )
  const starts = [0]
  for (let term = 0; term < vocabulary.table.count; term += 1) {
    const end = copy.starts[term + 1] ?? 0
    if (end === copy.starts[term]) continue
    copyText(terms, vocabulary.table, term)
    starts.push(end)
  }
  return {
    fingerprint: fields.fingerprint,
    arrays: [
      ...arraysOf(terms),
      ...arraysOf(keys),
      ...arraysOf(roots),
      rootOf,
      Uint32Array.from(starts),
      values,
    ],
  }
}

const arraysOf = ({
  units,
  starts,
  count,
}: TextTable): [Uint16Array<ArrayBuffer>, Uint32Array<ArrayBuffer>] => [
  units.slice(0, starts[count]),
  starts.slice(0, count + 1),
]

import type { AnyModel } from '@throughline/schema'
import { type IndexState, arraysToSave, openState, putRow, removeRow } from './index-state.ts'
import { type SearchPlan, searchFieldsOf, searchPlanOf } from './search-fields.ts'
import { searchRows } from './search-rows.ts'
import type { SavedSearchIndex, SearchIndex } from './search.types.ts'

/**
 * An empty index of a model's searchable fields; fields that are `sensitive` are never in it.
 *
 * @throws {RangeError} for a model of more than 256 entities.
 */
export function createSearchIndex<TModel extends AnyModel>(model: TModel): SearchIndex<TModel> {
  return createPlannedIndex(searchPlanOf(model))
}

/**
 * The index that was saved, or `undefined` where the model has other searchable fields or weights by now, or where what was
 * saved is no index.
 */
export function restoreSearchIndex<TModel extends AnyModel>(
  model: TModel,
  saved: SavedSearchIndex,
): SearchIndex<TModel> | undefined {
  return restorePlannedIndex(searchPlanOf(model), saved)
}

/** As `createSearchIndex`, where the model itself is elsewhere. */
export function createPlannedIndex<TModel extends AnyModel>(plan: SearchPlan): SearchIndex<TModel> {
  return indexOf(openState(searchFieldsOf(plan)))
}

/** As `restoreSearchIndex`, where the model itself is elsewhere. */
export function restorePlannedIndex<TModel extends AnyModel>(
  plan: SearchPlan,
  { fingerprint, checksum, arrays }: SavedSearchIndex,
): SearchIndex<TModel> | undefined {
  const fields = searchFieldsOf(plan)
  const isWhole =
    fingerprint === fields.fingerprint &&
    Array.isArray(arrays) &&
    arrays.every((array) => ArrayBuffer.isView(array)) &&
    checksumOf(arrays) === checksum
  if (!isWhole) return undefined
  // Sound: by their checksum they are the arrays that were saved.
  return indexOf(openState(fields, arrays.map((array) => array.slice()) as never))
}

function indexOf<TModel extends AnyModel>(state: IndexState): SearchIndex<TModel> {
  return {
    get size() {
      return state.size
    },
    put(rows) {
      for (const { entity, row } of rows) putRow(state, entity, row)
    },
    remove: (entity, key) => removeRow(state, entity, key),
    search: (query, options) => searchRows(state, query, options),
    save() {
      const arrays = arraysToSave(state)
      return { fingerprint: state.fingerprint, checksum: checksumOf(arrays), arrays }
    },
  }
}

/** One number of all arrays: one that was cut or changed has another. */
function checksumOf(arrays: readonly ArrayLike<number>[]): number {
  let sum = arrays.length
  for (const array of arrays) {
    sum = Math.imul(sum, 0x01000193) ^ array.length
    for (let index = 0; index < array.length; index += 1) sum = (Math.imul(sum, 31) + (array[index] ?? 0)) | 0
  }
  return sum
}

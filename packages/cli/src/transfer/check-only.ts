import { type AnyModel, StoreError, type SyncStore } from '@throughline/schema'
import { entityOf, importRow } from '@throughline/schema/adapter'

/** The load of a dry run: checks each row by its schema, and writes none. */
export function checkOnly(model: AnyModel): Pick<SyncStore, 'load'> {
  return {
    async load(rows, { signal, onRefused, onSettled, onProgress } = {}) {
      const now = new Date().toISOString()
      let [index, valid] = [0, 0]
      for await (const { entity, row } of rows) {
        signal?.throwIfAborted()
        try {
          importRow(entityOf(model, entity), { ...row }, now)
          valid += 1
        } catch (error) {
          if (!(error instanceof StoreError)) throw error
          onRefused?.({ index, entity, row: { ...row }, error })
        }
        index += 1
        if (index % 1000 === 0) {
          onSettled?.(index)
          onProgress?.({ rows: valid })
        }
      }
      onSettled?.(index)
      return { rows: valid }
    },
  }
}

import type { SearchHit, ServerSearch } from '@throughline/schema'
import { entityOf, keyString } from '@throughline/schema/adapter'
import { syncWire } from '../../src/sync/sync-wire.ts'

/** A search without an index: every field that the user sees, of every row, is looked through for the words as they are. */
export const scanSearch: ServerSearch = {
  async search({ view }, query, { limit = 20, offset = 0 } = {}) {
    const { items } = await view.snapshot({ limit: 1000 })
    const hits = items.flatMap(({ entity: name, ...stored }): SearchHit[] => {
      const { row } = syncWire(view.model).writeStored(name, stored)
      const found = Object.entries(row).flatMap(([field, value]) => {
        const text = JSON.stringify(value) ?? ''
        const from = text.indexOf(query)
        return from < 0 ? [] : [[field, [{ term: query, text, from, to: from + query.length }]] as const]
      })
      if (found.length === 0) return []
      const key = keyString(entityOf(view.model, name), row)
      return [
        { entity: name, key, score: 1, rows: [{ entity: name, key, fields: Object.fromEntries(found) }] },
      ]
    })
    const page = hits.slice(offset, offset + limit)
    return { hits: page, total: hits.length, complete: true, work: { terms: 0, postings: 0 }, isReady: true }
  },
}

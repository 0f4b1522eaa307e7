import type { ServerSearch } from '@throughline/schema'
import { mostSearchRoots } from '@throughline/schema/adapter'
import * as z from 'zod'
import { toApiError } from '../api-error.ts'
import type { BaseProcedure } from '../entity-procedures.ts'
import type { OpenAccess } from '../sync/sync-procedures.ts'
import { longestOffset, longestQuery } from './search-limits.ts'

const searchInput = z.strictObject({
  query: z.string().max(longestQuery),
  limit: z.int().min(1).max(mostSearchRoots).optional(),
  offset: z.int().min(0).max(longestOffset).optional(),
})

/** The procedure that finds rows by what is in them, as far as its caller may read it. */
export function searchProcedure(search: ServerSearch, access: OpenAccess, procedure: BaseProcedure) {
  return procedure.input(searchInput).query(async ({ ctx, input: { query, limit = 20, offset = 0 } }) => {
    try {
      return await search.search(await access(ctx), query, { limit, offset })
    } catch (error) {
      throw toApiError(error)
    }
  })
}

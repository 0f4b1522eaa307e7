import type { AnyModel, EntityName, ServerSearchResult } from '@throughline/schema'
import type { TRPCQueryProcedure } from '@trpc/server'
import type { ApiErrorShape } from '../api-error.ts'

/** What `search` takes. */
export interface SearchInput {
  /** Words, "phrases" and `field:value`, 256 characters at most. */
  readonly query: string
  /** Most roots to answer with, 1–100; 20 when absent. */
  readonly limit?: number | undefined
  /** Roots to leave out at the beginning, 10,000 at most. */
  readonly offset?: number | undefined
}

/** The procedure of a router that was made with `search`; NOT_FOUND of one that was not. */
export type SearchProcedure<TModel extends AnyModel> = TRPCQueryProcedure<{
  input: SearchInput
  output: ServerSearchResult<EntityName<TModel>>
  meta: unknown
  errorShape: ApiErrorShape
}>

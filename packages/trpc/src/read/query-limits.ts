/** How much one query may ask for; a query that asks for more is answered BAD_REQUEST. */
export interface QueryLimits {
  /** Relations in `include`, at all depths together; 8 when absent. */
  readonly maxInclude?: number
  /** Relations of relations; 3 when absent, 1 for those of the rows themselves alone. */
  readonly maxDepth?: number
  /** Conditions in `where`: operators, or plain values; 20 when absent. */
  readonly maxConditions?: number
  /** Values of one `in`, 100 at most; 100 when absent. */
  readonly maxValues?: number
  /** Rows of one included relation of one row; 100 when absent. Where there are more, `more` names the relation. */
  readonly maxRelated?: number
  /** Included rows of one answer; 10,000 when absent. Where there are more, `more` names their relations. */
  readonly maxIncluded?: number
}

/** The limits of a router, all of them. */
export function queryLimits(given: QueryLimits = {}): Required<QueryLimits> {
  const { maxInclude = 8, maxDepth = 3, maxConditions = 20 } = given
  const { maxValues = 100, maxRelated = 100, maxIncluded = 10_000 } = given
  return { maxInclude, maxDepth, maxConditions, maxValues, maxRelated, maxIncluded }
}

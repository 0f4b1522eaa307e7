/** UTF-16 units of a query: longer ones are refused; an index reads no more of one. */
export const longestQuery = 256

/** Most hits that are left out before those that are answered. */
export const longestOffset = 10_000

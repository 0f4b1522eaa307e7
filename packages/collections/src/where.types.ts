/** A list's `where`, before its entity is known. */
export type AnyWhere = Readonly<Record<string, unknown>>

/** Which rows of a table are selected, by their keys. */
export interface RowSelection<TRow> {
  readonly selected: ReadonlySet<string>
  readonly rowKey: (row: TRow) => string
  /** Names a row in "Select …". */
  readonly rowName?: ((row: TRow) => string) | undefined
  readonly onChange: (selected: ReadonlySet<string>) => void
  /** Selects all rows there are, loaded or not; without it there is no box for all. */
  readonly onSelectAll?: (() => void) | undefined
}

/** The set with a key taken in or out; the same where that changes nothing. */
export function withKey(selected: ReadonlySet<string>, key: string, on: boolean): ReadonlySet<string> {
  if (selected.has(key) === on) return selected
  const next = new Set(selected)
  if (on) next.add(key)
  else next.delete(key)
  return next
}

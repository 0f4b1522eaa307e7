import type { RowOf } from '@throughline/persons/ui'
import { type EntityTableColumn, Highlighted } from '@throughline/ui'
import { foundBelow, type FoundPerson, rangesOf, type Words } from '../search/use-found-persons.ts'

type Person = RowOf<'persons'>
type Column = EntityTableColumn<Person>

/** Columns that mark what was found of a name; the first one says what was found below the person, too. */
export function foundColumns(
  columns: readonly Column[],
  found: readonly FoundPerson[],
  matchedIn: Words,
): readonly Column[] {
  if (found.length === 0) return columns
  const byKey = new Map(found.map(({ key, rows }) => [key, rows]))
  return columns.map((column, place): Column => {
    const { name } = column
    const isName = name === 'firstName' || name === 'lastName'
    if (!isName && place > 0) return column
    const cell: Column['cell'] = (row, index) => {
      const rows = byKey.get(row.id) ?? []
      const own = rows.find(({ entity }) => entity === 'persons')?.fields[name]
      const value =
        isName && own ? (
          <Highlighted ranges={rangesOf(row[name], own)} text={row[name]} />
        ) : (
          column.cell(row, index)
        )
      const below = place === 0 ? foundBelow(rows, matchedIn) : undefined
      if (!below) return value
      return (
        <span className="flex min-w-0 flex-col leading-snug">
          <span className="truncate">{value}</span>
          <Below {...below} />
        </span>
      )
    }
    return Object.assign({}, column, { cell })
  })
}

type FoundBelow = NonNullable<ReturnType<typeof foundBelow>>

/** Where something was found, and what: this is the last to be cut where there is little room. */
function Below({ detail, detailHighlights }: FoundBelow) {
  const [{ start, end } = { start: 0, end: 0 }] = detailHighlights
  return (
    <span className="text-muted-foreground flex text-xs" title={detail}>
      <span className="truncate pe-1 max-sm:sr-only">{detail.slice(0, start)}</span>
      <span className="max-w-full shrink-0 truncate">
        <Highlighted ranges={[{ start: 0, end: end - start }]} text={detail.slice(start)} />
      </span>
    </span>
  )
}

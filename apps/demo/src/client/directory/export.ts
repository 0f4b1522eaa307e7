import type { PersonsClientStore } from '@throughline/persons/collections'
import type { RowOf } from '@throughline/persons/ui'
import type { EntityTableColumn } from '@throughline/ui'
import { downloadText, toCsv } from '@throughline/ui/csv'
import { allPersons, type PersonQuery } from './rows.ts'

type Person = RowOf<'persons'>

/** Hands the rows of a view to the user as CSV: all of them, in its columns and its order. */
export async function exportPersons(
  store: PersonsClientStore,
  query: PersonQuery,
  columns: readonly EntityTableColumn<Person>[],
  fileName: string,
): Promise<void> {
  const rows = await allPersons(store, query)
  const fields = columns.map(({ name, label }) => ({
    label,
    // Sound: columns are named by the person's fields.
    value: (row: Person) => row[name as keyof Person],
  }))
  downloadText(`${fileName}.csv`, await toCsv(fields, rows))
}

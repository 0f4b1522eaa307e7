import type { RowOf } from '@throughline/persons/ui'
import { headers } from 'next/headers'
import { personsStore } from './store.ts'

type Person = RowOf<'persons'>

/** Rows that a page is drawn with. */
const count = 40

/**
 * The first persons by last name, for the page that a browser opens: before its scripts have run, there is something to read.
 * None for any other request, such as that of the worker which keeps the page for later, without rows.
 *
 * The table knows the order of bytes alone: where all are read, `Åberg` comes to stand among them.
 */
export async function firstPersons(): Promise<readonly Person[]> {
  if ((await headers()).get('sec-fetch-dest') !== 'document') return []
  try {
    const store = await personsStore()
    const { items } = await store.list('persons', { orderBy: { lastName: 'asc' }, limit: count })
    return items.map(({ row }) => row).toSorted(byNameAndKey)
  } catch (error) {
    // The page reads them itself, and tells what is wrong where it cannot either.
    console.error(
      `The first persons could not be read: ${error instanceof Error ? error.message : String(error)}`,
    )
    return []
  }
}

/** As the browser has them: those of one name by their keys. */
function byNameAndKey(left: Person, right: Person): number {
  const [a, b] = left.lastName === right.lastName ? [left.id, right.id] : [left.lastName, right.lastName]
  return a < b ? -1 : 1
}

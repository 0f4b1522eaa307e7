import { createDynamoClient } from '@throughline/electrodb'
import { createPersonsStore } from '@throughline/persons/storage'
import { tableName } from '../src/demo-data.ts'
import { databaseEndpoint } from './table.ts'

type PersonsStore = ReturnType<typeof createPersonsStore>
type Pulled = Extract<Awaited<ReturnType<PersonsStore['pull']>>, { readonly kind: 'changes' }>

async function withTable<T>(work: (store: PersonsStore) => Promise<T>): Promise<T> {
  const client = createDynamoClient({ endpoint: databaseEndpoint() })
  try {
    return await work(createPersonsStore({ client, tableName }))
  } finally {
    client.destroy()
  }
}

/** Where the table's feed ends now. */
export function feedEnd(): Promise<string> {
  return withTable((store) => store.heads())
}

/** All that was written since, in its order, as the table's own feed has it; without what went with a row above. */
export function changesSince(place: string): Promise<Pulled['changes']> {
  return withTable(async (store) => {
    const changes: Pulled['changes'][number][] = []
    for (let cursor = place; ;) {
      const page = await store.pull({ cursor })
      if (page.kind === 'reset') throw new Error('The feed still reaches back.')
      changes.push(...page.changes)
      if (!page.more) break
      cursor = page.cursor
    }
    return changes.filter((change) => change.op === 'put' || change.cause !== 'cascade')
  })
}

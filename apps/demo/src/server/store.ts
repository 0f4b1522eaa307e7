import { createDynamoClient } from '@throughline/electrodb'
import { personsModel } from '@throughline/persons'
import { fakePersons } from '@throughline/persons/fake'
import { createPersonsStore } from '@throughline/persons/storage'
import { memoryStore } from '@throughline/schema/memory'
import { personCount, tableName } from '../demo-data.ts'

type PersonsStore = ReturnType<typeof createPersonsStore>

// One store a process, also where the bundler evaluates this module for more than one route.
const shared = globalThis as typeof globalThis & { throughlineStore?: Promise<PersonsStore> }

/** The server's store: DynamoDB where an endpoint or a region is configured, this process's memory otherwise. */
export function personsStore(): Promise<PersonsStore> {
  shared.throughlineStore ??= openStore()
  return shared.throughlineStore
}

async function openStore(): Promise<PersonsStore> {
  if (process.env['DYNAMODB_ENDPOINT'] || process.env['AWS_REGION']) {
    return createPersonsStore({
      client: createDynamoClient(),
      tableName: process.env['DYNAMODB_TABLE'] ?? tableName,
    })
  }
  console.warn('No DynamoDB is configured: the rows are kept in memory and gone when the server stops.')
  const store = memoryStore(personsModel)
  await store.load(fakePersons({ count: personCount }))
  return store
}

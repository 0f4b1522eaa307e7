import { createDynamoClient, createTable } from '@throughline/electrodb'
import { startDynamoDBLocal } from '@throughline/electrodb/local'
import { personsModel } from '../src/model/persons-model.ts'
import { fakePersons } from '../src/fake/fake-persons.ts'
import { createPersonsStore, personsLayout } from '../src/storage/persons-store.ts'
import { memoryStore } from '@throughline/schema/memory'
import { syncModelContract } from '@throughline/schema/testing'
import { afterAll } from 'vitest'

const rows = [...fakePersons({ count: 12 })]
const local = await startDynamoDBLocal()
afterAll(local.stop)

syncModelContract('memory', personsModel, rows, { create: async () => memoryStore(personsModel) })

syncModelContract('DynamoDB Local', personsModel, rows, {
  create: async () => {
    const client = createDynamoClient({ endpoint: local.endpoint })
    await createTable(client, personsLayout('persons'))
    return createPersonsStore({ client, tableName: 'persons' })
  },
})

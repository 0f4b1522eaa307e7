import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { createDynamoClient, createTable, deriveService } from '@throughline/electrodb'
import { type DynamoDBLocal, startDynamoDBLocal } from '@throughline/electrodb/local'
import { type EntityRow, isManagedField, type Mutation } from '@throughline/schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakePersons } from '../src/fake/fake-persons.ts'
import { personsModel } from '../src/model/persons-model.ts'
import { createPersonsStore, personsLayout } from '../src/storage/persons-store.ts'

const tableName = 'persons-keys'
const rows = oneOfEach()
const personId = rows[0]?.row.id ?? ''

let local: DynamoDBLocal
let client: ReturnType<typeof createDynamoClient>
let store: ReturnType<typeof createPersonsStore>

beforeAll(async () => {
  local = await startDynamoDBLocal()
  client = createDynamoClient({ endpoint: local.endpoint })
  await createTable(client, personsLayout(tableName))
  store = createPersonsStore({ client, tableName })
}, 60_000)

afterAll(async () => {
  client.destroy()
  await local.stop()
})

async function rawItems(): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `PERSON#${personId}` },
    }),
  )
  return Items
}

/** One row of each entity, all of one person. */
function oneOfEach(): EntityRow<typeof personsModel>[] {
  const faked = [...fakePersons({ count: 1, seed: 3 })]
  return personsModel.names.flatMap((name) => faked.filter(({ entity }) => entity === name).slice(0, 1))
}

function withoutTimes(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !isManagedField(field)))
}

describe('the persons in their table', () => {
  it('have exactly the keys of the layout, whichever entity they are', async () => {
    const outcomes = await store.push(
      rows.map(
        ({ entity, row }) =>
          // Sound: a faked row of its entity, without what the server keeps; the store parses it again.
          ({ op: 'insert', mutationId: crypto.randomUUID(), entity, row: withoutTimes(row) }) as Mutation<
            typeof personsModel
          >,
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(rows.map(() => 'applied'))

    const keys = (await rawItems()).map(({ pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk }) => {
      return { pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk }
    })
    const idOf = (name: string): string => rows.find(({ entity }) => entity === name)?.row.id ?? ''
    const pk = `PERSON#${personId}`
    const child = (prefix: string, id: string) => ({
      pk,
      sk: `${prefix}#${id}`,
      gsi2pk: 'ALL_DATA',
      gsi2sk: `${pk}#${prefix}#${id}`,
    })
    expect(keys).toEqual([
      child('ADDRESS', idOf('addresses')),
      child('BANK', idOf('bankAccounts')),
      child('CONTACT', idOf('contactInfos')),
      child('EMPLOYMENT', idOf('employments')),
      { pk, sk: 'PROFILE', gsi1pk: 'PERSONS', gsi1sk: pk, gsi2pk: 'ALL_DATA', gsi2sk: `${pk}#PROFILE` },
    ])
  })

  it('are what ElectroDB’s own entities read', async () => {
    const service = deriveService(personsModel, { client, table: tableName })
    const { data } = await service.collections.person({ personId }).go()
    expect(data.persons).toMatchObject([{ personId, version: 1 }])
    expect(data.bankAccounts).toMatchObject([rows.find(({ entity }) => entity === 'bankAccounts')?.row ?? {}])
    expect([data.addresses, data.contactInfos, data.employments].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ])
  })

  it('take faked rows, read back as they were', async () => {
    const faked = [...fakePersons({ count: 3, seed: 7 })]
    expect(await store.load(faked)).toEqual({ rows: faked.length })
    for (const { entity, row } of faked) {
      const stored = await store.get(entity, row)
      expect(stored?.row).toEqual(row)
    }
  })
})

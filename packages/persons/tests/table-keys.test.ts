import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { createDynamoClient, createTable, deriveService } from '@throughline/electrodb'
import { type DynamoDBLocal, startDynamoDBLocal } from '@throughline/electrodb/local'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakePersons } from '../src/fake/fake-persons.ts'
import { personsModel } from '../src/model/persons-model.ts'
import { createPersonsStore, personsLayout } from '../src/storage/persons-store.ts'

const tableName = 'persons-keys'
const personId = '6f1f9e0e-8a43-4c0e-9a3e-0e5a4b1c2d3e'
const id = 'A0000000-0000-4000-8000-00000000000b'

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

const all = { gsi2pk: 'ALL_DATA' }

describe('the persons in their table', () => {
  it('have exactly the keys of the layout, whichever entity they are', async () => {
    const rows = [
      [
        'persons',
        { id: personId, firstName: 'Ada', lastName: 'Byron', dateOfBirth: '1990-12-10', gender: 'female' },
      ],
      [
        'addresses',
        {
          ...{ id, personId, type: 'home', street: 'Am Markt 1', city: 'Jena', state: 'Thüringen' },
          ...{ postalCode: '07743', country: 'DE', isPrimary: true },
        },
      ],
      [
        'bankAccounts',
        {
          ...{ id, personId, bankName: 'Commerzbank', accountType: 'checking', accountNumberLast4: '3000' },
          ...{ iban: 'DE89370400440532013000', bic: 'COBADEFFXXX', isPrimary: true },
        },
      ],
      [
        'contactInfos',
        { id, personId, type: 'email', value: 'ada@example.com', isPrimary: true, isVerified: false },
      ],
      [
        'employments',
        {
          ...{
            id,
            personId,
            companyName: 'Zeiss',
            position: 'Engineer',
            department: 'Optics',
            isCurrent: true,
          },
          ...{ startDate: '2020-01-01', endDate: null, salary: 70_000, currency: 'EUR' },
        },
      ],
    ] as const
    const outcomes = await store.push(
      rows.map(
        ([entity, row]) =>
          // Sound: each row above stands beside its entity; the store parses it again.
          ({ op: 'insert', mutationId: crypto.randomUUID(), entity, row }) as Parameters<
            typeof store.push
          >[0][number],
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(rows.map(() => 'applied'))

    const keys = (await rawItems()).map(({ pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk }) => ({
      ...{ pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk },
    }))
    const pk = `PERSON#${personId}`
    expect(keys).toEqual([
      { pk, sk: `ADDRESS#${id}`, ...all, gsi2sk: `${pk}#ADDRESS#${id}` },
      { pk, sk: `BANK#${id}`, ...all, gsi2sk: `${pk}#BANK#${id}` },
      { pk, sk: `CONTACT#${id}`, ...all, gsi2sk: `${pk}#CONTACT#${id}` },
      { pk, sk: `EMPLOYMENT#${id}`, ...all, gsi2sk: `${pk}#EMPLOYMENT#${id}` },
      { pk, sk: 'PROFILE', gsi1pk: 'PERSONS', gsi1sk: pk, ...all, gsi2sk: `${pk}#PROFILE` },
    ])
  })

  it('are what ElectroDB’s own entities read', async () => {
    const service = deriveService(personsModel, { client, table: tableName })
    const { data } = await service.collections.person({ personId }).go()
    expect(data.persons).toMatchObject([{ personId, lastName: 'Byron', version: 1 }])
    expect(data.bankAccounts).toMatchObject([{ id, iban: 'DE89370400440532013000' }])
    expect([data.addresses, data.contactInfos, data.employments].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ])
  })

  it('take faked rows, read back as they were', async () => {
    const rows = [...fakePersons({ count: 3, seed: 7 })]
    expect(await store.load(rows)).toEqual({ rows: rows.length })
    for (const { entity, row } of rows) {
      // Sound: a row holds its own key.
      const stored = await store.get(entity, row as Parameters<typeof store.get>[1])
      expect(stored?.row).toEqual(row)
    }
  })
})

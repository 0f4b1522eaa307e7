import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import { createDynamoClient, deriveEntities, toStoreError } from '../src/index.ts'
import { freshTable, shopModel } from './shop-model.ts'

const client = createDynamoClient({ endpoint: inject('endpoint') })

describe('what DynamoDB itself refuses', () => {
  const { name } = shopModel.entities.customers
  const put = (TableName: string, Item: object): PutCommand =>
    new PutCommand({ TableName, Item: { ...Item } })

  it.each([
    [
      'an item over 400 KB',
      { pk: 'a', sk: 'b', text: 'x'.repeat(410_000) },
      'too_large',
      /400 KB.*elsewhere\.$/,
    ],
    ['an empty key', { pk: '', sk: 'b' }, 'invalid', /^A key of an item for the table ".*" is empty/],
    ['an empty key of an index', { pk: 'a', sk: 'b', gsi1pk: '', gsi1sk: 'c' }, 'invalid', /is empty/],
    ['a key of another type', { pk: 5, sk: 'b' }, 'invalid', /not of the type that its keys have/],
    [
      'a key of an index of another type',
      { pk: 'a', sk: 'b', gsi1pk: 5, gsi1sk: 'c' },
      'invalid',
      /not of the type/,
    ],
    ['a key that is missing', { pk: 'a' }, 'not_configured', /other keys or indexes/],
    ['an empty set', { pk: 'a', sk: 'b', tags: new Set() }, 'invalid', /empty set.*Leave the attribute out/],
    ['a value of a class', { pk: 'a', sk: 'b', at: new Date(0) }, 'invalid', /a class, a date/],
  ])('%s has its sentence', async (_what, item, code, text) => {
    const table = await freshTable(shopModel)
    const cause: unknown = await table.client
      .send(put(table.tableName, item))
      .catch((error: unknown) => error)
    const error = toStoreError(cause, { tableName: table.tableName, endpoint: inject('endpoint') })
    expect({ code: error.code, message: error.message }).toEqual({
      code,
      message: expect.stringMatching(text),
    })
    expect(error.cause).toBe(cause)
  })

  it('a row of a load over 400 KB is told with its key', async () => {
    const { store } = await freshTable(shopModel)
    const row = { id: 'big', name: 'x'.repeat(420_000) }
    await expect(store.load([{ entity: name, row }])).rejects.toMatchObject({
      name: 'StoreError',
      code: 'too_large',
      message: expect.stringContaining('CUSTOMER#big') as string,
    })
  })

  it('conditions that do not hold are conflicts', async () => {
    const { client: own, tableName } = await freshTable(shopModel)
    const command = new UpdateCommand({
      TableName: tableName,
      Key: { pk: 'a', sk: 'b' },
      UpdateExpression: 'SET n = n',
      ConditionExpression: 'attribute_exists(pk)',
    })
    const cause: unknown = await own.send(command).catch((error: unknown) => error)
    expect(toStoreError(cause)).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^Another write of the table came first.*Read the row again/) as string,
    })
  })
})

describe('what ElectroDB refuses', () => {
  it('is told with its fields', async () => {
    const { client: own, tableName } = await freshTable(shopModel)
    const { customers } = deriveEntities(shopModel, { client: own, table: tableName })
    const creating = customers
      .create({ customerId: 'a', id: 'a', name: '', version: 1, createdAt: '', updatedAt: '' })
      .go()
    const error = toStoreError(await creating.catch((cause: unknown) => cause))
    expect(error).toMatchObject({ code: 'invalid', issues: [{ path: ['name'] }] })
    expect(error.message).toMatch(/^A value does not fit its field\. Correct it\. \(/)
    expect(error.message).not.toContain('http')
  })

  it('is told by what DynamoDB said, where it passes that on', async () => {
    const { customers } = deriveEntities(shopModel, { client, table: 'no-such-table' })
    const error = toStoreError(
      await customers
        .get({ customerId: 'a' })
        .go()
        .catch((cause: unknown) => cause),
    )
    expect(error).toMatchObject({ code: 'not_configured' })
    const homeless = deriveEntities(shopModel, { table: 'no-client' }).customers.get({ customerId: 'a' })
    const lost: unknown = await homeless.go().catch((cause: unknown) => cause)
    expect(toStoreError(lost)).toMatchObject({ code: 'not_configured', message: /has no client/ })
  })
})

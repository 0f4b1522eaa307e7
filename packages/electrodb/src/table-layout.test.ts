import { type AnyModel, defineEntity, defineModel, StoreError } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { shopModel } from '../tests/shop-model.ts'
import { createTableInput } from './table.ts'
import { tableLayout } from './table-layout.ts'

const id = z.string()

function problemOf(model: AnyModel, options?: { tableName: string }): string {
  try {
    tableLayout(model, options)
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ code: 'invalid' })
    return (error as StoreError).message
  }
  return ''
}

describe('tableLayout', () => {
  it('gives each entity its key templates', () => {
    const { entities } = tableLayout(shopModel)
    expect(Object.values(entities).map(({ entity, keys }) => [entity, keys])).toEqual([
      [
        'customers',
        {
          pk: 'CUSTOMER#${id}',
          sk: 'PROFILE',
          gsi1pk: 'CUSTOMERS',
          gsi1sk: 'CUSTOMER#${id}',
          gsi2pk: 'ALL_DATA',
          gsi2sk: 'CUSTOMER#${id}#PROFILE',
        },
      ],
      [
        'orders',
        {
          pk: 'CUSTOMER#${customerId}',
          sk: 'ORDER#${id}',
          gsi2pk: 'ALL_DATA',
          gsi2sk: 'CUSTOMER#${customerId}#ORDER#${id}',
        },
      ],
      [
        'giftCards',
        {
          pk: 'CUSTOMER#${customerId}',
          sk: 'GIFT#${id}',
          gsi2pk: 'ALL_DATA',
          gsi2sk: 'CUSTOMER#${customerId}#GIFT#${id}',
        },
      ],
      [
        'priceLists',
        {
          pk: 'PRICE_LIST#${region}#${season}',
          sk: 'PROFILE',
          gsi1pk: 'PRICE_LISTS',
          gsi1sk: 'PRICE_LIST#${region}#${season}',
          gsi2pk: 'ALL_DATA',
          gsi2sk: 'PRICE_LIST#${region}#${season}#PROFILE',
        },
      ],
    ])
  })

  it('is plain data', () => {
    const layout = tableLayout(shopModel, { tableName: 'my-table' })
    expect(structuredClone(layout)).toEqual(layout)
    expect(layout.tableName).toBe('my-table')
  })

  it('makes a table of two string keys and two indexes, paid by request', () => {
    expect(createTableInput(tableLayout(shopModel))).toEqual({
      TableName: 'shop',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: keySchema('pk', 'sk'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'GSI1',
          KeySchema: keySchema('gsi1pk', 'gsi1sk'),
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: 'GSI2',
          KeySchema: keySchema('gsi2pk', 'gsi2sk'),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    })
  })

  it('refuses a tree of three levels', () => {
    const model = defineModel({
      service: 'deep',
      entities: {
        shelves: defineEntity({ singular: 'shelf', schema: z.object({ id }) }),
        books: defineEntity({ singular: 'book', schema: z.object({ id, shelfId: id }) }),
        pages: defineEntity({ singular: 'page', schema: z.object({ id, bookId: id }) }),
      },
    })
    expect(problemOf(model)).toMatch(/"pages" is below "books", which has a parent itself/)
  })

  it('refuses what would collide or could not be a key, all at once', () => {
    const model = defineModel({
      service: 'odd',
      entities: {
        things: defineEntity({ singular: 'thing', schema: z.object({ id, pk: z.string() }) }),
        times: defineEntity({ singular: 'time', schema: z.object({ id: z.date() }) }),
        maybes: defineEntity({ singular: 'maybe', schema: z.object({ id: z.string().optional() }) }),
        fooBars: defineEntity({ singular: 'a', schema: z.object({ id }) }),
        fooBARS: defineEntity({ singular: 'b', schema: z.object({ id }) }),
      },
    })
    const problem = problemOf(model)
    expect(problem).toMatch(/"things\.pk" has the name of a key attribute/)
    expect(problem).toMatch(/"times\.id" is part of the key/)
    expect(problem).toMatch(/"maybes\.id" is part of the key/)
    expect(problem).toMatch(/"fooBars" and "fooBARS" would share the partition FOO_BARS/)
  })

  it('refuses a name that no table can have', () => {
    expect(problemOf(shopModel, { tableName: 'a b' })).toMatch(/"a b" is no table name/)
  })
})

function keySchema(pk: string, sk: string): object[] {
  return [
    { AttributeName: pk, KeyType: 'HASH' },
    { AttributeName: sk, KeyType: 'RANGE' },
  ]
}

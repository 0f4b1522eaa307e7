import { type AnyModel, defineEntity, defineModel, fieldMeta, StoreError } from '@throughline/schema'
import { blogModel, ordersModel, orgModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { shopModel } from '../../tests/shop-model.ts'
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

  it('has trees of any depth: the root in the partition key, the rest of the path in the sort key', () => {
    expect(tableLayout(ordersModel).entities['orderLines']?.keys).toEqual({
      pk: 'CUSTOMER#${country}#${customerNumber}',
      sk: 'LINE#${orderNumber}#${line}',
      gsi2pk: 'ALL_DATA',
      gsi2sk: 'CUSTOMER#${country}#${customerNumber}#LINE#${orderNumber}#${line}',
    })
    expect(tableLayout(ordersModel).entities['customers']?.keys).toMatchObject({
      pk: 'CUSTOMER#${country}#${number}',
      sk: 'PROFILE',
      gsi1pk: 'CUSTOMERS',
    })
    expect(tableLayout(blogModel).entities['postTags']?.keys).toMatchObject({
      pk: 'AUTHOR#${author_id}',
      sk: 'TAGGED#${postId}#${tagSlug}',
    })
    expect(tableLayout(orgModel).entities['assignments']?.keys).toMatchObject({
      pk: 'COMPANY#${companyId}',
      sk: 'ASSIGNMENT#${personId}#${projectId}',
    })
  })

  it('gives further foreign keys, indexed and unique fields slots that entities share', () => {
    const { entities, indexes } = tableLayout(ordersModel)
    expect(indexes.map(({ name }) => name)).toEqual(['GSI1', 'GSI2', 'GSI3', 'GSI4'])
    expect(entities['orders']?.lookups).toEqual([
      {
        name: 'billingAddress',
        by: 'reference',
        fields: ['billingAddressId'],
        index: 'GSI3',
        pk: 'ORDER#billingAddress#${billingAddressId}',
        sk: 'CUSTOMER#${country}#${customerNumber}#ORDER#${orderNumber}',
      },
      {
        name: 'shippingAddress',
        by: 'reference',
        fields: ['shippingAddressId'],
        index: 'GSI4',
        pk: 'ORDER#shippingAddress#${shippingAddressId}',
        sk: 'CUSTOMER#${country}#${customerNumber}#ORDER#${orderNumber}',
      },
    ])
    expect(entities['customers']).toMatchObject({
      lookups: [
        {
          name: 'email',
          by: 'value',
          fields: ['email'],
          index: 'GSI3',
          pk: 'CUSTOMER#email',
          sk: '#${email}',
        },
      ],
      unique: [{ field: 'email', pk: 'UNIQUE#CUSTOMER#email', sk: '#${email}' }],
    })
    const lookups = (model: AnyModel, entity: string) =>
      tableLayout(model).entities[entity]?.lookups.map(({ fields, index }) => [index, fields.join('+')])
    expect(lookups(blogModel, 'comments')).toEqual([['GSI3', 'subjectType+subjectId']])
    // The author begins the path; the post is the parent, and not the whole of it.
    expect(lookups(blogModel, 'postTags')).toEqual([['GSI3', 'tagSlug']])
    expect(lookups(orgModel, 'people')).toEqual([
      ['GSI3', 'unitId'],
      ['GSI4', 'managerId'],
      ['GSI5', 'mentorId'],
    ])
    expect(createTableInput(tableLayout(orgModel))).toMatchObject({
      AttributeDefinitions: { length: 12 },
      GlobalSecondaryIndexes: {
        length: 5,
        4: { IndexName: 'GSI5', KeySchema: keySchema('gsi5pk', 'gsi5sk') },
      },
    })
  })

  it('moves no slot when an entity is added at the end', () => {
    const text = z.string()
    const marked = (...names: string[]) =>
      defineEntity({
        schema: z.object({
          id,
          ...Object.fromEntries(
            names.map((name) => [name, z.string().register(fieldMeta, { indexed: true })]),
          ),
          note: text,
        }),
      })
    const before = { as: marked('x', 'y'), bs: marked('z') }
    const after = { ...before, cs: marked('p', 'q', 'r') }
    const small = tableLayout(defineModel({ service: 'slots', entities: before }))
    const large = tableLayout(defineModel({ service: 'slots', entities: after }))
    expect(large.entities).toMatchObject(small.entities)
    expect(large.indexes.slice(0, small.indexes.length)).toEqual(small.indexes)
    expect(large.indexes).toHaveLength(5)
  })

  it('refuses more lookups than DynamoDB has indexes for, and names them', () => {
    const fields = Object.fromEntries(
      Array.from({ length: 19 }, (_, index) => [
        `f${index}`,
        z.string().register(fieldMeta, { indexed: true }),
      ]),
    )
    const wide = (shape: z.ZodRawShape) =>
      defineModel({
        service: 'wide',
        entities: { things: defineEntity({ schema: z.object({ id, ...shape }) }) },
      })
    expect(problemOf(wide(fields))).toMatch(
      /"things" is looked up by 19 keys \(f0, f1, .*, f18\), and a table has indexes for 18: index fewer fields/,
    )
    const { f18: _, ...fewer } = fields
    expect(tableLayout(wide(fewer)).indexes).toHaveLength(20)
  })

  it('refuses what would collide or could not be a key, all at once', () => {
    const model = defineModel({
      service: 'odd',
      entities: {
        things: defineEntity({ singular: 'thing', schema: z.object({ id, pk: z.string() }) }),
        fooBars: defineEntity({ singular: 'a', schema: z.object({ id }) }),
        fooBARS: defineEntity({ singular: 'b', schema: z.object({ id }) }),
        locks: defineEntity({ keyPrefix: 'UNIQUE', schema: z.object({ id, gsi7sk: id }) }),
        bags: defineEntity({ schema: z.object({ id }).catchall(z.number()) }),
        open: defineEntity({ schema: z.looseObject({ id }) }),
      },
    })
    const problem = problemOf(model)
    expect(problem).toMatch(/"things\.pk" has the name of a key attribute/)
    expect(problem).toMatch(/"locks\.gsi7sk" has the name of a key attribute/)
    expect(problem).toMatch(/"locks" has the key prefix "UNIQUE"/)
    expect(problem).toMatch(/"bags" has a catchall, .* use a z\.record\(\) field instead/)
    // What clients may not write need not be kept.
    expect(problem).not.toMatch(/"open"/)
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

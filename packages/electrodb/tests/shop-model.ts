import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { type AnyModel, defineEntity, defineModel, type SyncStore } from '@throughline/schema'
import { inject } from 'vitest'
import * as z from 'zod'
import { createDynamoClient, createDynamoStore, createTable, tableLayout } from '../src/index.ts'

const CustomerSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  joined: z.date().optional(),
})
const OrderSchema = z.object({
  id: z.string().min(1),
  customerId: z.string().min(1),
  total: z.number(),
  note: z.string().nullable(),
  lines: z.array(z.object({ sku: z.string(), at: z.date().optional() })).optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
})

/** The model of these tests: two roots, one of them with two kinds of children. */
export const shopModel = defineModel({
  service: 'shop',
  entities: {
    customers: defineEntity({ singular: 'customer', schema: CustomerSchema }),
    orders: defineEntity({ singular: 'order', schema: OrderSchema }),
    giftCards: defineEntity({
      singular: 'giftCard',
      schema: z.object({ id: z.string().min(1), customerId: z.string().min(1) }),
      keyPrefix: 'GIFT',
    }),
    priceLists: defineEntity({
      singular: 'priceList',
      schema: z.object({ region: z.string(), season: z.string(), factor: z.number() }),
      key: ['region', 'season'],
    }),
  },
})

export interface TestTable<TModel extends AnyModel> {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
  readonly store: SyncStore<TModel>
}

let counter = 0

/** A fresh table of this model on the DynamoDB Local of the test run. */
export async function freshTable<TModel extends AnyModel>(
  model: TModel,
  { shards = 1, now, feedBefore }: { shards?: number; now?: () => string; feedBefore?: boolean } = {},
): Promise<TestTable<TModel>> {
  const client = createDynamoClient({ endpoint: inject('endpoint') })
  const tableName = `test-${process.pid}-${Date.now()}-${(counter += 1)}`
  await createTable(client, tableLayout(model, { tableName, shards }))
  return {
    client,
    tableName,
    store: createDynamoStore(model, { client, tableName, shards, now, feedBefore }),
  }
}

/** A mutation's id; only its uniqueness matters. */
export function mutationId(): string {
  return crypto.randomUUID()
}

import { type AnyModel, defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { blogModel, ordersModel, orgModel } from '@throughline/schema/testing'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { shopModel } from '../tests/shop-model.ts'
import { accessPatterns } from './access-patterns.ts'
import { createDynamoClient } from './dynamo-client.ts'
import { createDynamoStore, type DynamoStoreOptions } from './dynamo-store.ts'
import { accessPatternsMarkdown, tableLayoutMarkdown } from './layout-markdown.ts'
import { tableLayout } from './table-layout.ts'

const kindsModel = defineModel({
  service: 'kinds',
  entities: {
    things: defineEntity({
      schema: z.object({
        id: z.string(),
        at: z.date().nullable().register(fieldMeta, { indexed: true }),
        size: z.bigint().register(fieldMeta, { indexed: true }),
        on: z.boolean().register(fieldMeta, { indexed: true }),
        level: z.literal([1, 2]).register(fieldMeta, { indexed: true }),
      }),
    }),
  },
})

interface QueryInput {
  readonly TableName: string
  readonly IndexName?: string
  readonly Key?: Record<string, string>
  readonly KeyConditionExpression?: string
  readonly ExpressionAttributeNames?: Record<string, string>
  readonly ExpressionAttributeValues?: Record<string, string>
  readonly ConsistentRead?: boolean
}

/** What a call of the store asks DynamoDB, which is not there. */
async function inputsOf(
  model: AnyModel,
  example: string,
  options: Partial<DynamoStoreOptions>,
): Promise<QueryInput[]> {
  const client = createDynamoClient({ endpoint: 'http://127.0.0.1:1' })
  const inputs: QueryInput[] = []
  client.middlewareStack.add(
    () => async (arguments_) => {
      // Sound: a read's input.
      inputs.push(arguments_.input as QueryInput)
      return { output: { $metadata: {}, Items: [] }, response: {} }
    },
    { step: 'initialize' },
  )
  const store = createDynamoStore(model, { client, ...options })
  // oxlint-disable-next-line typescript/no-implied-eval -- the example is code, and it is tested that it runs
  const run = new Function('store', `return ${example}`) as (of: typeof store) => Promise<unknown>
  await run(store)
  return inputs
}

/** The key condition as DynamoDB is asked it, with the names and values in their places. */
function conditionOf({
  Key,
  KeyConditionExpression,
  ExpressionAttributeNames,
  ExpressionAttributeValues,
}: QueryInput): string {
  if (Key) return `pk = "${Key['pk']}" AND sk = "${Key['sk']}"`
  return (KeyConditionExpression ?? '')
    .replaceAll(/#\w+/g, (name) => ExpressionAttributeNames?.[name] ?? name)
    .replaceAll(/:\w+/g, (name) => `"${ExpressionAttributeValues?.[name] ?? name}"`)
}

/** Matches a condition with any values in the places of its fields. */
function pattern(keyCondition: string): RegExp {
  const escaped = keyCondition.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll(/\\\$\\\{\w+\\\}/g, '[^#"]+')}$`)
}

describe.each<[string, AnyModel]>([
  ['shop', shopModel],
  ['blog', blogModel],
  ['orders', ordersModel],
  ['org', orgModel],
  ['kinds', kindsModel],
])('the access patterns of %s', (_name, model) => {
  it('are what the store asks DynamoDB, each by its example', async () => {
    for (const { example, index, keyCondition, cost, method } of accessPatterns(model)) {
      const inputs = await inputsOf(model, example, {})
      expect(inputs, example).toHaveLength(1)
      const [input] = inputs
      expect(input?.IndexName ?? 'table').toBe(index)
      expect(conditionOf(input ?? { TableName: '' })).toMatch(pattern(keyCondition))
      expect(cost).toContain(input?.ConsistentRead ? 'strongly' : 'eventually')
      expect(example.startsWith(`store.${method}(`)).toBe(true)
    }
  })
})

describe('accessPatterns', () => {
  it('has every way of each entity', () => {
    const lines = accessPatterns(ordersModel)
      .filter(({ entity }) => entity === 'orderLines')
      .map(({ method, index, keyCondition, rcu }) => [method, index, keyCondition, rcu])
    const pk = 'pk = "CUSTOMER#${country}#${customerNumber}"'
    expect(lines).toEqual([
      ['get', 'table', `${pk} AND sk = "LINE#\${orderNumber}#\${line}"`, 1],
      ['list', 'GSI2', 'gsi2pk = "ALL_DATA"', 62.5],
      ['query', 'table', `${pk} AND begins_with(sk, "LINE#\${orderNumber}#")`, 25],
      ['lookup', 'table', `${pk} AND begins_with(sk, "LINE#")`, 25],
      ['lookup', 'GSI3', 'gsi3pk = "LINE#product#${sku}"', 12.5],
    ])
    expect(accessPatterns(ordersModel).at(-1)).toMatchObject({ method: 'snapshot', index: 'GSI2' })
  })

  it('tells the shards', async () => {
    const patterns = accessPatterns(shopModel, { shards: 2 })
    expect(patterns.at(-1)?.keyCondition).toBe('gsi2pk = each of "ALL_DATA#0", "ALL_DATA#1"')
    const inputs = await inputsOf(shopModel, 'store.snapshot()', { shards: 2 })
    expect(inputs.map(conditionOf)).toEqual(['gsi2pk = "ALL_DATA#0"', 'gsi2pk = "ALL_DATA#1"'])
  })

  it('is plain data, and a Markdown table', () => {
    const patterns = accessPatterns(ordersModel)
    expect(structuredClone(patterns)).toEqual(patterns)
    const lines = accessPatternsMarkdown(ordersModel).split('\n')
    expect(lines).toHaveLength(patterns.length + 2)
    expect(lines.find((line) => line.includes("'customers', { email"))).toBe(
      "| the customers by email: a value, a range or a beginning | `store.lookup('customers', { email: 'email-1' })` | GSI3 | " +
        '`gsi3pk = "CUSTOMER#email" AND gsi3sk = "#${email}"` | 0.5 RCU × ⌈rows × size / 4⌉, eventually consistent (12.5 for 100 rows of 1 KB) |',
    )
  })
})

describe('tableLayoutMarkdown', () => {
  it('shows keys, lookups and unique values', () => {
    const text = tableLayoutMarkdown(tableLayout(ordersModel))
    expect(text).toContain('# The table `orders`')
    expect(text).toContain('| products | `PRODUCT#${sku}` | `PROFILE` | `PRODUCTS` / `PRODUCT#${sku}` |')
    expect(text).toContain('| orders.shippingAddress | shippingAddressId | reference | GSI4 |')
    expect(text).toContain('| customers.email | `UNIQUE#CUSTOMER#email` | `#${email}` |')
    expect(tableLayoutMarkdown(tableLayout(shopModel))).not.toContain('## ')
  })
})

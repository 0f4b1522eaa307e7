import { type AnyModel, defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { blogModel, ordersModel, orgModel } from '@throughline/schema/testing'
import { isPlainObject } from '@throughline/schema/adapter'
import * as z from 'zod'
import type { AccessPattern, LayoutOptions } from '../src/index.ts'
import { keyText } from '../src/items/key-text.ts'
import { shopModel } from './shop-model.ts'
import { ticketsLayout, ticketsModel } from './tickets-model.ts'

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

interface Keys {
  readonly Keys: readonly Readonly<Record<string, string>>[]
  readonly ConsistentRead?: boolean
}

/** What of a request names rows: that of a get, a query, a batch or a transaction. */
export interface ReadInput {
  readonly IndexName?: string
  readonly Key?: Readonly<Record<string, string>>
  readonly KeyConditionExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Readonly<Record<string, string>>
  readonly ConsistentRead?: boolean
  readonly RequestItems?: Readonly<Record<string, Keys>>
}

/** A part of the table, or of an index, that is read. */
export interface Read {
  readonly index: string
  readonly condition: string
  readonly consistent: boolean
}

const keyCondition = (key: Readonly<Record<string, string>>): string =>
  `pk = "${key['pk']}" AND sk = "${key['sk']}"`

/** The reads of a request, with its names and values in their places. */
export function readsOf(input: ReadInput): Read[] {
  if (input.RequestItems) {
    return Object.values(input.RequestItems).flatMap(({ Keys: keys, ConsistentRead = false }) =>
      keys.map((key) => ({ index: 'table', condition: keyCondition(key), consistent: ConsistentRead })),
    )
  }
  const {
    IndexName: index = 'table',
    Key,
    KeyConditionExpression,
    ConsistentRead: consistent = false,
  } = input
  if (Key) return [{ index, condition: keyCondition(Key), consistent }]
  if (KeyConditionExpression === undefined) return []
  const condition = KeyConditionExpression.replaceAll(
    /#\w+/g,
    (name) => input.ExpressionAttributeNames?.[name] ?? name,
  )
    .replaceAll(/:\w+/g, (name) => `"${input.ExpressionAttributeValues?.[name] ?? name}"`)
    .replaceAll(' and ', ' AND ')
  return [{ index, condition, consistent }]
}

/** The tenant whose keys are made where a layout has tenants. */
export const tenant = 'acme'

/** What an example gives to the store's method, after the entity's name. */
export function argumentOf({ method, example }: AccessPattern): unknown {
  const given: unknown[] = []
  const store = { [method]: (_entity: string, argument: unknown) => given.push(argument) }
  // oxlint-disable-next-line typescript/no-implied-eval -- the example is code, and it is tested that it runs
  const run = new Function('store', `return ${example}`) as (of: typeof store) => unknown
  run(store)
  return given[0]
}

/** The values of an example's fields, by name. */
function valuesOf(pattern: AccessPattern): Readonly<Record<string, unknown>> {
  if (!['batchGet', 'get', 'list', 'query'].includes(pattern.method)) return { tenant }
  const argument = [argumentOf(pattern)].flat()[0]
  const { where = argument } = isPlainObject(argument) ? argument : {}
  const values = Object.entries(isPlainObject(where) ? where : {}).map(
    ([field, value]): [string, unknown] => [field, isPlainObject(value) ? Object.values(value)[0] : value],
  )
  return { tenant, ...Object.fromEntries(values) }
}

/** Matches a pattern's key condition with the values of its example, once for each of its partitions. */
export function conditionsOf(pattern: AccessPattern): RegExp[] {
  const [, attribute = '', list = '', rest = ''] =
    /^(\w+) = each of ((?:"[^"]+"(?:, )?)+)(.*)$/.exec(pattern.keyCondition) ?? []
  const conditions =
    list === '' ? [pattern.keyCondition] : list.split(', ').map((pk) => `${attribute} = ${pk}${rest}`)
  const values = valuesOf(pattern)
  // A value that the example does not tell is any.
  const filled = (field: string): string =>
    Object.hasOwn(values, field) ? escaped(keyText(values[field])) : '[^#"]+'
  return conditions.map((condition) => {
    const parts = condition
      .split(/\$\{(\w+)\}/)
      .map((part, index) => (index % 2 === 0 ? escaped(part) : filled(part)))
    return new RegExp(`^${parts.join('')}$`)
  })
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
}

/** Models with what was chosen for their tables. */
export const accessCases: [string, AnyModel, LayoutOptions][] = [
  ['shop', shopModel, {}],
  ['blog', blogModel, {}],
  ['orders', ordersModel, {}],
  ['orders in shards', ordersModel, { shards: 3 }],
  ['org', orgModel, {}],
  ['kinds', kindsModel, {}],
  ['tickets', ticketsModel, ticketsLayout],
  ['tickets of tenants', ticketsModel, { ...ticketsLayout, tenancy: 'prefix' }],
  ['tickets of tenants by an attribute', ticketsModel, { ...ticketsLayout, tenancy: 'attribute', shards: 2 }],
  ['tickets of tenants in tables', ticketsModel, { ...ticketsLayout, tenancy: 'table' }],
]

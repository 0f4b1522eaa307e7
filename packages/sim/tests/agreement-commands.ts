import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import * as fc from 'fast-check'

// Commands as a store sends them, right and wrong ones, on few keys.

export const tableName = 'agreement'

/** Makes a command for one run: its items are in partitions that begin with the run's prefix. */
export type Make = (prefix: string) => { readonly input: object }

type Values = Readonly<Record<string, unknown>>
type Expression = (prefix: string) => Values

const partition = fc.constantFrom('a', 'b')
const sort = fc.constantFrom('1', '2', '3', '10', 'é', '\u{1F600}', '\u{FFFD}')
const number = fc.constantFrom(0, -0, 1, 2, -1.5, 9_007_199_254_740_991, 123_456_789)
const text = fc.constantFrom('', 'x', 'xy', 'é')
const nested = fc.constantFrom<unknown>(
  [1, 'x', null],
  { a: { b: [true] } },
  [],
  {},
  new Uint8Array([1, 2]),
  false,
)

interface Spot {
  readonly pk: string
  readonly sk: string
}
const spot: fc.Arbitrary<Spot> = fc.record({ pk: partition, sk: sort })

const keyOf = (prefix: string, { pk, sk }: Spot): Spot => ({ pk: `${prefix}${pk}`, sk })

const content = fc.record(
  {
    n: number,
    s: text,
    content: nested,
    group: fc.constantFrom('g', 'h'),
    rank: fc.constantFrom('1', '2', '3'),
    bulk: fc.constantFrom(1_000, 300_000, 409_000, 420_000),
    wrong: fc.constantFrom('number', 'empty'),
  },
  { requiredKeys: [] },
)

const item = fc
  .tuple(spot, content, fc.integer({ min: 0, max: 9 }))
  .map(([at, { group, rank, bulk, wrong, ...values }, odds]) => (prefix: string): Values => {
    const key = keyOf(prefix, at)
    return {
      ...values,
      // Large and wrong ones are rare. No two items have the same keys in an index, whose order nobody knows.
      ...(bulk !== undefined && odds < 3 && { bulk: 'b'.repeat(bulk) }),
      ...(group !== undefined && { gsi1pk: `${prefix}${group}` }),
      ...(rank !== undefined && { gsi1sk: `${rank}#${at.pk}#${at.sk}`, lsi1sk: `${rank}#${at.sk}` }),
      ...(wrong !== undefined && odds === 3 && { gsi1pk: wrong === 'empty' ? '' : 7 }),
      ...key,
    }
  })

const condition: fc.Arbitrary<Expression> = fc
  .constantFrom<Values>(
    {},
    {},
    { ConditionExpression: 'attribute_not_exists(pk)' },
    {
      ConditionExpression: 'attribute_exists(pk) AND NOT attribute_exists(#s)',
      ExpressionAttributeNames: { '#s': 's' },
    },
    {
      ConditionExpression: '#n = :n',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':n': 1 },
    },
    { ConditionExpression: 'n <> :n', ExpressionAttributeValues: { ':n': 1 } },
    {
      ConditionExpression: 'n >= :n OR (s = :s AND n < :n)',
      ExpressionAttributeValues: { ':n': 1, ':s': 'x' },
    },
    { ConditionExpression: 'n IN (:n, :s)', ExpressionAttributeValues: { ':n': 0, ':s': 'x' } },
    { ConditionExpression: 'n BETWEEN :low AND :high', ExpressionAttributeValues: { ':low': 0, ':high': 2 } },
    { ConditionExpression: 's < :s', ExpressionAttributeValues: { ':s': 'xy' } },
    { ConditionExpression: 's < n' },
    {
      ConditionExpression: 'content = :content',
      ExpressionAttributeValues: { ':content': { a: { b: [true] } } },
    },
    {
      ConditionExpression: 'contains(s, :s) or begins_with(sk, :s)',
      ExpressionAttributeValues: { ':s': '1' },
    },
    { ConditionExpression: '#n = :n', ExpressionAttributeValues: { ':n': 1 } },
    { ConditionExpression: 'n = :n' },
    { ConditionExpression: 'n = :n', ExpressionAttributeValues: { ':n': 1, ':unused': 2 } },
    { ConditionExpression: 'n = = :n', ExpressionAttributeValues: { ':n': 1 } },
  )
  .map((values) => () => values)

const projection = fc.constantFrom<Values>(
  {},
  { ProjectionExpression: 'pk, #n', ExpressionAttributeNames: { '#n': 'n' } },
  { ProjectionExpression: 'pk, #missing' },
)
const consistent = fc.constantFrom({}, { ConsistentRead: true }, { ConsistentRead: false })

const badKey = fc.constantFrom<Values>(
  { pk: 'x' },
  { pk: 'x', sk: '' },
  { pk: 1, sk: 'x' },
  { pk: 'x', sk: 'x', n: 1 },
  {
    pk: 'x',
    sk: 'y'.repeat(1025),
  },
)

const get: fc.Arbitrary<Make> = fc.record({ spot, projection, consistent, badKey, odds: fc.nat(9) }).map(
  (one) => (prefix) =>
    new GetCommand({
      TableName: one.odds === 1 ? 'missing' : tableName,
      Key: one.odds === 0 ? { ...one.badKey } : { ...keyOf(prefix, one.spot) },
      ...one.consistent,
      ...one.projection,
    }),
)
const put: fc.Arbitrary<Make> = fc.tuple(item, condition).map(
  ([make, check]) =>
    (prefix) =>
      new PutCommand({ TableName: tableName, Item: make(prefix), ...check(prefix) }),
)
const remove: fc.Arbitrary<Make> = fc.tuple(spot, condition).map(
  ([at, check]) =>
    (prefix) =>
      new DeleteCommand({ TableName: tableName, Key: { ...keyOf(prefix, at) }, ...check(prefix) }),
)
const batchGet: fc.Arbitrary<Make> = fc
  .record({ spots: fc.array(spot, { maxLength: 6 }), projection, consistent })
  .map(
    (one) => (prefix) =>
      new BatchGetCommand({
        RequestItems: {
          [tableName]: {
            Keys: one.spots.map((at) => ({ ...keyOf(prefix, at) })),
            ...one.consistent,
            ...one.projection,
          },
        },
      }),
  )
const batchWrite: fc.Arbitrary<Make> = fc
  .record({
    items: fc.array(item, { maxLength: 4 }),
    gone: fc.array(spot, { maxLength: 3 }),
    many: fc.nat(15),
  })
  .map(({ items, gone, many }) => (prefix) => {
    const requests = [
      ...items.map((make) => ({ PutRequest: { Item: make(prefix) } })),
      ...gone.map((at) => ({ DeleteRequest: { Key: { ...keyOf(prefix, at) } } })),
    ]
    const more = Array.from({ length: many === 0 ? 26 : 0 }, (_, index) => ({
      DeleteRequest: { Key: { pk: `${prefix}a`, sk: `more ${index}` } },
    }))
    return new BatchWriteCommand({ RequestItems: { [tableName]: [...requests, ...more] } })
  })

type Action = (prefix: string) => object
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(item, condition).map(([make, check]): Action => (prefix) => ({
      Put: { TableName: tableName, Item: make(prefix), ...check(prefix) },
    })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(spot, condition).map(([at, check]): Action => (prefix) => ({
      Delete: { TableName: tableName, Key: { ...keyOf(prefix, at) }, ...check(prefix) },
    })),
  },
  {
    weight: 1,
    arbitrary: spot.map((at): Action => (prefix) => ({
      ConditionCheck: {
        TableName: tableName,
        Key: { ...keyOf(prefix, at) },
        ConditionExpression: 'attribute_exists(pk)',
      },
    })),
  },
)
/** The key of an action's item, in one text. */
function keyText(one: object): string {
  // Sound: an action is one of the three above, with a key or an item.
  const [{ Key, Item = Key }] = Object.values(one) as [{ Key?: Spot; Item?: Spot }]
  return `${Item?.pk} ${Item?.sk}`
}

const transactWrite: fc.Arbitrary<Make> = fc
  .record({
    actions: fc.array(action, { maxLength: 5 }),
    token: fc.option(fc.constantFrom('t', 'u')),
    many: fc.nat(15),
  })
  .map(({ actions, token, many }) => (prefix) => {
    const made = new Map(actions.map((make) => make(prefix)).map((one) => [keyText(one), one]))
    // Twice the same item, which is refused; in which order with a condition that fails is not agreed on.
    const twice =
      many === 1
        ? [
            { pk: `${prefix}z`, sk: '1' },
            { pk: `${prefix}z`, sk: '1' },
          ]
        : []
    const more = Array.from({ length: many === 0 ? 101 : 0 }, (_, index) => ({
      Delete: { TableName: tableName, Key: { pk: `${prefix}a`, sk: `more ${index}` } },
    }))
    const isLarge = [...made.values()].some((one) => JSON.stringify(one).length > 100_000)
    return new TransactWriteCommand({
      // Sound: the actions are made as the SDK takes them.
      TransactItems: [
        ...(many === 1 ? [] : made.values()),
        ...twice.map((Item) => ({ Put: { TableName: tableName, Item } })),
        ...more,
      ] as never,
      // Of a token that was used and an item that is too large, which is told first is not agreed on.
      ...(token !== null && !isLarge && { ClientRequestToken: `${prefix}${token}` }),
    })
  })

const range: fc.Arbitrary<Expression> = fc
  .tuple(
    fc.constantFrom<readonly [more: string, values: Values]>(
      ['', {}],
      [' AND sk > :a', { ':a': '1' }],
      [' AND sk <= :a', { ':a': '3' }],
      [' AND sk = :a', { ':a': '2' }],
      [' AND begins_with(sk, :a)', { ':a': '1' }],
      [' AND sk BETWEEN :a AND :b', { ':a': '1', ':b': '2' }],
      [' AND sk BETWEEN :a AND :b', { ':a': '2', ':b': '1' }],
      [' AND n = :a', { ':a': 1 }],
    ),
    partition,
  )
  .map(([[more, values], at]) => (prefix) => ({
    KeyConditionExpression: `pk = :pk${more}`,
    ExpressionAttributeValues: { ':pk': `${prefix}${at}`, ...values },
  }))
const indexRange: fc.Arbitrary<Expression> = fc
  .tuple(
    fc.constantFrom('GSI1', 'GSI1', 'LSI1', 'LSI1', 'GSI9'),
    fc.constantFrom('', ' AND begins_with(#sk, :a)'),
    partition,
  )
  .map(([index, more, at]) => (prefix) => {
    const [pk, sk] = index === 'LSI1' ? ['pk', 'lsi1sk'] : ['gsi1pk', 'gsi1sk']
    const value = index === 'LSI1' ? at : at === 'a' ? 'g' : 'h'
    return {
      IndexName: index,
      KeyConditionExpression: `#pk = :pk${more}`,
      ExpressionAttributeNames: { '#pk': pk, ...(more !== '' && { '#sk': sk }) },
      ExpressionAttributeValues: { ':pk': `${prefix}${value}`, ...(more !== '' && { ':a': '2' }) },
    }
  })
const query: fc.Arbitrary<Make> = fc
  .record({
    range: fc.oneof(range, indexRange),
    consistent,
    limit: fc.constantFrom({}, { Limit: 1 }, { Limit: 2 }, { Limit: 0 }),
    order: fc.constantFrom({}, { ScanIndexForward: false }),
    select: fc.constantFrom<Values>({}, {}, { Select: 'COUNT' }),
    filter: fc.boolean(),
  })
  .map((one) => (prefix) => {
    const expressions = one.range(prefix)
    // Sound: `range` and `indexRange` make this of every expression.
    const values = expressions['ExpressionAttributeValues'] as object
    const filter = one.filter && {
      FilterExpression: 'attribute_exists(n) AND n <> :filter',
      ExpressionAttributeValues: { ...values, ':filter': 1 },
    }
    const input = { ...expressions, ...one.consistent, ...one.limit, ...one.order, ...one.select, ...filter }
    return new QueryCommand({ TableName: tableName, ...input })
  })
const scan: fc.Arbitrary<Make> = fc.constant(
  (prefix) =>
    new ScanCommand({
      TableName: tableName,
      ConsistentRead: true,
      FilterExpression: 'begins_with(pk, :prefix)',
      ExpressionAttributeValues: { ':prefix': prefix },
    }),
)

/** One command of any kind; writes come more often. */
export const command: fc.Arbitrary<Make> = fc.oneof(
  { weight: 4, arbitrary: put },
  { weight: 6, arbitrary: transactWrite },
  { weight: 1, arbitrary: remove },
  { weight: 2, arbitrary: batchWrite },
  { weight: 2, arbitrary: get },
  { weight: 2, arbitrary: batchGet },
  { weight: 5, arbitrary: query },
  { weight: 1, arbitrary: scan },
)

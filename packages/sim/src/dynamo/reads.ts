import type {
  BatchGetCommandInput,
  GetCommandInput,
  QueryCommandInput,
  ScanCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { holds } from './expression.ts'
import { checkedKey, checkKnown, readExpressions, type ReadExpressions } from './request.ts'
import { invalid, serviceError } from './service-error.ts'
import { queryItemsOf } from './query-range.ts'
import type { TableState } from './table-state.ts'
import { copyItem, type Item, itemBytes } from './values.ts'

const mostKeys = 100
const mostPageBytes = 1024 * 1024
const mostBatchBytes = 16 * 1024 * 1024
const expressionNames = [
  'ExpressionAttributeNames',
  'ProjectionExpression',
  'ReturnConsumedCapacity',
  'TableName',
]

/** @throws `ResourceNotFoundException` for another table. */
export function checkTable(state: TableState, name: string | undefined): void {
  if (name === state.tableName) return
  throw serviceError('ResourceNotFoundException', 'Cannot do operations on a non-existent table')
}

export function getItem(state: TableState, input: GetCommandInput): { Item?: Record<string, unknown> } {
  checkKnown(input, [...expressionNames, 'ConsistentRead', 'Key'])
  checkTable(state, input.TableName)
  const { projection } = readExpressions(input)
  const { Key = {} } = input
  checkedKey(Key, state.keyNames, true)
  const item = state.get(Key)
  return item ? { Item: projected(item, projection) } : {}
}

export function batchGetItem(state: TableState, input: BatchGetCommandInput) {
  checkKnown(input, ['RequestItems', 'ReturnConsumedCapacity'])
  const Responses: Record<string, Record<string, unknown>[]> = { [state.tableName]: [] }
  const left: Item[] = []
  for (const [table, request] of Object.entries(input.RequestItems ?? {})) {
    checkTable(state, table)
    const { Keys: keys = [], ...shape } = request
    checkKnown(shape, [...expressionNames, 'ConsistentRead'])
    const { projection } = readExpressions(shape)
    checkBatchKeys(state, keys)
    let bytes = 0
    for (const key of keys) {
      const item = state.get(key)
      const size = item ? itemBytes(item) : 0
      if (bytes + size > mostBatchBytes) left.push(key)
      else if (item) Responses[table]?.push(projected(item, projection))
      bytes += size
    }
    if (left.length > 0) return { Responses, UnprocessedKeys: { [table]: { ...request, Keys: left } } }
  }
  return { Responses, UnprocessedKeys: {} }
}

function checkBatchKeys({ keyNames }: TableState, keys: readonly Item[]): void {
  if (keys.length === 0) throw invalid('The batch get request list for a table cannot be null or empty')
  if (keys.length > mostKeys) throw invalid('Too many items requested for the BatchGetItem call')
  for (const key of keys) checkedKey(key, keyNames, true)
  const ids = new Set(keys.map((key) => JSON.stringify(keyNames.map((name) => key[name]))))
  if (ids.size < keys.length) throw invalid('Provided list of item keys contains duplicates')
}

interface Page {
  readonly Items?: Record<string, unknown>[]
  readonly Count: number
  readonly ScannedCount: number
  readonly LastEvaluatedKey?: Record<string, unknown>
}

export function queryPage(state: TableState, input: QueryCommandInput): Page {
  checkKnown(input, [
    ...expressionNames,
    'ConsistentRead',
    'ExclusiveStartKey',
    'ExpressionAttributeValues',
    'FilterExpression',
    'IndexName',
    'KeyConditionExpression',
    'Limit',
    'ScanIndexForward',
    'Select',
  ])
  checkTable(state, input.TableName)
  const expressions = readExpressions(input)
  const index = input.IndexName === undefined ? undefined : state.index(input.IndexName)
  if (input.IndexName !== undefined && !index) {
    throw invalid(`The table does not have the specified index: ${input.IndexName}`)
  }
  if (index && !index.isLocal && input.ConsistentRead) {
    throw invalid('Consistent reads are not supported on global secondary indexes')
  }
  const keyNames = [...new Set([...state.keyNames, ...(index?.keyNames ?? [])])]
  const items = queryItemsOf(state, index, expressions, input)
  return pageOf(items, expressions, input, keyNames)
}

export function scanPage(state: TableState, input: ScanCommandInput): Page {
  checkKnown(input, [
    ...expressionNames,
    'ConsistentRead',
    'ExclusiveStartKey',
    'ExpressionAttributeValues',
    'FilterExpression',
    'Limit',
  ])
  checkTable(state, input.TableName)
  const expressions = readExpressions(input)
  return pageOf(allItems(state, input.ExclusiveStartKey), expressions, input, state.keyNames)
}

/** In an order of the model's own: DynamoDB's is by a hash. */
export function* allItems({ items, keyNames: [pk, sk] }: TableState, behind?: Item): Generator<Item> {
  const start = behind && String(behind[pk])
  for (const partition of items.partitions()) {
    if (start !== undefined && partition < start) continue
    const position = partition === start ? { sort: String(behind?.[sk]), id: '' } : undefined
    yield* items.walk(partition, position, true)
  }
}

/** Ends after so many items, or with the one that reaches 1 MB, before any filter. */
function pageOf(
  items: Iterable<Item>,
  expressions: ReadExpressions,
  { Limit = Infinity, Select }: { readonly Limit?: number | undefined; readonly Select?: string | undefined },
  keyNames: readonly string[],
): Page {
  if (Limit < 1) throw invalid('Limit must be greater than or equal to 1')
  const { filter, projection } = expressions
  const found: Record<string, unknown>[] = []
  let [scanned, count, bytes] = [0, 0, 0]
  let last: Item | undefined
  for (const item of items) {
    scanned += 1
    bytes += itemBytes(item)
    if (!filter || holds(filter, item, expressions)) {
      count += 1
      if (Select !== 'COUNT') found.push(projected(item, projection))
    }
    if (scanned < Limit && bytes < mostPageBytes) continue
    last = item
    break
  }
  return {
    ...(Select !== 'COUNT' && { Items: found }),
    Count: count,
    ScannedCount: scanned,
    ...(last && { LastEvaluatedKey: projected(last, keyNames) }),
  }
}

function projected(item: Item, names: readonly string[] | undefined): Record<string, unknown> {
  if (!names) return copyItem(item)
  return copyItem(Object.fromEntries(names.flatMap((name) => (name in item ? [[name, item[name]]] : []))))
}

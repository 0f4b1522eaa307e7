import type { BatchWriteCommandInput, DeleteCommandInput, PutCommandInput } from '@aws-sdk/lib-dynamodb'
import { holds } from './expression.ts'
import { checkTable } from './reads.ts'
import { checkedKey, checkKnown, type Expressions, readExpressions, type ReadExpressions } from './request.ts'
import { conditionFailed, conflict, invalid } from './service-error.ts'
import type { TableState } from './table-state.ts'
import { copyItem, type Item, itemBytes } from './values.ts'

const mostItemBytes = 400 * 1024
const mostRequests = 25
const conditionNames = [
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnConsumedCapacity',
  'TableName',
]

/** One item that a request puts, deletes or looks at. */
export interface Action {
  readonly kind: 'check' | 'delete' | 'put'
  readonly key: Item
  /** What is put. */
  readonly item?: Item
  readonly expressions: ReadExpressions
}

/** Reads a put. @throws `ValidationException`, for a key that is none. */
export function putAction(
  state: TableState,
  input: Expressions & { Item?: Item | undefined; TableName?: string | undefined },
): Action {
  checkKnown(input, [...conditionNames, 'Item'])
  checkTable(state, input.TableName)
  const item = copyItem(input.Item ?? {})
  checkedKey(item, state.keyNames, false)
  checkItem(state, item)
  return { kind: 'put', key: keyOf(state, item), item, expressions: readExpressions(input) }
}

/** Reads a delete, or a check of a condition. */
export function keyAction(
  state: TableState,
  kind: 'check' | 'delete',
  input: Expressions & { Key?: Item | undefined; TableName?: string | undefined },
): Action {
  checkKnown(input, [...conditionNames, 'Key'])
  checkTable(state, input.TableName)
  const { Key = {} } = input
  checkedKey(Key, state.keyNames, true)
  return { kind, key: keyOf(state, Key), expressions: readExpressions(input) }
}

function keyOf({ keyNames: [pk, sk] }: TableState, item: Item): Item {
  return { [pk]: item[pk], [sk]: item[sk] }
}

/** What is refused before anything is looked at, of whatever request it is a part. */
function checkItem({ indexKeys, localKeys }: TableState, item: Item): void {
  const empty = indexKeys.find((name) => item[name] === '')
  if (empty !== undefined) {
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. IndexKey: ${empty}`,
    )
  }
  // An item and its copies in local indexes are bounded together.
  const copies = 1 + localKeys.filter((name) => item[name] !== undefined).length
  if (itemBytes(item) * copies > mostItemBytes)
    throw invalid('Item size has exceeded the maximum allowed size')
}

/** Why an item cannot be put, asked when it would be: a reason of its own in a transaction. */
export function refusalOf({ indexKeys }: TableState, { item }: Action): string | undefined {
  const isWrong = indexKeys.some((name) => item?.[name] !== undefined && typeof item[name] !== 'string')
  return isWrong ? 'One or more parameter values were invalid: Type mismatch for Index Key' : undefined
}

export function isMet(state: TableState, { key, expressions }: Action): boolean {
  return !expressions.condition || holds(expressions.condition, state.get(key), expressions)
}

export function putItem(state: TableState, input: PutCommandInput): object {
  return writeOne(state, putAction(state, input))
}

export function deleteItem(state: TableState, input: DeleteCommandInput): object {
  return writeOne(state, keyAction(state, 'delete', input))
}

function writeOne(state: TableState, action: Action): object {
  const refusal = refusalOf(state, action)
  if (refusal !== undefined) throw invalid(refusal)
  if (state.isBusy(action.key)) throw conflict()
  if (!isMet(state, action)) throw conditionFailed()
  state.write(action.key, action.item)
  return {}
}

/** Puts and deletes, each for itself; what a transaction has under way is left. */
export function batchWriteItem(state: TableState, input: BatchWriteCommandInput): object {
  checkKnown(input, ['RequestItems', 'ReturnConsumedCapacity'])
  const tables = Object.entries(input.RequestItems ?? {})
  const requests = tables.flatMap(([, list]) => list)
  if (requests.length === 0) throw invalid('Batch write request list cannot be null or empty')
  if (requests.length > mostRequests) throw invalid('Too many items requested for the BatchWriteItem call')
  const actions = tables.flatMap(([TableName, list]) =>
    list.map(({ PutRequest, DeleteRequest }): Action =>
      PutRequest
        ? putAction(state, { TableName, Item: PutRequest.Item })
        : keyAction(state, 'delete', { TableName, Key: DeleteRequest?.Key }),
    ),
  )
  if (new Set(actions.map(({ key }) => JSON.stringify(key))).size < actions.length) {
    throw invalid('Provided list of item keys contains duplicates')
  }
  for (const action of actions) {
    const refusal = refusalOf(state, action)
    if (refusal !== undefined) throw invalid(refusal)
  }
  const left = actions.flatMap((action, index) => (state.isBusy(action.key) ? (requests[index] ?? []) : []))
  for (const action of actions) if (!state.isBusy(action.key)) state.write(action.key, action.item)
  return { UnprocessedItems: left.length > 0 ? { [state.tableName]: left } : {} }
}

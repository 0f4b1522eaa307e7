import { isDeepStrictEqual } from 'node:util'
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import { checkKnown } from './request.ts'
import { cancelled, type CancellationReason, invalid, serviceError } from './service-error.ts'
import type { TableState } from './table-state.ts'
import { itemBytes } from './values.ts'
import { type Action, isMet, keyAction, putAction, refusalOf } from './writes.ts'

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

const mostActions = 100
const mostBytes = 4 * 1024 * 1024
/** Milliseconds that DynamoDB knows a transaction by its token. */
const tokenTime = 600_000

/** What was applied by which token, and when. */
export type Tokens = Map<string, { readonly input: TransactWriteCommandInput; readonly at: number }>

/** Applies all actions or none; once for a token. */
export function transactWriteItems(
  state: TableState,
  tokens: Tokens,
  input: TransactWriteCommandInput,
): object {
  checkKnown(input, ['ClientRequestToken', 'ReturnConsumedCapacity', 'TransactItems'])
  const { ClientRequestToken: token, TransactItems: items = [] } = input
  if (items.length === 0) throw invalid('TransactItems must have length greater than or equal to 1')
  if (items.length > mostActions) throw invalid('TransactItems must have length less than or equal to 100')
  const actions = items.map((item) => actionOf(state, item))
  checkSize(actions)
  const known = token === undefined ? undefined : tokens.get(token)
  if (known && state.now() - known.at < tokenTime) {
    if (isDeepStrictEqual(known.input, input)) return {}
    throw serviceError('IdempotentParameterMismatchException', 'The token was used by another request')
  }
  checkOnce(actions)
  const reasons = actions.map((action) => reasonOf(state, action))
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons)
  for (const { kind, key, item } of actions) if (kind !== 'check') state.writeInTransaction(key, item)
  if (token !== undefined) tokens.set(token, { input, at: state.now() })
  return {}
}

function actionOf(state: TableState, item: TransactItem): Action {
  checkKnown(item, ['ConditionCheck', 'Delete', 'Put'])
  if (item.Put) return putAction(state, item.Put)
  if (item.Delete) return keyAction(state, 'delete', item.Delete)
  return keyAction(state, 'check', item.ConditionCheck ?? {})
}

function checkSize(actions: readonly Action[]): void {
  const bytes = actions.reduce((sum, { item, key }) => sum + itemBytes(item ?? key), 0)
  if (bytes > mostBytes) throw invalid(`Transaction payload size cannot exceed 4MB. Payload Size: ${bytes}`)
}

function checkOnce(actions: readonly Action[]): void {
  if (new Set(actions.map(({ key }) => JSON.stringify(key))).size === actions.length) return
  throw invalid('Transaction request cannot include multiple operations on one item')
}

function reasonOf(state: TableState, action: Action): CancellationReason {
  const refusal = refusalOf(state, action)
  if (refusal !== undefined) return { Code: 'ValidationError', Message: refusal }
  if (state.isBusy(action.key)) {
    return { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
  }
  return isMet(state, action)
    ? { Code: 'None' }
    : { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }
}

import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Connection } from './connection.ts'
import { isThrottle } from './dynamo-error.ts'

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/** What an action of a transaction is about, so that its failure can be told. */
export type Role = 'children' | 'parent' | 'release' | 'row' | 'unique'

/** The key of the item that holds the value of a unique field. */
export interface Lock {
  readonly field: string
  readonly key: TableKey
}

export interface TableKey {
  readonly pk: string
  readonly sk: string
}

/** One action of a transaction. */
export interface Step {
  readonly role: Role
  readonly action: Action
  /** The value of a unique field that the step is about. */
  readonly lock?: Lock
}

/** What became of a transaction: written, or why not. */
export type TransactionResult =
  | { readonly kind: 'written' }
  /** The condition of this step did not hold. */
  | { readonly kind: 'failed'; readonly step: Step }
  /** Another transaction was at work, or DynamoDB was. */
  | { readonly kind: 'busy'; readonly cause: unknown }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'refused'; readonly message: string }

/** The most actions of one transaction, and the most bytes to put into one (DynamoDB takes 4 MB). */
export const mostActions = 100
export const mostBytes = 3_500_000

/** Writes all steps or none. The SDK gives each call a token, so that its own retries do not apply twice. */
export async function transact(
  { client }: Pick<Connection, 'client'>,
  steps: readonly Step[],
): Promise<TransactionResult> {
  try {
    await client.send(new TransactWriteCommand({ TransactItems: steps.map(({ action }) => action) }))
    return { kind: 'written' }
  } catch (error) {
    if (isThrottle(error)) return { kind: 'busy', cause: error }
    const result = resultOf(error, steps)
    if (result) return result
    throw error
  }
}

/** Reads the reasons in the order of the steps; the first that is one decides. */
function resultOf(error: unknown, steps: readonly Step[]): TransactionResult | undefined {
  for (const [index, { code, message }] of reasonsOf(error).entries()) {
    const step = steps[index]
    if (code === 'None' || !step) continue
    if (code === 'ConditionalCheckFailed') return { kind: 'failed', step }
    if (code === 'ValidationError' || code === 'ItemCollectionSizeLimitExceeded') {
      return isTooLarge(code, message) ? { kind: 'too_large' } : { kind: 'refused', message }
    }
    return { kind: 'busy', cause: error }
  }
  if (error instanceof Error && error.name === 'ValidationException' && isTooLarge('', error.message)) {
    return { kind: 'too_large' }
  }
  return undefined
}

function isTooLarge(code: string, message: string): boolean {
  return code === 'ItemCollectionSizeLimitExceeded' || /size.*exceed|exceed.*size/i.test(message)
}

function reasonsOf(error: unknown): { code: string; message: string }[] {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return []
  // Read defensively: the SDK's types do not tell which error it is.
  const { CancellationReasons: reasons = [] } = error as {
    CancellationReasons?: { Code?: string; Message?: string }[]
  }
  return reasons.map(({ Code, Message }) => ({ code: Code ?? 'None', message: Message ?? '' }))
}

import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Retrying } from '../client/send.ts'
import { isThrottle } from '../client/dynamo-error.ts'
import { send } from '../client/send.ts'

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

/** What an action of a transaction is about. */
export type Role = 'client' | 'head' | 'lock' | 'record' | 'row'

/** One action of a transaction. */
export interface Step {
  readonly role: Role
  readonly action: Action
}

/** What became of a transaction: written, or why not. */
export type TransactionResult =
  | { readonly kind: 'written' }
  /** A condition did not hold, or another transaction was at work: what it was planned on has changed. */
  | { readonly kind: 'stale'; readonly cause: unknown }
  /** DynamoDB does not take this step's item, or the whole where no step is named. */
  | {
      readonly kind: 'refused'
      readonly step: Step | undefined
      readonly isTooLarge: boolean
      readonly message: string
    }

/** The most actions of one transaction, and the most bytes to put into one (DynamoDB takes 4 MB). */
export const mostActions = 100
export const mostBytes = 3_500_000

/**
 * Writes all steps or none.
 *
 * All tries carry one token, by which DynamoDB writes them once.
 */
export async function transact(
  connection: Retrying,
  steps: readonly Step[],
  token: string,
): Promise<TransactionResult> {
  const command = new TransactWriteCommand({
    TransactItems: steps.map(({ action }) => action),
    ClientRequestToken: token,
  })
  try {
    await send(connection, command)
    return { kind: 'written' }
  } catch (error) {
    if (isThrottle(error)) return { kind: 'stale', cause: error }
    const result = resultOf(error, steps)
    if (result) return result
    throw error
  }
}

/** Reads the reasons in the order of the steps; the first that is one decides. */
function resultOf(error: unknown, steps: readonly Step[]): TransactionResult | undefined {
  for (const [index, { code, message }] of reasonsOf(error).entries()) {
    if (code === 'None') continue
    if (code !== 'ValidationError' && code !== 'ItemCollectionSizeLimitExceeded') {
      return { kind: 'stale', cause: error }
    }
    return { kind: 'refused', step: steps[index], isTooLarge: isTooLarge(code, message), message }
  }
  const isRefused = error instanceof Error && error.name === 'ValidationException'
  return isRefused && isTooLarge('', error.message)
    ? { kind: 'refused', step: undefined, isTooLarge: true, message: error.message }
    : undefined
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

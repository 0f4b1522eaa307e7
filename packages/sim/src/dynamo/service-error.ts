/** Why one action of a transaction did not go; `None` for one that would have. */
export interface CancellationReason {
  readonly Code: 'ConditionalCheckFailed' | 'None' | 'TransactionConflict' | 'ValidationError'
  readonly Message?: string
}

/** An error as the SDK throws what DynamoDB answers. */
export function serviceError(name: string, message: string, more: object = {}): Error {
  const httpStatusCode = name === 'InternalServerError' ? 500 : 400
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode, attempts: 1 }, ...more })
}

export function invalid(message: string): Error {
  return serviceError('ValidationException', message)
}

export function conditionFailed(): Error {
  return serviceError('ConditionalCheckFailedException', 'The conditional request failed')
}

/** An action of another transaction on the same item is under way. */
export function conflict(): Error {
  return serviceError('TransactionConflictException', 'Transaction is ongoing for the item')
}

/** A transaction that was not applied, with its reasons in the order of its actions. */
export function cancelled(reasons: readonly CancellationReason[]): Error {
  const codes = reasons.map(({ Code }) => Code).join(', ')
  return serviceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  )
}

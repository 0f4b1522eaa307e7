import { StoreError, type StoreErrorCode } from '@throughline/schema'

/** What an error's message names. */
export interface ErrorPlace {
  readonly tableName: string
  /** Address of DynamoDB, such as `http://localhost:8000`. */
  readonly endpoint: string
}

interface Rule {
  readonly names: readonly string[]
  /** Narrows the rule where one name stands for several causes. */
  readonly pattern?: RegExp
  readonly code: StoreErrorCode
  readonly message: (place: ErrorPlace, cause: string) => string
}

/** What went wrong, by the names that AWS, its SDK and Node give it; the first rule that fits. */
const rules: readonly Rule[] = [
  {
    names: ['AbortError'],
    code: 'aborted',
    message: () => 'The call was stopped by its caller.',
  },
  {
    names: ['ResourceNotFoundException'],
    code: 'not_configured',
    message: ({ tableName, endpoint }) =>
      `The table "${tableName}" does not exist at ${endpoint}. Create it: createTable(client, tableLayout(model)).`,
  },
  {
    names: ['ValidationException'],
    pattern: /specified index|key element does not match|conditions on the keys|key schema|Missing the key/i,
    code: 'not_configured',
    message: ({ tableName }, cause) =>
      `The table "${tableName}" has other keys or indexes than the model's layout. Create one with createTable. (${cause})`,
  },
  {
    names: ['ValidationException'],
    pattern: /item size|exceeded the maximum allowed size/i,
    code: 'too_large',
    message: () => 'An item is larger than the 400 KB that DynamoDB takes. Store large values elsewhere.',
  },
  {
    names: ['ValidationException', 'SerializationException'],
    code: 'invalid',
    message: (_place, cause) => `DynamoDB refused the request. (${cause})`,
  },
  {
    names: ['ItemCollectionSizeLimitExceededException'],
    code: 'too_large',
    message: () => 'A partition is larger than the 10 GB that DynamoDB takes for a table with local indexes.',
  },
  {
    names: [
      'LimitExceededException',
      'ProvisionedThroughputExceededException',
      'RequestLimitExceeded',
      'ThrottlingException',
      'TooManyRequestsException',
      'TransactionConflictException',
      'TransactionInProgressException',
    ],
    code: 'throttled',
    message: ({ tableName }) =>
      `DynamoDB takes no more requests for "${tableName}" just now. Try again later.`,
  },
  {
    names: [
      'AccessDeniedException',
      'CredentialsProviderError',
      'ExpiredTokenException',
      'IncompleteSignatureException',
      'InvalidSignatureException',
      'MissingAuthenticationTokenException',
      'UnrecognizedClientException',
    ],
    code: 'denied',
    message: ({ tableName, endpoint }, cause) =>
      `The credentials may not use the table "${tableName}" at ${endpoint}. Check them and their policy. (${cause})`,
  },
  {
    names: ['InternalFailure', 'InternalServerError', 'ServiceUnavailable', 'ServiceUnavailableException'],
    pattern: /disk|SQLITE_FULL|no space|ENOSPC/i,
    code: 'unavailable',
    message: ({ endpoint }) => `The disk of DynamoDB at ${endpoint} is full. Make room, then try again.`,
  },
  {
    names: ['InternalFailure', 'InternalServerError', 'ServiceUnavailable', 'ServiceUnavailableException'],
    code: 'unavailable',
    message: ({ endpoint }, cause) => `DynamoDB at ${endpoint} failed. Try again. (${cause})`,
  },
  {
    names: [
      'EAI_AGAIN',
      'ECONNREFUSED',
      'ECONNRESET',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENOTFOUND',
      'EPIPE',
      'ETIMEDOUT',
      'TimeoutError',
    ],
    code: 'unavailable',
    message: ({ endpoint }, cause) =>
      `DynamoDB at ${endpoint} does not answer. Start it, or check the address. (${cause})`,
  },
]

/** Turns whatever a call of DynamoDB throws into a `StoreError`; one that is such an error already is kept. */
export function toStoreError(error: unknown, place: ErrorPlace): StoreError {
  if (error instanceof StoreError) return error
  const names = namesOf(error)
  const cause = error instanceof Error && error.message !== '' ? error.message : (names[0] ?? String(error))
  const rule = rules.find(
    (entry) => entry.names.some((name) => names.includes(name)) && (entry.pattern?.test(cause) ?? true),
  )
  if (rule) return new StoreError(rule.code, rule.message(place, cause), { cause: error })
  return new StoreError('unavailable', `DynamoDB at ${place.endpoint} could not be used. (${cause})`, {
    cause: error,
  })
}

/** Whether it is worth to try the same request again. */
export function isThrottle(error: unknown): boolean {
  const names = namesOf(error)
  return rules.some((rule) => rule.code === 'throttled' && rule.names.some((name) => names.includes(name)))
}

/** The names and codes of an error, of those it holds (one for each address of a host) and of its causes. */
function namesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 4) return []
  const { name, code, errors, cause } = error as Partial<
    Record<'cause' | 'code' | 'errors' | 'name', unknown>
  >
  const inner: readonly unknown[] = Array.isArray(errors) ? errors : []
  return [
    ...[name, code].filter((text) => typeof text === 'string'),
    ...[...inner, cause].flatMap((part) => namesOf(part, depth + 1)),
  ]
}

import { dynamoDB, type ErrorRow, says, table, theTable } from './error-row.ts'

const renew = 'Renew your credentials (sign in again, or get a new session), then try again.'

/** What DynamoDB answers, request by request; the first row that fits counts. */
const requestErrors: readonly ErrorRow[] = [
  {
    names: ['ResourceNotFoundException', 'TableNotFoundException'],
    code: 'not_configured',
    message: (place) =>
      `${theTable(place)} does not exist at ${place.endpoint ?? 'DynamoDB'}. Create it: createTable(client, tableLayout(model)).`,
  },
  {
    names: ['IndexNotFoundException'],
    code: 'not_configured',
    message: (place, cause) =>
      `${theTable(place)} lacks an index of the model's layout. Compare them with checkTable. (${cause})`,
  },
  {
    names: ['ValidationException', 'ValidationError'],
    pattern:
      /specified index|key element does not match|conditions on the keys|key schema|Missing the key|required keys was not given|Type mismatch.*actual: S\b/i,
    code: 'not_configured',
    message: (place, cause) =>
      `${theTable(place)} has other keys or indexes than the model's layout. Create one with createTable. (${cause})`,
  },
  {
    names: ['ValidationException', 'ValidationError'],
    pattern: /item size/i,
    code: 'too_large',
    message: says('An item is larger than the 400 KB that DynamoDB takes. Store large values elsewhere.'),
  },
  {
    names: ['ValidationException', 'ValidationError'],
    pattern: /empty (string|binary) value/i,
    code: 'invalid',
    message: (place, cause) =>
      `A key of an item for ${table(place)} is empty, and DynamoDB takes none. Give every key field a value. (${cause})`,
  },
  {
    names: ['ValidationException', 'ValidationError'],
    pattern: /Type mismatch/i,
    code: 'invalid',
    message: (place, cause) =>
      `A key for ${table(place)} is not of the type that its keys have. Write rows through the store, and compare the table with checkTable. (${cause})`,
  },
  {
    names: [
      'ValidationException',
      'ValidationError',
      'SerializationException',
      'MalformedHttpRequestException',
    ],
    code: 'invalid',
    message: (_place, cause) => `DynamoDB refused the request as it is. Correct what it names. (${cause})`,
  },
  {
    names: ['ConditionalCheckFailedException', 'ConditionalCheckFailed'],
    code: 'conflict',
    message: (place) =>
      `Another write of ${table(place)} came first: what this one expects is no longer so. Read the row again, then decide.`,
  },
  {
    names: ['DuplicateItemException', 'DuplicateItem'],
    code: 'already_exists',
    message: (place) =>
      `${theTable(place)} has an item with this key already. Update it, or take another key.`,
  },
  {
    names: ['IdempotentParameterMismatchException'],
    code: 'invalid',
    message: says(
      'Two different transactions were sent with one token. Give each its own ClientRequestToken.',
    ),
  },
  {
    names: ['ItemCollectionSizeLimitExceededException', 'ItemCollectionSizeLimitExceeded'],
    code: 'too_large',
    message: says(
      'A partition is larger than the 10 GB that DynamoDB takes for a table with local indexes. Spread its rows over more roots, or make a table without local indexes.',
    ),
  },
  {
    names: ['RequestEntityTooLargeException', 'HTTP 413'],
    code: 'too_large',
    message: says(
      'The request is larger than DynamoDB takes (16 MB a batch, 4 MB a transaction). Send fewer items.',
    ),
  },
  {
    names: [
      'TransactionConflictException',
      'TransactionConflict',
      'TransactionInProgressException',
      'ReplicatedWriteConflictException',
    ],
    code: 'throttled',
    retry: 'safe',
    message: (place) => `Other writes of the same items of ${table(place)} are under way. Try again later.`,
  },
  {
    names: [
      'BandwidthLimitExceeded',
      'HTTP 429',
      'LimitExceededException',
      'PriorRequestNotComplete',
      'ProvisionedThroughputExceeded',
      'ProvisionedThroughputExceededException',
      'RequestLimitExceeded',
      'RequestThrottled',
      'RequestThrottledException',
      'SlowDown',
      'ThrottledException',
      'Throttling',
      'ThrottlingError',
      'ThrottlingException',
      'TooManyRequestsException',
    ],
    code: 'throttled',
    retry: 'safe',
    message: ({ tableName }) =>
      `DynamoDB takes no more requests${tableName === undefined ? '' : ` for "${tableName}"`} just now. Try again later.`,
  },
  {
    names: ['UnprocessedError'],
    code: 'throttled',
    retry: 'safe',
    message: (place, cause) =>
      `${cause} ${theTable(place)} is throttled, or its disk is full. Try again later, or with fewer batches in parallel.`,
  },
]

/** Of credentials and signatures. Their own messages may hold what was signed, and are told where they do not. */
const accessErrors: readonly ErrorRow[] = [
  {
    names: ['RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed'],
    code: 'denied',
    message: says("This machine's clock is off by more than 5 minutes. Set it, then try again."),
  },
  {
    // Sent again where the SDK has corrected its idea of the time from the answer: see `retryOf`.
    names: ['AuthFailure', 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    pattern: /expired|not yet current/i,
    code: 'denied',
    message: says("This machine's clock is off by more than 5 minutes. Set it, then try again."),
  },
  {
    names: ['ExpiredToken', 'ExpiredTokenException'],
    code: 'denied',
    message: (place) => `The session for ${dynamoDB(place)} has expired. ${renew}`,
  },
  {
    names: [
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'IncompleteSignature',
      'IncompleteSignatureException',
    ],
    code: 'denied',
    message: (place) =>
      `${dynamoDB(place)} does not accept the signature. Check that the secret access key belongs to the access key id.`,
  },
  {
    names: ['OptInRequired', 'SubscriptionRequiredException'],
    code: 'denied',
    message: (place) =>
      `The AWS account may not use ${dynamoDB(place)} yet. Enable the region or the service in its settings.`,
  },
  {
    names: [
      'AccessDenied',
      'AccessDeniedException',
      'AuthFailure',
      'InvalidAccessKeyId',
      'InvalidClientTokenId',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'NotAuthorized',
      'UnauthorizedException',
      'UnrecognizedClientException',
    ],
    code: 'denied',
    message: (place, cause) =>
      `The credentials may not use ${table(place)} at ${place.endpoint ?? 'DynamoDB'}. Check them and their policy. (${cause})`,
  },
]

/** Of tables, backups and global tables. */
const tableErrors: readonly ErrorRow[] = [
  {
    names: ['ResourceInUseException'],
    pattern: /exist/i,
    code: 'already_exists',
    message: (place) => `${theTable(place)} exists already. Use it, or take another name.`,
  },
  {
    names: [
      'GlobalTableAlreadyExistsException',
      'ReplicaAlreadyExistsException',
      'TableAlreadyExistsException',
    ],
    code: 'already_exists',
    message: (_place, cause) => `It exists already. Use it, or take another name. (${cause})`,
  },
  {
    names: [
      'BackupInUseException',
      'ExportConflictException',
      'ImportConflictException',
      'ResourceInUseException',
      'TableInUseException',
    ],
    code: 'conflict',
    message: (place, cause) =>
      `Another change of ${table(place)} is under way. Wait until it is ACTIVE, then try again. (${cause})`,
  },
  {
    names: [
      'BackupNotFoundException',
      'ExportNotFoundException',
      'GlobalTableNotFoundException',
      'ImportNotFoundException',
      'PolicyNotFoundException',
      'ReplicaNotFoundException',
    ],
    code: 'not_found',
    message: (_place, cause) =>
      `DynamoDB does not find it. Check its name or ARN, and the region. (${cause})`,
  },
  {
    names: ['ContinuousBackupsUnavailableException', 'PointInTimeRecoveryUnavailableException'],
    code: 'not_configured',
    message: (place) => `${theTable(place)} has no point-in-time recovery. Enable it first.`,
  },
  {
    names: ['InvalidExportTimeException', 'InvalidRestoreTimeException'],
    code: 'invalid',
    message: (_place, cause) =>
      `The time is outside what point-in-time recovery keeps. Choose another. (${cause})`,
  },
  {
    names: ['ExpiredIteratorException', 'TrimmedDataAccessException'],
    code: 'not_found',
    message: (place) =>
      `The place in the stream of ${table(place)} is gone. Begin at one that is kept, 24 hours back at most.`,
  },
  {
    names: ['UnknownOperationException', 'UnsupportedOperationException'],
    code: 'not_configured',
    message: (place, cause) =>
      `${dynamoDB(place)} does not know this operation. Check that it is DynamoDB, or a newer stand-in of it. (${cause})`,
  },
]

/** What failed at DynamoDB's side. */
const serverErrors: readonly ErrorRow[] = [
  {
    names: ['InternalFailure', 'InternalServerError', 'ServiceUnavailable', 'ServiceUnavailableException'],
    pattern: /disk|SQLITE_FULL|no space|ENOSPC/i,
    code: 'unavailable',
    message: (place) => `The disk of ${dynamoDB(place)} is full. Make room, then try again.`,
  },
  {
    names: [
      'HTTP 500',
      'HTTP 502',
      'HTTP 503',
      'HTTP 504',
      'InternalFailure',
      'InternalServerError',
      'RequestAbortedException',
      'RequestTimeout',
      'RequestTimeoutException',
      'ServiceUnavailable',
      'ServiceUnavailableException',
    ],
    code: 'unavailable',
    retry: 'idempotent',
    message: (place, cause) => `${dynamoDB(place)} failed. Try again. (${cause})`,
  },
  {
    names: ['InvalidEndpointException'],
    code: 'unavailable',
    retry: 'safe',
    message: (place) => `${dynamoDB(place)} has another address by now. Try again.`,
  },
  {
    // Its reasons, where it tells them, have rows of their own above.
    names: ['TransactionCanceledException'],
    code: 'conflict',
    message: (place, cause) =>
      `A transaction on ${table(place)} was cancelled. Read its rows again, then decide. (${cause})`,
  },
]

/** All that DynamoDB answers a request with instead of a result. */
export const serviceErrors: readonly ErrorRow[] = [
  ...requestErrors,
  ...accessErrors,
  ...tableErrors,
  ...serverErrors,
]

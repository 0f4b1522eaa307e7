import { StoreError } from '@throughline/schema'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { describe, expect, it } from 'vitest'
import { isThrottle, retryOf, toStoreError } from './dynamo-error.ts'

const place = { tableName: 'shop', endpoint: 'http://localhost:8000' }

function namedError(name: string, message = 'What AWS says.', more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more })
}

function codedError(code: string, message = `connect ${code}`): Error {
  return Object.assign(new Error(message), { code })
}

describe('toStoreError', () => {
  it.each([
    [
      'ResourceNotFoundException',
      undefined,
      'not_configured',
      /^The table "shop" does not exist at http:.*createTable/,
    ],
    [
      'ValidationException',
      'The table does not have the specified index: GSI1',
      'not_configured',
      /other keys or indexes/,
    ],
    [
      'ValidationException',
      'The provided key element does not match the schema',
      'not_configured',
      /other keys/,
    ],
    [
      'ValidationException',
      'One or more parameter values were invalid: Missing the key id in the item',
      'not_configured',
      /other keys/,
    ],
    [
      'ValidationException',
      'One or more parameter values were invalid: Type mismatch for key pk expected: N actual: S',
      'not_configured',
      /other keys/,
    ],
    [
      'ValidationException',
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N',
      'invalid',
      /not of the type/,
    ],
    ['ValidationException', 'Item size has exceeded the maximum allowed size', 'too_large', /400 KB/],
    [
      'ValidationException',
      'Expression size has exceeded the maximum allowed size',
      'invalid',
      /Expression size/,
    ],
    [
      'ValidationException',
      'The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      'invalid',
      /is empty.*Key: pk/,
    ],
    ['ValidationException', 'Nesting Levels have exceeded supported limits', 'invalid', /Nesting Levels/],
    ['ConditionalCheckFailedException', undefined, 'conflict', /came first/],
    ['DuplicateItemException', undefined, 'already_exists', /already/],
    ['ProvisionedThroughputExceededException', undefined, 'throttled', /Try again later/],
    ['ThrottlingException', undefined, 'throttled', /no more requests for "shop".*Try again later/],
    ['TransactionConflictException', undefined, 'throttled', /Try again later/],
    ['AccessDeniedException', undefined, 'denied', /credentials.*What AWS says/],
    ['UnrecognizedClientException', undefined, 'denied', /credentials/],
    [
      'ExpiredTokenException',
      'The security token included in the request is expired',
      'denied',
      /expired\. Renew your credentials/,
    ],
    ['RequestTimeTooSkewed', undefined, 'denied', /clock.*Set it/],
    [
      'InvalidSignatureException',
      'Signature expired: 2026 is now earlier than 2027',
      'denied',
      /clock.*Set it/,
    ],
    [
      'InvalidSignatureException',
      'The request signature we calculated does not match',
      'denied',
      /secret access key/,
    ],
    [
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired.',
      'denied',
      /aws sso login/,
    ],
    ['InternalFailure', '[13] database or disk is full', 'unavailable', /disk of DynamoDB.*is full/],
    ['InternalServerError', undefined, 'unavailable', /failed\. Try again/],
    ['ResourceInUseException', 'Table already exists: shop', 'already_exists', /exists already/],
    ['ResourceInUseException', 'Table is being updated', 'conflict', /under way/],
    ['BackupNotFoundException', undefined, 'not_found', /does not find it/],
    ['UnknownOperationException', undefined, 'not_configured', /does not know this operation/],
    ['TimeoutError', undefined, 'unavailable', /does not answer in time/],
    ['AbortError', undefined, 'aborted', /stopped by its caller/],
    ['SomethingNew', undefined, 'unavailable', /could not be used.*What AWS says/],
  ])('%s (%s) → %s', (name, message, code, text) => {
    const cause = namedError(name, message)
    const error = toStoreError(cause, place)
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ code, cause })
    expect(error.message).toMatch(text)
  })

  it.each([
    ['ECONNREFUSED', 'unavailable', 'safe'],
    ['ENOTFOUND', 'unavailable', 'safe'],
    ['ECONNRESET', 'unavailable', 'idempotent'],
    ['ETIMEDOUT', 'unavailable', 'idempotent'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'not_configured', 'never'],
    ['EPROTO', 'not_configured', 'never'],
    ['EMFILE', 'unavailable', 'never'],
  ])('%s of a socket → %s, sent again: %s', (code, storeCode, retry) => {
    expect(toStoreError(codedError(code), place).code).toBe(storeCode)
    expect(retryOf(codedError(code))).toBe(retry)
  })

  it('finds the refused connection inside the errors of each address', () => {
    const error = toStoreError(new AggregateError([codedError('ECONNREFUSED')], 'All failed.'), place)
    expect(error.code).toBe('unavailable')
    expect(error.message).toMatch(/^DynamoDB at http:\/\/localhost:8000 does not answer\./)
    expect(error.message).toContain('connect ECONNREFUSED')
  })

  it.each([
    [['None', 'ConditionalCheckFailed', 'TransactionConflict'], 'conflict'],
    [['TransactionConflict', 'ConditionalCheckFailed'], 'throttled'],
    [['ThrottlingError'], 'throttled'],
    [['ProvisionedThroughputExceeded'], 'throttled'],
    [['ItemCollectionSizeLimitExceeded'], 'too_large'],
    [['DuplicateItem'], 'already_exists'],
    [[], 'conflict'],
  ])('takes the first reason of a transaction: %j → %s', (codes, code) => {
    const CancellationReasons = codes.map((Code) => ({ Code, Message: `About ${Code}.` }))
    const error = namedError('TransactionCanceledException', 'Cancelled.', { CancellationReasons })
    expect(toStoreError(error, place).code).toBe(code)
    expect(retryOf(error)).toBe('never')
    expect(isThrottle(error)).toBe(false)
  })

  it('reads why an item of a transaction was refused', () => {
    const reason = {
      Code: 'ValidationError',
      Message: 'Item size to update has exceeded the maximum allowed size',
    }
    const error = namedError('TransactionCanceledException', 'Cancelled.', { CancellationReasons: [reason] })
    expect(toStoreError(error, place)).toMatchObject({ code: 'too_large' })
  })

  it.each([
    [new Set(), /empty set.*Leave the attribute out/],
    [new URL('http://localhost'), /a class, a date/],
    [new Date(0), /a class, a date/],
    [Number.NaN, /number/],
    [2 ** 60, /number.*bigint/],
    [{ deep: undefined }, /undefined/],
  ])('tells of the value %s that the SDK does not marshal, without the value', (value, text) => {
    const error = thrownBy(() => marshall({ value }))
    expect(toStoreError(error, place)).toMatchObject({ code: 'invalid' })
    expect(toStoreError(error, place).message).toMatch(text)
    expect(toStoreError(error, place).message).not.toContain('options.')
  })

  it('tells of a number that cannot be read', () => {
    const error = thrownBy(() => unmarshall({ value: { N: '1E+99' } }))
    const { code, message } = toStoreError(error, place)
    expect({ code, message }).toMatchObject({ code: 'invalid' })
    expect(message).toMatch(/does not read exactly/)
  })

  it('tells nothing of what was signed', () => {
    const secret = 'x-amz-security-token:SECRET'
    const mismatch = namedError('InvalidSignatureException', `It does not match.\n\n'POST\n${secret}'`)
    const incomplete = namedError('IncompleteSignatureException', `Authorization=${secret}`)
    const denied = namedError('AccessDeniedException', `Not allowed.\n${secret}`)
    for (const error of [mismatch, incomplete, denied]) {
      expect(toStoreError(error, place).message).not.toContain('SECRET')
    }
    expect(toStoreError(denied, place).message).toContain('(Not allowed.)')
  })

  it('tells the fields that ElectroDB found wrong', () => {
    const error = namedError(
      'ElectroValidationError',
      'Invalid value for "size" - For more detail on this error reference: https://electrodb.dev',
      {
        isElectroError: true,
        code: 3001,
        fields: [{ field: 'size', reason: 'Too small.', type: 'validation' }],
      },
    )
    expect(toStoreError(error, place)).toMatchObject({
      code: 'invalid',
      message: 'A value does not fit its field. Correct it. (Invalid value for "size")',
      issues: [{ path: ['size'], message: 'Too small.' }],
    })
  })

  it('looks through what ElectroDB wraps', () => {
    const cause = namedError('ExpiredTokenException')
    const error = Object.assign(new Error('Error thrown by DynamoDB client', { cause }), {
      isElectroError: true,
      code: 4001,
    })
    expect(toStoreError(error, place)).toMatchObject({ code: 'denied', cause: error })
  })

  it('keeps a StoreError, and takes what is no error at all', () => {
    const own = new StoreError('invalid', 'Own.')
    expect(toStoreError(own, place)).toBe(own)
    expect(toStoreError('text', place)).toMatchObject({ code: 'unavailable', cause: 'text' })
    expect(toStoreError(undefined, place)).toMatchObject({ code: 'unavailable' })
    expect(toStoreError(namedError('SomethingNew')).message).toBe(
      'DynamoDB could not be used. Look at the cause of this error. (What AWS says.)',
    )
  })

  it('cuts what is too long to be read', () => {
    const { message } = toStoreError(namedError('ValidationException', 'x'.repeat(5000)), place)
    expect(message.length).toBeLessThan(400)
  })
})

describe('what is worth another try', () => {
  it.each([
    [namedError('ThrottlingException'), 'safe', true],
    [namedError('Unknown', 'UnknownError', { $metadata: { httpStatusCode: 429 } }), 'safe', true],
    [namedError('Unknown', 'UnknownError', { $metadata: { httpStatusCode: 503 } }), 'idempotent', false],
    [namedError('TimeoutError', 'The socket did not establish a connection within 3000 ms'), 'safe', false],
    [namedError('TimeoutError'), 'idempotent', false],
    [namedError('InternalFailure', 'database or disk is full'), 'never', false],
    [namedError('ValidationException'), 'never', false],
    [namedError('SyntaxError', 'Unexpected token <', { $metadata: { httpStatusCode: 200 } }), 'never', false],
    [namedError('SyntaxError', 'Of other code.'), 'never', false],
    [new StoreError('throttled', 'Own.'), 'never', false],
  ])('%s: %s', (error, retry, throttle) => {
    expect(retryOf(error)).toBe(retry)
    expect(isThrottle(error)).toBe(throttle)
  })
})

function thrownBy(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

import { StoreError } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import { isThrottle, toStoreError } from './dynamo-error.ts'

const place = { tableName: 'shop', endpoint: 'http://localhost:8000' }

function awsError(name: string, message = 'What AWS says.'): Error {
  return Object.assign(new Error(message), { name })
}

describe('toStoreError', () => {
  it.each([
    [
      'ResourceNotFoundException',
      undefined,
      'not_configured',
      /table "shop" does not exist at http:.*createTable/,
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
    ['ValidationException', 'Item size has exceeded the maximum allowed size', 'too_large', /400 KB/],
    ['ValidationException', 'Nesting Levels have exceeded supported limits', 'invalid', /Nesting Levels/],
    ['ProvisionedThroughputExceededException', undefined, 'throttled', /Try again later/],
    ['ThrottlingException', undefined, 'throttled', /Try again later/],
    ['TransactionConflictException', undefined, 'throttled', /Try again later/],
    ['AccessDeniedException', undefined, 'denied', /credentials.*What AWS says/],
    ['UnrecognizedClientException', undefined, 'denied', /credentials/],
    ['CredentialsProviderError', undefined, 'denied', /credentials/],
    ['InternalFailure', '[13] database or disk is full', 'unavailable', /disk of DynamoDB.*is full/],
    ['InternalServerError', undefined, 'unavailable', /failed\. Try again/],
    ['TimeoutError', undefined, 'unavailable', /does not answer/],
    ['AbortError', undefined, 'aborted', /stopped by its caller/],
    ['SomethingNew', undefined, 'unavailable', /could not be used.*What AWS says/],
  ])('%s (%s) → %s', (name, message, code, text) => {
    const cause = awsError(name, message)
    const error = toStoreError(cause, place)
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ code, cause })
    expect(error.message).toMatch(text)
  })

  it('finds the refused connection inside the errors of each address', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:8000'), { code: 'ECONNREFUSED' })
    const error = toStoreError(new AggregateError([refused], 'All failed.'), place)
    expect(error).toMatchObject({ code: 'unavailable' })
    expect(error.message).toMatch(/^DynamoDB at http:\/\/localhost:8000 does not answer\./)
  })

  it('keeps a StoreError, and takes what is no error at all', () => {
    const own = new StoreError('invalid', 'Own.')
    expect(toStoreError(own, place)).toBe(own)
    expect(toStoreError('text', place)).toMatchObject({ code: 'unavailable', cause: 'text' })
    expect(toStoreError(undefined, place)).toMatchObject({ code: 'unavailable' })
  })

  it('knows what is worth another try', () => {
    expect(isThrottle(awsError('ThrottlingException'))).toBe(true)
    expect(isThrottle(awsError('ValidationException'))).toBe(false)
  })
})

import { StoreError, type StoreErrorCode } from '@throughline/schema'
import { getTRPCErrorShape, initTRPC, TRPCError } from '@trpc/server'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type ApiErrorShape, formatApiError, toApiError } from './api-error.ts'

const t = initTRPC.create({ errorFormatter: formatApiError, isDev: true })

const format = (error: TRPCError): ApiErrorShape =>
  getTRPCErrorShape({
    config: t._config,
    error,
    type: 'query',
    path: 'shelves.byId',
    input: undefined,
    ctx: undefined,
  })

const secret = 'ConditionalCheckFailed on SHELF#0815 in table prod-library'

describe('toApiError', () => {
  it.each<[StoreErrorCode, string, number]>([
    ['aborted', 'CLIENT_CLOSED_REQUEST', 499],
    ['already_exists', 'CONFLICT', 409],
    ['conflict', 'CONFLICT', 409],
    ['denied', 'FORBIDDEN', 403],
    ['invalid', 'BAD_REQUEST', 400],
    ['not_configured', 'SERVICE_UNAVAILABLE', 503],
    ['not_found', 'NOT_FOUND', 404],
    ['offline', 'SERVICE_UNAVAILABLE', 503],
    ['throttled', 'TOO_MANY_REQUESTS', 429],
    ['too_large', 'PAYLOAD_TOO_LARGE', 413],
    ['unavailable', 'SERVICE_UNAVAILABLE', 503],
  ])('turns the store error %s into %s, without its message', (code, trpcCode, httpStatus) => {
    const thrown = new StoreError(code, secret)
    const error = toApiError(thrown)
    expect(error.cause).toBe(thrown)
    expect(format(error).data).toEqual({ code: trpcCode, httpStatus, path: 'shelves.byId' })
    expect(JSON.stringify(format(error))).not.toContain('SHELF#')
    expect(format(error).message).toMatch(/^[A-Z].*\.$/)
  })

  it('passes the issues on, and not the row of a conflict: its values may not be JSON', () => {
    const issues = [{ path: ['name'], message: 'Too short.' }]
    const current = { row: { secret }, meta: { version: 1, createdAt: '', updatedAt: '' } }
    const data = format(toApiError(new StoreError('conflict', secret, { issues, current }))).data
    expect(data).toEqual({ code: 'CONFLICT', httpStatus: 409, path: 'shelves.byId', issues })
  })

  it('knows a StoreError of another copy of the package', () => {
    const thrown = Object.assign(new Error(secret), { name: 'StoreError', code: 'throttled' })
    expect(toApiError(thrown).code).toBe('TOO_MANY_REQUESTS')
    expect(
      toApiError(Object.assign(new Error(secret), { name: 'StoreError', code: 'constructor' })).code,
    ).toBe('INTERNAL_SERVER_ERROR')
  })

  it.each([new Error(secret), secret, null, undefined, { message: secret }])(
    'hides %o, and keeps it as the cause',
    (thrown) => {
      const error = toApiError(thrown)
      expect(error.code).toBe('INTERNAL_SERVER_ERROR')
      expect(format(error).message).toBe('The server could not answer this request. Try again later.')
      if (thrown instanceof Error) expect(error.cause).toBe(thrown)
    },
  )

  it('leaves a tRPC error as it is', () => {
    const error = new TRPCError({ code: 'UNAUTHORIZED', message: 'Log in first.' })
    expect(toApiError(error)).toBe(error)
    expect(format(error).message).toBe('Log in first.')
  })
})

describe('formatApiError', () => {
  it('never answers a stack, also not in development', () => {
    const shape = format(new TRPCError({ code: 'FORBIDDEN', message: 'No.' }))
    expect(shape).toEqual({
      code: -32003,
      message: 'No.',
      data: { code: 'FORBIDDEN', httpStatus: 403, path: 'shelves.byId' },
    })
  })

  it('answers the issues of an invalid input, with unknown keys at their fields', () => {
    const { error: cause } = z
      .strictObject({ a: z.object({ b: z.string() }) })
      .safeParse({ a: { b: 1 }, c: 2 })
    expect(format(new TRPCError({ code: 'BAD_REQUEST', cause }))).toMatchObject({
      message: 'The request is not valid.',
      data: { issues: [{ path: ['a', 'b'] }, { path: ['c'], message: 'This field is unknown.' }] },
    })
  })

  it('hides the issues of a parse that failed inside', () => {
    const { error: cause } = z.object({ pk: z.string() }).safeParse({})
    const shape = format(toApiError(cause))
    expect(shape.data).not.toHaveProperty('issues')
    expect(JSON.stringify(shape)).not.toContain('pk')
  })

  it('hides a message that tRPC took from the cause', () => {
    const shape = format(new TRPCError({ code: 'UNAUTHORIZED', cause: new Error(secret) }))
    expect(shape.message).not.toContain('SHELF')
  })
})

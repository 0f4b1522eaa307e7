import { describe, expect, it } from 'vitest'
import { syncProblem } from './sync-problem.ts'

/** An error as a chain of wrappers brings it: the outermost first. */
function chain(...details: readonly object[]): Error {
  return details.reduceRight<Error>(
    (cause, detail) => Object.assign(new Error('Refused', { cause }), detail),
    new Error('The connection was closed.'),
  )
}

describe('syncProblem', () => {
  it.each([
    ['a code of one’s own', chain({ code: 'unauthorized' })],
    [
      'what a tRPC server answers',
      chain({ code: 'denied' }, { code: 'denied' }, { data: { httpStatus: 401 } }),
    ],
    ['the name of its code', chain({ code: 'denied' }, { data: { code: 'UNAUTHORIZED' } })],
    [
      'a login page in its place',
      chain({ code: 'denied' }, { meta: { response: new Response('', { status: 401 }) } }),
    ],
    ['a response as the cause', new Error('Refused', { cause: new Response('', { status: 401 }) })],
  ])('finds an expired session by %s', (_by, error) => {
    expect(syncProblem(error)).toBe('signed-out')
  })

  it.each([
    ['a code of one’s own', chain({ code: 'upgrade' })],
    ['the word of the server', chain({ code: 'not_configured' }, { code: 'not_configured', upgrade: true })],
  ])('finds a new version by %s', (_by, error) => {
    expect(syncProblem(error)).toBe('outdated')
  })

  it('finds nothing in what trying again may mend, nor in a refusal', () => {
    const others = [
      chain({ code: 'offline' }),
      chain({ code: 'denied' }, { data: { httpStatus: 403 } }),
      'no',
      null,
    ]
    expect(others.map(syncProblem)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('comes to an end where an error causes itself', () => {
    const error = chain({ code: 'offline' })
    error.cause = error
    expect(syncProblem(error)).toBeUndefined()
  })
})

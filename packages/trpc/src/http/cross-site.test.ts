import { beforeEach, describe, expect, it } from 'vitest'
import { answerOf, get, json, openCounter, post } from '../../tests/counter-api.ts'
import { type Counter, makeCounter } from '../../tests/counter-router.ts'

let counter: Counter
beforeEach(() => {
  counter = makeCounter()
})

const open = (options: Parameters<typeof openCounter>[1] = {}) => openCounter(counter, options)

describe('writes', () => {
  it('run as JSON with the protocol header, and say so in no cache', async () => {
    const { status, headers } = await answerOf(open(), post('add'))
    expect(status).toBe(200)
    expect(counter.value).toBe(1)
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/) as string,
    })
  })

  it.each<[string, Record<string, string>, number, string]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a multipart form',
      { 'content-type': 'multipart/form-data; boundary=x' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['text', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another version', { 'x-throughline': '2' }, 412, 'PRECONDITION_FAILED'],
    ['a page of another site', { origin: 'https://evil.example' }, 403, 'FORBIDDEN'],
    ['a page without an origin', { origin: 'null' }, 403, 'FORBIDDEN'],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }, 403, 'FORBIDDEN'],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site' }, 403, 'FORBIDDEN'],
    [
      'a navigation of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      403,
      'FORBIDDEN',
    ],
  ])('are refused, and not run, from %s', async (_case, headers, status, code) => {
    const answer = await answerOf(open(), post('add', headers))
    expect([answer.status, answer.body?.error?.data.code]).toEqual([status, code])
    expect(counter.value).toBe(0)
  })

  it('are refused without the protocol header; another version is told to load anew, on reads too', async () => {
    const bare = new Request('http://api.example/api/add', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    const missing = await answerOf(open(), bare)
    expect([missing.status, missing.body?.error?.data.code]).toEqual([428, 'PRECONDITION_REQUIRED'])
    expect(missing.body?.error?.message).toContain('x-throughline: 1')
    const other = await answerOf(open(), get('value', { 'x-throughline': '0' }))
    expect(other.body?.error?.data).toMatchObject({ code: 'PRECONDITION_FAILED', upgrade: true })
    expect(counter.value).toBe(0)
  })

  it('are no GET, and no other method, whatever the headers say', async () => {
    const handler = open()
    expect((await answerOf(handler, get('add'))).status).toBe(405)
    expect((await answerOf(handler, get('add', { 'x-http-method-override': 'POST' }))).status).toBe(405)
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const request = new Request('http://api.example/api/add', { method, headers: json, body: '{}' })
      expect((await answerOf(handler, request)).status).toBe(405)
    }
    expect(counter.value).toBe(0)
  })
})

describe('pages of other sites', () => {
  const cookie = { cookie: 'session=1' }

  it('read nothing with the cookies of a user; a followed link does', async () => {
    const handler = open()
    const foreign = { ...cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }
    expect((await answerOf(handler, get('value', foreign))).status).toBe(403)
    expect(
      (await answerOf(handler, get('value', { ...cookie, origin: 'https://evil.example' }))).status,
    ).toBe(403)
    const followed = { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await answerOf(handler, get('value', followed))).status).toBe(200)
    const framed = { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
    expect((await answerOf(handler, get('value', framed))).status).toBe(403)
  })

  it.each<[string, Record<string, string>, boolean, number]>([
    ['its own page', { host: 'api.example', origin: 'http://api.example' }, false, 200],
    ['its own page with the port', { host: 'api.example:80', origin: 'http://api.example' }, false, 200],
    [
      'its own page behind TLS that ends before it',
      { host: 'api.example', origin: 'https://api.example' },
      false,
      200,
    ],
    ['another port', { host: 'api.example', origin: 'http://api.example:8080' }, false, 403],
    [
      'a proxy whose word counts',
      { host: '10.0.0.1', 'x-forwarded-host': 'app.example', origin: 'https://app.example' },
      true,
      200,
    ],
    [
      'a proxy whose word does not',
      { host: '10.0.0.1', 'x-forwarded-host': 'app.example', origin: 'https://app.example' },
      false,
      403,
    ],
    [
      'a plain page of a host with TLS',
      { host: 'app.example', 'x-forwarded-proto': 'https', origin: 'http://app.example' },
      true,
      403,
    ],
    ['an origin that is none', { host: 'api.example', origin: 'http://[' }, false, 403],
  ])('compares the origin with the host: %s', async (_case, headers, trustProxy, status) => {
    expect((await answerOf(open({ trustProxy }), post('add', headers))).status).toBe(status)
    expect(counter.value).toBe(status === 200 ? 1 : 0)
  })

  it('of an allowed origin may call, with their cookies; what it is told is for that origin alone', async () => {
    const origin = 'https://app.example'
    const handler = open({ origins: [origin] })
    const asked = new Request('http://api.example/api/add', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-throughline',
      },
    })
    const preflight = await answerOf(handler, asked)
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'content-type,x-throughline',
      vary: 'origin',
    })
    const { status, headers } = await answerOf(
      handler,
      post('add', { origin, 'sec-fetch-site': 'cross-site' }),
    )
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, origin])
    expect(headers.get('vary')).toContain('origin')
    const other = await answerOf(handler, post('add', { origin: 'https://app.example.evil' }))
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, null])
    expect(counter.value).toBe(1)
  })

  it.each(['https://app.example/', 'app.example', '*', 'https://APP.example', ''])(
    'refuses at the start the origin %j',
    (origin) => {
      expect(() => open({ origins: [origin] })).toThrow(/is not an origin/)
    },
  )
})

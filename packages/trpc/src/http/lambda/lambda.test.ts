import { gunzipSync, gzipSync } from 'node:zlib'
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyResultV2,
  Context,
  LambdaFunctionURLEvent,
} from 'aws-lambda'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { type Counter, counterRouter, makeCounter } from '../../../tests/counter-router.ts'
import { fakeLambdaRuntime, type Invocation } from '../../../tests/fake-lambda-runtime.ts'
import { createFetchHandler } from '../fetch-handler.ts'
import { createLambdaHandler, type LambdaResult } from './create-lambda-handler.ts'
import { createLambdaStreamHandler } from './create-lambda-stream-handler.ts'
import type { LambdaContext, LambdaEvent } from './event.ts'

let counter: Counter
let seen: Request[]
beforeEach(() => {
  counter = makeCounter()
  seen = []
})

const fetch = createFetchHandler(counterRouter, {
  endpoint: '/api',
  createContext: ({ req, resHeaders }) => {
    seen.push(req)
    if (req.headers.has('x-login')) {
      resHeaders.append('set-cookie', 'a=1; Path=/')
      resHeaders.append('set-cookie', 'b=2; Path=/')
    }
    return { counter }
  },
  limits: { rate: { perAddress: { calls: 100, seconds: 60 } } },
})
const gzipped = gzipSync('{"rows":[]}')
const api = {
  fetch: async (...[request, info]: Parameters<typeof fetch>) =>
    new URL(request.url).pathname === '/gzip'
      ? new Response(gzipped, { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } })
      : fetch(request, info),
}

const event = (method: string, path: string, parts: Partial<LambdaEvent> = {}): LambdaEvent => ({
  rawPath: path,
  rawQueryString: '',
  headers: { host: 'abc.lambda-url.eu-west-1.on.aws' },
  isBase64Encoded: false,
  requestContext: {
    domainName: 'abc.lambda-url.eu-west-1.on.aws',
    http: { method, sourceIp: '192.0.2.1' },
  },
  ...parts,
})
const json = { 'content-type': 'application/json', 'x-throughline': '1' }
const context = (ms = 30_000): LambdaContext => ({ getRemainingTimeInMillis: () => ms })

describe('createLambdaHandler', () => {
  const handler = createLambdaHandler(api)

  it('takes what API Gateway and function URLs send, and answers what they take', () => {
    expectTypeOf<APIGatewayProxyEventV2>().toExtend<LambdaEvent>()
    expectTypeOf<LambdaFunctionURLEvent>().toExtend<LambdaEvent>()
    expectTypeOf<Context>().toExtend<LambdaContext>()
    expectTypeOf<LambdaResult>().toExtend<APIGatewayProxyResultV2>()
  })

  it('serves queries and writes, with cookies both ways', async () => {
    const read = await handler(
      event('GET', '/api/value', { rawQueryString: 'input=%7B%7D', cookies: ['session=1', 'theme=dark'] }),
      context(),
    )
    expect(read).toMatchObject({
      statusCode: 200,
      body: '{"result":{"data":0}}',
      isBase64Encoded: false,
      cookies: [],
    })
    expect(seen[0]?.headers.get('cookie')).toBe('session=1; theme=dark')
    expect(seen[0]?.url).toBe('https://abc.lambda-url.eu-west-1.on.aws/api/value?input=%7B%7D')
    const written = await handler(
      event('POST', '/api/add', { headers: { ...json, 'x-login': '1' }, body: '{}' }),
      context(),
    )
    expect(written.cookies).toEqual(['a=1; Path=/', 'b=2; Path=/'])
    expect(written.headers).not.toHaveProperty('set-cookie')
    expect(counter.value).toBe(1)
  })

  it('reads bodies in base64, bounds them, and answers bytes in base64', async () => {
    const body = Buffer.from('{}').toString('base64')
    const written = await handler(
      event('POST', '/api/add', { headers: json, body, isBase64Encoded: true }),
      context(),
    )
    expect([written.statusCode, counter.value]).toEqual([200, 1])
    const large = 'x'.repeat(5 * 1024 * 1024)
    expect(
      (await handler(event('POST', '/api/add', { headers: json, body: large }), context())).statusCode,
    ).toBe(413)
    const zipped = await handler(event('GET', '/gzip'), context())
    expect(zipped.isBase64Encoded).toBe(true)
    expect(gunzipSync(Buffer.from(zipped.body, 'base64')).toString()).toBe('{"rows":[]}')
  })

  it('counts by the address that AWS tells', async () => {
    const calls = Array.from({ length: 20 }, () => 'value').join(',')
    const batch = event('GET', `/api/${calls}`, { rawQueryString: 'batch=1&input=%7B%7D' })
    const { requestContext } = batch
    const other = {
      ...batch,
      requestContext: { ...requestContext, http: { method: 'GET', sourceIp: '192.0.2.99' } },
    }
    const statuses = []
    for (let n = 0; n < 6; n += 1) statuses.push((await handler(other, context())).statusCode)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('stops before the function is stopped, and refuses streams that it could not end', async () => {
    const late = await handler(event('GET', '/api/wait'), context(550))
    expect([late.statusCode, counter.stopped]).toEqual([504, 1])
    counter.gate.open()
    const live = await handler(event('GET', '/api/events'), context())
    expect([live.statusCode, live.headers['content-type']]).toEqual([501, 'application/json'])
    expect(JSON.parse(live.body)).toMatchObject({ error: { data: { code: 'NOT_IMPLEMENTED' } } })
    await expect.poll(() => counter.stopped).toBe(2)
  })
})

describe('createLambdaStreamHandler', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })
  const open = () => {
    vi.stubGlobal('awslambda', fakeLambdaRuntime)
    const handler = createLambdaStreamHandler(api)
    return async (...args: Parameters<typeof handler>) => (await handler(...args)) as Invocation
  }

  it('needs the runtime', () => {
    expect(() => createLambdaStreamHandler(api)).toThrow(/only the Node runtime of AWS Lambda streams/)
  })

  it('sends the head, then the body as it comes', async () => {
    const handler = open()
    const { done } = await handler(
      event('POST', '/api/add', { headers: { ...json, 'x-login': '1' }, body: '{}' }),
      context(),
    )
    const { head, body, contentType } = await done
    expect(contentType).toBe('application/vnd.awslambda.http-integration-response')
    expect(head).toMatchObject({ statusCode: 200, cookies: ['a=1; Path=/', 'b=2; Path=/'] })
    expect(head.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' })
    expect(head.headers).not.toHaveProperty('set-cookie')
    expect(body.toString()).toBe('{"result":{"data":1}}')
    const large = await (await handler(event('GET', '/api/large'), context())).done
    expect(large.body.length).toBeGreaterThan(100_000)
    const zipped = await (await handler(event('GET', '/gzip'), context())).done
    expect(gunzipSync(zipped.body).toString()).toBe('{"rows":[]}')
  })

  it('sends a head where there is no body', async () => {
    const { done } = await open()(event('HEAD', '/api/value'), context())
    expect((await done).head.statusCode).toBe(204)
  })

  it('streams live events until shortly before the time of the function is over', async () => {
    const invocation = await open()(event('GET', '/api/events'), context(700))
    await expect.poll(() => invocation.written()).toContain('"value":0')
    const { head } = await invocation.done
    expect(head.headers['content-type']).toBe('text/event-stream')
    expect(counter.stopped).toBe(1)
  })

  it('ends the work on a stream whose reader has left', async () => {
    const invocation = await open()(event('GET', '/api/events'), context())
    await expect.poll(() => invocation.written()).toContain('"value":0')
    invocation.leave()
    await expect.poll(() => counter.stopped).toBe(1)
  })
})

import { beforeEach, describe, expect, it } from 'vitest'
import { answerOf, get, json, openCounter, post } from '../../tests/counter-api.ts'
import { type Counter, makeCounter } from '../../tests/counter-router.ts'
import type { FetchHandler } from './fetch-handler.ts'
import type { HandlerFault } from './http-options.types.ts'

let counter: Counter
beforeEach(() => {
  counter = makeCounter()
})

const open = (options: Parameters<typeof openCounter>[1] = {}) => openCounter(counter, options)

describe('sizes', () => {
  it('bounds a body as it arrives, whatever its length says', async () => {
    const handler = open({ limits: { maxBodyBytes: 100 } })
    const long = JSON.stringify('x'.repeat(200))
    expect((await answerOf(handler, post('add', {}, long))).status).toBe(413)
    expect((await answerOf(handler, post('add', { 'content-length': '2' }, long))).status).toBe(413)
    expect((await answerOf(handler, post('add', { 'content-length': '101' }))).status).toBe(413)
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(10))
      },
    })
    const init = { method: 'POST', headers: json, body: endless, duplex: 'half' } as RequestInit
    expect((await answerOf(handler, new Request('http://api.example/api/add', init))).status).toBe(413)
    expect(pulled).toBeLessThan(20)
    expect(counter.value).toBe(0)
    expect((await answerOf(handler, post('add', {}, `{}${' '.repeat(98)}`))).status).toBe(200)
  })

  it('bounds URLs and batches', async () => {
    const handler = open({ limits: { maxUrlLength: 200, maxBatch: 3 } })
    expect((await answerOf(handler, get(`value?input=${'1'.repeat(200)}`))).status).toBe(413)
    const batch = (separator: string) => `${Array(4).fill('add').join(separator)}?batch=1`
    for (const separator of [',', '%2C', '%2c']) {
      const { status, body } = await answerOf(handler, post(batch(separator)))
      expect([status, body?.error?.message]).toEqual([
        400,
        'The batch has more than 3 calls. Send fewer at a time.',
      ])
    }
    expect(counter.value).toBe(0)
    expect((await answerOf(handler, post('add,add,add?batch=1'))).status).toBe(200)
    expect(counter.value).toBe(3)
  })
})

describe('rates', () => {
  const rate = { perAddress: { calls: 3, seconds: 60 }, perUser: { calls: 2, seconds: 60 } }

  it('count the calls of an address, those of a batch each', async () => {
    const handler = open({ limits: { rate } })
    const from = (address: string) => answerOf(handler, get('value,value?batch=1&input={}'), { address })
    expect((await from('10.0.0.1')).status).toBe(200)
    const refused = await from('10.0.0.1')
    expect(refused.status).toBe(429)
    const { code, retryAfter = 0 } = refused.body?.error?.data ?? { code: '' }
    expect(code).toBe('TOO_MANY_REQUESTS')
    expect(retryAfter).toBeGreaterThan(50_000)
    expect(refused.headers.get('retry-after')).toBe(String(Math.ceil(retryAfter / 1000)))
    expect((await from('10.0.0.2')).status).toBe(200)
    expect((await answerOf(handler, get('value'))).status).toBe(200)
  })

  it('believe only trusted proxies about the address', async () => {
    const forged = (handler: FetchHandler, n: number) =>
      answerOf(handler, get('value', { 'x-forwarded-for': `1.1.1.${n}, 203.0.113.7` }), {
        address: '10.0.0.9',
      })
    for (const trustProxy of [false, true]) {
      const handler = open({ limits: { rate }, trustProxy })
      const statuses = []
      for (let n = 0; n < 4; n += 1) statuses.push((await forged(handler, n)).status)
      expect(statuses).toEqual([200, 200, 200, 429])
    }
  })

  it('count the calls of a user, on any address', async () => {
    const handler = open({ limits: { rate: { ...rate, perAddress: false } }, identify: ({ user }) => user })
    const by = (user: string) => answerOf(handler, post('add', { 'x-user': user }))
    expect([(await by('ann')).status, (await by('ann')).status]).toEqual([200, 200])
    const refused = await by('ann')
    expect([refused.status, refused.body?.error?.data.code]).toEqual([429, 'TOO_MANY_REQUESTS'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
    expect((await by('ben')).status).toBe(200)
    expect(counter.value).toBe(3)
  })

  it('go on, and are told of, where the counter is down', async () => {
    const faults: HandlerFault[] = []
    const down = { take: () => Promise.reject(new Error('redis is gone')) }
    const handler = open({
      limits: { rate: { perAddress: down } },
      onError: (fault) => faults.push(fault),
    })
    expect((await answerOf(handler, get('value'), { address: '10.0.0.1' })).status).toBe(200)
    expect(faults).toMatchObject([{ error: { cause: { message: 'redis is gone' } } }])
  })

  it('say how long to wait where the store says so', async () => {
    const { status, headers, body, text } = await answerOf(open(), get('busy'))
    expect([status, headers.get('retry-after'), body?.error?.data.retryAfter]).toEqual([429, '3', 2500])
    expect(text).not.toContain('prod-1')
  })
})

describe('time and room', () => {
  it('stops a request that takes too long, and tells those at work', async () => {
    const handler = open({ limits: { timeoutMs: 30 } })
    const { status, body } = await answerOf(handler, get('wait'))
    expect([status, body?.error?.data.code]).toEqual([504, 'GATEWAY_TIMEOUT'])
    expect(counter).toMatchObject({ begun: 1, stopped: 1 })
    const sooner = open({ limits: { timeoutMs: 60_000 } })
    expect((await answerOf(sooner, get('wait'), { timeoutMs: 30 })).status).toBe(504)
    counter.gate.open()
  })

  it('stops work that nobody waits for', async () => {
    const client = new AbortController()
    const answering = open()(new Request('http://api.example/api/wait', { signal: client.signal }))
    await expect.poll(() => counter.begun).toBe(1)
    client.abort()
    await expect.poll(() => counter.stopped).toBe(1)
    counter.gate.open()
    await answering
  })

  it('works on so many requests at once, and no more', async () => {
    const handler = open({ limits: { maxConcurrent: 2 } })
    const waiting = [handler(get('wait')), handler(get('wait'))]
    await expect.poll(() => counter.begun).toBe(2)
    const { status, headers, body } = await answerOf(handler, get('value'))
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect(body?.error?.data).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfter: 1000 })
    counter.gate.open()
    expect((await Promise.all(waiting)).map((response) => response.status)).toEqual([200, 200])
    expect((await answerOf(handler, get('value'))).status).toBe(200)
  })

  it('has room for so many streams, beside the requests, and their place back when they are left', async () => {
    const handler = open({ limits: { maxConcurrent: 1, maxStreams: 1 } })
    const events = await handler(get('events'))
    expect(events.headers.get('content-type')).toBe('text/event-stream')
    expect(events.headers.get('cache-control')).toBe('no-store, no-transform')
    expect((await answerOf(handler, get('value'))).status).toBe(200)
    expect((await answerOf(handler, get('events'))).status).toBe(503)
    await events.body?.cancel()
    expect(counter.stopped).toBeGreaterThan(0)
    const again = await handler(get('events'))
    expect(again.status).toBe(200)
    await again.body?.cancel()
  })
})

describe('errors', () => {
  it('hold nothing of the inside, and are told to who runs the server', async () => {
    const faults: HandlerFault[] = []
    const { status, text } = await answerOf(
      open({
        onError: (fault) => {
          faults.push(fault)
          throw new Error('a log that fails')
        },
      }),
      get('broken'),
    )
    expect(status).toBe(500)
    expect(text).not.toMatch(/secret-of-the-inside|stack|\.ts/)
    expect(faults).toMatchObject([{ path: 'broken', error: { cause: { message: 'secret-of-the-inside' } } }])
  })

  it('of a batch are answered each', async () => {
    const { status, body } = await answerOf(open(), get('value,denied?batch=1&input={}'))
    expect(status).toBe(207)
    expect(body).toMatchObject([{ result: { data: 0 } }, { error: { data: { code: 'FORBIDDEN' } } }])
  })
})

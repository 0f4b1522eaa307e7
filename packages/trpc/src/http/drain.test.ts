import { beforeEach, describe, expect, it } from 'vitest'
import { get, openCounter, post } from '../../tests/counter-api.ts'
import { type Counter, makeCounter } from '../../tests/counter-router.ts'
import type { FetchHandler } from './fetch-handler.ts'

let counter: Counter
let handler: FetchHandler
beforeEach(() => {
  counter = makeCounter()
  handler = openCounter(counter)
})

describe('drain', () => {
  it('lets writes finish, takes no new ones, and goes on reading', async () => {
    const writing = handler(post('addLater'))
    await expect.poll(() => counter.begun).toBe(1)
    let drained = false
    const draining = handler.drain().then(() => (drained = true))
    const refused = await handler(post('add'))
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('connection')]).toEqual([
      503,
      '1',
      'close',
    ])
    expect(await refused.json()).toMatchObject({
      error: { data: { code: 'SERVICE_UNAVAILABLE', retryAfter: 1000 } },
    })
    const read = await handler(get('value'))
    expect([read.status, read.headers.get('connection')]).toEqual([200, 'close'])
    expect(drained).toBe(false)
    counter.gate.open()
    expect((await writing).status).toBe(200)
    await draining
    expect(counter.value).toBe(1)
  })

  it('ends live streams cleanly, so that their clients connect anew', async () => {
    const response = await handler(get('events'))
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('"value":0')) text += (await reader.read()).value ?? ''
    await handler.drain()
    expect(await reader.read()).toEqual({ done: true, value: undefined })
    expect(counter.stopped).toBe(1)
    const late = await handler(get('events'))
    expect(await late.text()).not.toContain('error')
  })

  it('waits for no read that came after it began', async () => {
    const writing = handler(post('addLater'))
    await expect.poll(() => counter.begun).toBe(1)
    const first = counter.gate
    counter.gate = makeCounter().gate
    const draining = handler.drain({ deadlineMs: 600_000 })
    const reading = handler(get('wait'))
    await expect.poll(() => counter.begun).toBe(2)
    first.open()
    await draining
    counter.gate.open()
    expect((await writing).status).toBe(200)
    expect((await reading).status).toBe(200)
  })

  it('stops at its deadline what has not finished, and is the same however often it is asked', async () => {
    const waiting = handler(get('wait'))
    await expect.poll(() => counter.begun).toBe(1)
    const draining = handler.drain({ deadlineMs: 20 })
    expect(handler.drain({ deadlineMs: 60_000 })).toBe(draining)
    await draining
    expect(counter.stopped).toBe(1)
    counter.gate.open()
    await waiting
  })

  it('has nothing to wait for where nothing is at work', async () => {
    await handler(get('value'))
    await handler.drain()
    expect((await handler(post('add'))).status).toBe(503)
    expect(counter.value).toBe(0)
  })
})

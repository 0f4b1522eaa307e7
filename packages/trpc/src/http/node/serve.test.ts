import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Counter, counterRouter, makeCounter } from '../../../tests/counter-router.ts'
import { createFetchHandler } from '../fetch-handler.ts'
import type { HttpLimits } from '../http-options.types.ts'
import { type RunningServer, serve, type ServeOptions } from './serve.ts'

let counter: Counter
const open: RunningServer[] = []
beforeEach(() => {
  counter = makeCounter()
})
afterEach(async () => {
  counter.gate.open()
  await Promise.all(open.splice(0).map(({ close }) => close()))
})

async function start(limits: HttpLimits = {}, options: Partial<ServeOptions> = {}): Promise<RunningServer> {
  const fetch = createFetchHandler(counterRouter, {
    endpoint: '/api',
    createContext: () => ({ counter }),
    limits,
  })
  const server = await serve({ fetch }, { port: 0, hostname: '127.0.0.1', handleSignals: false, ...options })
  open.push(server)
  return server
}

const json = { 'content-type': 'application/json', 'x-throughline': '1' }
const add = (url: string, init: RequestInit & { duplex?: 'half' } = {}) =>
  fetch(`${url}/api/add`, { method: 'POST', headers: json, body: '{}', ...init })

/** Sends bytes as they are, and reads until the other side closes. */
async function raw(port: number, ...parts: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString()
  })
  socket.on('error', () => {})
  for (const part of parts) {
    socket.write(part)
    await setTimeout(20)
  }
  if (!socket.closed) await Promise.race([once(socket, 'close'), setTimeout(1500)])
  socket.destroy()
  return answer
}

describe('serve', () => {
  it('answers over a real connection, with bodies and addresses', async () => {
    const { url } = await start({ rate: { perAddress: { calls: 3, seconds: 60 } } })
    const added = await add(url)
    expect([added.status, await added.json()]).toEqual([200, { result: { data: 1 } }])
    expect((await fetch(`${url}/api/value`)).headers.get('cache-control')).toBe('no-store')
    expect((await fetch(`${url}/api/large`)).status).toBe(200)
    expect((await add(url)).status).toBe(429)
    expect(counter.value).toBe(1)
  })

  it('reads no more of a body than it may have, with and without a length', async () => {
    const { url, port } = await start({ maxBodyBytes: 1000 })
    expect((await add(url, { body: 'x'.repeat(1001) })).status).toBe(413)
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1000
        controller.enqueue(new Uint8Array(1000))
      },
    })
    const answer = await add(url, { body: endless, duplex: 'half' }).catch(() => undefined)
    // The connection may be cut before the answer is read, where the sender does not stop.
    expect([413, undefined]).toContain(answer?.status)
    expect(sent).toBeLessThan(10_000_000)
    const head =
      'POST /api/add HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\nx-throughline: 1\r\n'
    const smuggled = await raw(
      port,
      `${head}content-length: 2\r\n\r\n{}GET /api/value HTTP/1.1\r\nhost: x\r\n\r\n`,
    )
    expect(smuggled.match(/HTTP\/1\.1 200/g)).toHaveLength(1)
    expect(await raw(port, `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`)).toMatch(
      /^HTTP\/1\.1 400/,
    )
    expect(counter.value).toBe(1)
  })

  it.each<[string, string[], number, string]>([
    ['no HTTP at all', ['nonsense\r\n\r\n'], 400, 'BAD_REQUEST'],
    ['no host', ['GET /api/value HTTP/1.1\r\nconnection: close\r\n\r\n'], 400, 'BAD_REQUEST'],
    [
      'a host that is none',
      ['GET /api/value HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n'],
      400,
      'BAD_REQUEST',
    ],
    ['a backslash', ['GET /api\\value HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'], 400, 'BAD_REQUEST'],
    [
      'too long a head',
      [`GET /api/value?${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`],
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['a method that is none', ['BREW /api/value HTTP/1.1\r\nhost: x\r\n\r\n'], 400, 'BAD_REQUEST'],
    [
      'another method',
      ['PURGE /api/value HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'],
      405,
      'METHOD_NOT_SUPPORTED',
    ],
  ])('answers in the shape of all errors: %s', async (_case, parts, status, code) => {
    const { port } = await start()
    const [head = '', body = ''] = (await raw(port, ...parts)).split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(head).toMatch(/content-type: application\/json/i)
    expect(JSON.parse(body)).toMatchObject({ error: { data: { code, httpStatus: status } } })
  })

  it('streams as it goes, and stops what a reader has left', async () => {
    const { url } = await start()
    const reading = new AbortController()
    const response = await fetch(`${url}/api/events`, { signal: reading.signal })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('"value":0')) text += (await reader.read()).value ?? ''
    expect(counter.stopped).toBe(0)
    reading.abort()
    await expect.poll(() => counter.stopped).toBe(1)
    const waiting = new AbortController()
    const left = fetch(`${url}/api/wait`, { signal: waiting.signal }).catch(() => 'left')
    await expect.poll(() => counter.begun).toBe(1)
    waiting.abort()
    expect(await left).toBe('left')
    await expect.poll(() => counter.stopped).toBe(2)
  })

  it('closes once, by its signal too, and says where it listened', async () => {
    const signal = new AbortController()
    const server = await start({}, { signal: signal.signal })
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    signal.abort()
    await server.closed
    await expect(fetch(`${server.url}/api/value`)).rejects.toThrow()
    expect(server.close()).toBe(server.close())
    const early = await start({}, { signal: AbortSignal.abort() })
    await early.closed
  })

  it('says where it cannot listen', async () => {
    const { port } = await start()
    await expect(start({}, { port })).rejects.toThrow(/EADDRINUSE/)
  })
})

describe('a process that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('finishes its writes after %s, and ends by it', async (signal) => {
    const script = fileURLToPath(new URL('../../../tests/fixtures/serve-slowly.ts', import.meta.url))
    const flags = ['--conditions=@throughline/source', '--import', 'tsx', script]
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    const [first] = (await once(child.stdout, 'data')) as [Buffer]
    const url = first.toString().trim()
    const writing = fetch(`${url}/api/addLater`, { method: 'POST', headers: json, body: '{}' })
    await expect
      .poll(async () => (await (await fetch(`${url}/api/begun`)).json()) as unknown)
      .toMatchObject({
        result: { data: 1 },
      })
    child.kill(signal)
    await expect.poll(async () => (await add(url).catch(() => ({ status: 0 }))).status).toBe(503)
    const refused = await add(url)
    expect([refused.headers.get('connection'), refused.headers.get('retry-after')]).toEqual(['close', '1'])
    expect((await writing).status).toBe(200)
    expect(await exited).toEqual([null, signal])
  })
})

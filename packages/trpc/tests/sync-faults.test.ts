import { createConnection } from 'node:net'
import { StoreError, type SyncTransport } from '@throughline/schema'
import { TRPCError } from '@trpc/server'
import { afterEach, describe, expect, it } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { feedHub } from '../src/sync/feed-hub.ts'
import { type NetworkFaults, faultyFetch } from './faulty-fetch.ts'
import { libraryModel, type LibraryModel, uuid } from './library-model.ts'
import { followLive, isInStep, type LiveReplica } from './live-replica.ts'
import { createWriter, openMemory, seeded, serveSync, type SyncServer } from './open-sync.ts'
import { watchedStore } from './watched-store.ts'

const servers: SyncServer[] = []
const over: AbortController[] = []
afterEach(async () => {
  for (const one of over.splice(0)) one.abort()
  await Promise.all(servers.splice(0).map(({ close }) => close()))
})

async function start(...args: Parameters<typeof serveSync>): Promise<SyncServer> {
  const server = await serveSync(...args)
  servers.push(server)
  return server
}

function follow(
  transport: SyncTransport<LibraryModel>,
  take?: () => Promise<void>,
): LiveReplica & { end: () => Promise<void> } {
  const controller = new AbortController()
  over.push(controller)
  const replica = followLive(libraryModel, transport, controller.signal, take)
  replica.done.catch(() => undefined)
  const end = async (): Promise<void> => {
    controller.abort()
    await replica.done
  }
  return { ...replica, end }
}

const quick = { silence: 2000, longestPause: 20 }

async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreError) || attempt > 50 || error.code === 'invalid') throw error
    }
  }
}

/** A client that asks again where a call found no answer, as collections do. */
function stubborn(transport: SyncTransport<LibraryModel>): SyncTransport<LibraryModel> {
  return {
    ...transport,
    snapshot: (options) => retried(() => transport.snapshot(options)),
    pull: (options) => retried(() => transport.pull(options)),
    push: (mutations, options) => retried(() => transport.push(mutations, options)),
  }
}

describe('two processes on one table', () => {
  it.each<[string, NetworkFaults, number]>([
    ['a good network', {}, 1],
    ['answers lost, requests lost and doubled', { lost: 0.1, answerLost: 0.15, twice: 0.1 }, 3],
    ['every answer cut at a random byte', { cut: 0.3, cutLive: 1 }, 4],
    ['all of it, on four shards', { lost: 0.1, answerLost: 0.1, twice: 0.1, cut: 0.2, cutLive: 0.9 }, 4],
  ])('bring every client to what the table has: %s', async (_name, faults, shards) => {
    const random = seeded(shards * 7919 + Object.keys(faults).length)
    const store = openMemory({ shards })
    const both = [await start(store), await start(store)]
    const bad = faultyFetch(random, faults)
    const open = (index: number): SyncTransport<LibraryModel> => {
      const server = both[index % 2]
      if (!server) throw new Error('There are two.')
      return stubborn(server.transport({ fetch: bad.fetch, live: quick }))
    }
    const replicas = [0, 1, 2, 3].map((index) => follow(open(index)))
    const writers = [0, 1, 2].map((index) => ({ transport: open(index), writer: createWriter(random) }))
    let sent = 0
    await Promise.all(
      writers.map(async ({ transport, writer }) => {
        // On a machine that is slow, for as long as it takes to meet enough.
        const isCut = (): boolean => !faults.cutLive || (bad.met['cutLive'] ?? 0) > 20
        for (let n = 0; n < 40 || (!isCut() && n < 400); n += 1) {
          const { mutations, source } = writer.next()
          const outcomes = await transport.push(mutations, source)
          expect(outcomes.map(({ mutationId }) => mutationId)).toEqual(
            mutations.map(({ mutationId }) => mutationId),
          )
          sent += mutations.length
          await sleep(15)
        }
      }),
    )
    expect(sent).toBeGreaterThan(200)
    bad.heal()
    for (const replica of replicas) {
      await expect.poll(() => isInStep(replica, store), { timeout: 20_000, interval: 50 }).toBe(true)
      expect(replica.told['changes']).toBeGreaterThan(0)
    }
    for (const fault of Object.keys(faults)) expect([fault, bad.met[fault]]).not.toEqual([fault, 0])
    if (faults.cutLive) expect(bad.met['cutLive']).toBeGreaterThan(20)
    await Promise.all(replicas.map(({ end }) => end()))
  })

  it('tell a client of one what was written through the other, without a request of its own', async () => {
    const store = openMemory()
    const [one, other] = [await start(store), await start(store)]
    const cursor = await store.heads()
    const controller = new AbortController()
    over.push(controller)
    const heard = new Set<string>()
    const listening = (async () => {
      for await (const event of other.transport().live({ cursor, signal: controller.signal })) {
        if (event.kind === 'open') heard.add('open')
        if (event.kind === 'changes') for (const { mutationId = '' } of event.changes) heard.add(mutationId)
      }
    })()
    await expect.poll(() => heard.has('open')).toBe(true)
    const writer = one.transport()
    for (let n = 0; n < 40; n += 1) {
      const mutationId = crypto.randomUUID()
      await writer.push([{ op: 'insert', mutationId, entity: 'shelves', row: { id: uuid(n), name: 'x' } }])
      await expect.poll(() => heard.has(mutationId), { interval: 5 }).toBe(true)
    }
    controller.abort()
    await listening
    expect(other.requests.filter((request) => !request.includes('/sync/live?'))).toEqual([])
    expect(other.requests).toHaveLength(1)
  })

  it('tell what they wrote themselves at once, without waiting for the next poll', async () => {
    const store = openMemory()
    const server = await start(store, { pollInterval: 60_000, idlePollInterval: 60_000 })
    const replica = follow(server.transport())
    await expect.poll(() => replica.told['open']).toBe(1)
    const shelf = {
      op: 'insert',
      mutationId: uuid(9),
      entity: 'shelves',
      row: { id: uuid(1), name: 'x' },
    } as const
    await server.transport().push([shelf])
    await expect.poll(() => isInStep(replica, store)).toBe(true)
    await server.transport().transact([{ ...shelf, row: { id: uuid(2), name: 'y' } }])
    await expect.poll(() => isInStep(replica, store)).toBe(true)
    expect(replica.told['changes']).toBe(2)
  })

  it('begin anew after a gap that the feed no longer has, and after the table was cleared', async () => {
    const store = openMemory({ feedLimit: 20 })
    const server = await start(store, { maxEventSize: 1000 })
    const replica = follow(server.transport({ live: quick }))
    await expect.poll(() => replica.told['open']).toBe(1)
    const writer = createWriter(seeded(5))
    for (let n = 0; n < 60; n += 1) await store.push(writer.next().mutations)
    await expect.poll(() => isInStep(replica, store), { timeout: 10_000 }).toBe(true)
    await store.clear()
    await store.push([
      { op: 'insert', mutationId: uuid(9), entity: 'shelves', row: { id: uuid(1), name: 'last' } },
    ])
    await expect.poll(() => isInStep(replica, store), { timeout: 10_000 }).toBe(true)
    expect(replica.rows.size).toBe(1)
    expect(replica.told['reset']).toBeGreaterThan(0)
  })
})

describe('a live client', () => {
  it('that does not read costs the server one event, and is told to pull', async () => {
    const watched = watchedStore(openMemory())
    const own = { ...watched.store }
    const server = await start(own, { heartbeat: 5, maxEventSize: 10_000 })
    const { port, hostname } = new URL(server.url)
    const socket = createConnection({ port: Number(port), host: hostname })
    const cursor = await own.heads()
    socket.write(`GET /api/sync/live?cursor=${cursor} HTTP/1.1\r\nhost: x\r\n\r\n`)
    let received = ''
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString()
        if (received.includes('"open"')) resolve()
      })
    })
    socket.pause()
    const transport = server.transport()
    const name = 'n'.repeat(40)
    // Far more than the sockets between them hold.
    for (let n = 0; n < 1500; n += 1) {
      const mutations = Array.from({ length: 20 }, (_, m) => ({
        op: 'insert' as const,
        mutationId: crypto.randomUUID(),
        entity: 'shelves' as const,
        row: { id: uuid(n * 20 + m), name },
      }))
      await own.push(mutations)
      if (n % 100 === 0) await transport.push([])
      await new Promise(setImmediate)
    }
    const written = 1500 * 20 * 300
    socket.resume()
    await expect.poll(() => received, { timeout: 20_000, interval: 50 }).toContain('"kind":"pull"')
    const last = await own.heads()
    await expect.poll(() => received.includes(last), { timeout: 20_000, interval: 50 }).toBe(true)
    expect(received.length).toBeLessThan(written / 2)
    socket.destroy()
  })

  it('hears a sign of life, and gives up a server that gives none', async () => {
    const store = openMemory()
    const alive = await start(store, { heartbeat: 20 })
    const kept = follow(alive.transport({ live: { silence: 400, longestPause: 20 } }))
    const silent = await start(store, { heartbeat: 60_000 })
    const cut = follow(silent.transport({ live: { silence: 100, longestPause: 20 } }))
    await expect.poll(() => cut.told['closed']).toBeGreaterThan(2)
    expect([kept.told['open'], kept.told['closed']]).toEqual([1, 0])
    await store.push([
      { op: 'insert', mutationId: uuid(9), entity: 'shelves', row: { id: uuid(1), name: 'x' } },
    ])
    for (const replica of [kept, cut]) await expect.poll(() => isInStep(replica, store)).toBe(true)
  })

  it('connects again when the server ends its stream, for its age or its own end, and misses nothing', async () => {
    const store = openMemory()
    const draining = new AbortController()
    const [old, ending] = [
      await start(store, { maxAge: 60 }),
      await start(store, { draining: draining.signal }),
    ]
    // What stands before the servers sends the calls of one that is about to stop to another.
    const balanced: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      return answer.status === 503 ? fetch(new URL(answer.url.replace(ending.url, old.url)), init) : answer
    }
    const replicas = [old, ending].map((server) => follow(server.transport({ live: quick, fetch: balanced })))
    await expect.poll(() => replicas.every(({ told }) => (told['open'] ?? 0) > 0)).toBe(true)
    const raw = await fetch(`${ending.url}/sync/live?cursor=${await store.heads()}`)
    draining.abort()
    expect(await raw.text()).toMatch(/^id: .*\ndata: .*\n\nretry: \d+\n\n$/)
    expect((await fetch(`${ending.url}/sync/live?cursor=${await store.heads()}`)).status).toBe(503)
    const writer = createWriter(seeded(3))
    for (let n = 0; n < 50; n += 1) {
      await store.push(writer.next().mutations)
      await sleep(4)
    }
    for (const replica of replicas) {
      await expect.poll(() => isInStep(replica, store), { timeout: 10_000 }).toBe(true)
      expect(replica.told['closed']).toBeGreaterThan(1)
    }
  })

  it('stops for good where the user has to sign in', async () => {
    const store = openMemory()
    let signedIn = true
    const server = await start(store, {
      maxAge: 100,
      createContext: () => {
        if (!signedIn) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Log in first.' })
        return {}
      },
    })
    const cursor = await store.heads()
    const { signal } = new AbortController()
    const reading = (async () => {
      for await (const event of server.transport({ live: quick }).live({ cursor, signal }))
        if (event.kind === 'open') signedIn = false
    })()
    await expect(reading).rejects.toMatchObject({
      name: 'StoreError',
      code: 'denied',
      message: 'Log in first.',
    })
    signedIn = true
    const wrong = server.transport().live({ cursor: 'nonsense', signal })
    await expect(wrong[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'invalid' })
  })

  it('leaves nothing behind on either side when its signal fires, or it stops to read', async () => {
    const watched = watchedStore(openMemory())
    const server = await start(watched.store)
    const cursor = await watched.store.heads()
    for (const how of ['signal', 'break'] as const) {
      const controller = new AbortController()
      for await (const event of server.transport().live({ cursor, signal: controller.signal })) {
        expect(event.kind).toBe('open')
        if (how === 'break') break
        setTimeout(() => controller.abort(), 10)
      }
      await expect
        .poll(async () => {
          const { pull } = watched.calls
          await sleep(200)
          return watched.calls.pull - pull
        })
        .toBe(0)
    }
    expect(feedHub(watched.store as never).listeners).toBe(0)
  })
})

import { isDeepStrictEqual } from 'node:util'
import { defineEntity, defineModel, type Mutation, type SyncTransport } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createTRPCTransport } from '../src/client/trpc-transport.ts'
import { createFetchHandler } from '../src/http/fetch-handler.ts'
import { createModelRouter } from '../src/model-router.ts'
import { createSyncHandler } from '../src/sync/sync-handler.ts'
import { everyKind, everyKindRows } from './every-kind.ts'
import { uuid } from './library-model.ts'
import { serve, type Served } from './serve.ts'

/** Written as a text, read as a `Date`; and the other way round with digits. */
const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})
const digits = z.codec(z.bigint(), z.string(), { decode: String, encode: BigInt })

const model = defineModel({
  service: 'kinds',
  entities: {
    things: defineEntity({ singular: 'thing', schema: everyKind }),
    parcels: defineEntity({
      singular: 'parcel',
      schema: z.object({ id: z.uuid(), at: instant, weight: digits, stops: z.set(instant) }),
    }),
  },
})

const store = memoryStore(model)
let served: Served
let transport: SyncTransport<typeof model>
beforeAll(async () => {
  const sync = createSyncHandler(model, { store, endpoint: '/api' })
  const procedures = createFetchHandler(createModelRouter(model, { store }), { endpoint: '/api' })
  served = await serve(async (request) => (await sync(request)) ?? procedures(request))
  transport = createTRPCTransport(model, { url: `${served.origin}/api` })
})
afterAll(() => served.close())
beforeEach(() => store.clear())

async function post(path: string, input: unknown) {
  const response = await fetch(`${served.origin}/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-throughline': '1' },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  })
  return { status: response.status, body: (await response.json()) as Record<string, never> }
}

function expectEqual(value: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(value, expected)) expect(value).toStrictEqual(expected)
}

const [row] = fc.sample(everyKindRows, { numRuns: 1, seed: 7 })
if (!row) throw new Error('No row.')
const insert = (id: string): Mutation<typeof model> => ({
  op: 'insert',
  mutationId: uuid(1),
  entity: 'things',
  row: { ...row, id },
})

describe('every kind of field, over HTTP', () => {
  it('is written, answered and listed as it was', async () => {
    await fc.assert(
      fc.asyncProperty(everyKindRows, async (values) => {
        await store.clear()
        const sent = { op: 'insert', mutationId: uuid(1), entity: 'things', row: values } as const
        const [outcome] = await transport.push([sent])
        expect(outcome).toMatchObject({ status: 'applied' })
        expectEqual(outcome && 'stored' in outcome && outcome.stored?.row, values)
        const [stored] = (await store.list('things')).items
        const [listed] = (await transport.list('things')).items
        expectEqual(stored?.row, values)
        expectEqual(listed?.row, values)
      }),
      { numRuns: 60 },
    )
  })

  it('is told by snapshots, by pulls and by live streams as it was', async () => {
    const over = new AbortController()
    let { feed: cursor } = await transport.snapshot()
    const live = transport.live({ cursor, signal: over.signal })[Symbol.asyncIterator]()
    expect((await live.next()).value).toMatchObject({ kind: 'open' })
    await fc.assert(
      fc.asyncProperty(everyKindRows, async (given) => {
        const values = { ...given, id: crypto.randomUUID() }
        await transport.push([
          { op: 'insert', mutationId: crypto.randomUUID(), entity: 'things', row: values },
        ])
        const pulled = await transport.pull({ cursor })
        if (pulled.kind !== 'changes') throw new Error('The feed began anew.')
        ;({ cursor } = pulled)
        const { items } = await transport.snapshot()
        const { value: told } = await live.next()
        const changes = [pulled.changes, told?.kind === 'changes' ? told.changes : []]
        for (const [change] of changes) expectEqual(change?.op === 'put' && change.stored.row, values)
        const seen = items.find(({ row: { id } }) => id === values.id)
        // A snapshot may be a second old.
        if (seen) expectEqual(seen.row, values)
      }),
      { numRuns: 30 },
    )
    over.abort()
    expect(await live.next()).toMatchObject({ done: true })
  })

  it('is changed and cleared by an update, and told by a conflict', async () => {
    const id = uuid(2)
    await transport.push([insert(id)])
    const changes = { big: -1n, tags: new Set(['new']), mixed: [new Date(0), 5n, '5'], unset: undefined }
    const update = { op: 'update', mutationId: uuid(3), entity: 'things', key: { id }, changes } as const
    const { unset: _unset, ...kept } = { ...row, ...changes, id }
    const [applied] = await transport.push([update])
    expectEqual(applied && 'stored' in applied && applied.stored?.row, kept)
    const [conflict] = await transport.push([{ ...update, baseVersion: 1 }])
    expect(conflict?.status).toBe('conflict')
    expectEqual(conflict && 'stored' in conflict && conflict.stored?.row, kept)
  })

  it('has a form in JSON that any client can write and read', async () => {
    const parcel = {
      id: uuid(4),
      at: '2026-01-02T03:04:05.678Z',
      weight: '12',
      stops: ['2026-01-03T00:00:00.000Z'],
    }
    const created = await post('parcels.create', parcel)
    expect(created).toMatchObject({ status: 200, body: { result: { data: { row: parcel } } } })
    const [stored] = (await store.list('parcels')).items
    expect(stored?.row).toEqual({
      id: parcel.id,
      at: new Date(parcel.at),
      weight: '12',
      stops: new Set([new Date('2026-01-03')]),
    })
    const again = await post('parcels.create', parcel)
    expect(again).toMatchObject({ status: 409, body: { error: { data: { stored: { row: parcel } } } } })
    const key = { id: parcel.id }
    const updated = await post('parcels.update', { key, changes: { weight: '13' } })
    expect(updated.body).toMatchObject({ result: { data: { row: { ...parcel, weight: '13' } } } })
    const stale = await post('parcels.update', { key, changes: {}, baseVersion: 1 })
    expect(stale.body).toMatchObject({ error: { data: { stored: { row: { ...parcel, weight: '13' } } } } })
    const byId = await fetch(
      `${served.origin}/api/parcels.byId?input=${encodeURIComponent(JSON.stringify(key))}`,
    )
    expect(await byId.json()).toMatchObject({ result: { data: { row: { stops: parcel.stops } } } })
  })

  it('takes what a client writes from a transport, and gives it what is read', async () => {
    const sent = {
      id: uuid(5),
      at: '2026-01-02T03:04:05.678Z',
      weight: 12n,
      stops: new Set(['2026-01-03T00:00:00Z']),
    }
    const [outcome] = await transport.push([
      { op: 'insert', mutationId: uuid(6), entity: 'parcels', row: sent },
    ])
    expect(outcome).toMatchObject({
      status: 'applied',
      stored: { row: { at: new Date(sent.at), weight: '12', stops: new Set([new Date('2026-01-03')]) } },
    })
  })

  it.each([
    ['a fraction', { big: '1.5' }, ['big']],
    ['a list of something else', { tags: [1] }, ['tags']],
    ['no pairs', { byDay: [1] }, ['byDay']],
    ['a tag of another kind', { atOrText: { $bigint: '1' } }, ['atOrText']],
  ])('refuses %s as any wrong value', async (_name, changes, path) => {
    await transport.push([insert(uuid(7))])
    const { status, body } = await post('things.update', { key: { id: uuid(7) }, changes })
    expect([status, body]).toMatchObject([400, { error: { data: { issues: [{ path }] } } }])
  })

  it('refuses data that no stack can take', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const { status, body } = await post(
      'things.update',
      `{"key":{"id":"${uuid(7)}"},"changes":{"any":${deep}}}`,
    )
    expect([status, body]).toMatchObject([400, { error: { message: 'The values go too deep.' } }])
  })
})

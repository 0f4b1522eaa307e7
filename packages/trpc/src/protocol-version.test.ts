import { createHash } from 'node:crypto'
import { defineEntity, defineModel } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod'
import { serve, type Served } from '../tests/serve.ts'
import { createFetchHandler } from './http/fetch-handler.ts'
import { createModelRouter } from './model-router.ts'
import { protocolHeader, protocolVersion } from './protocol-version.ts'
import { createSyncHandler } from './sync/sync-handler.ts'
import { liveInput, pullInput, pushInput, snapshotInput, transactInput } from './sync/sync-inputs.ts'

/**
 * The shape of the wire in each version of the protocol.
 *
 * Where this test fails, clients that are out there and this server would no longer understand each other. Go back to the
 * shape; or, for a change that old clients do not notice, write its hash over the version's; or, where they do, raise
 * `protocolVersion` and add a line, and servers answer `upgrade` to the clients of before.
 */
const shapes: Readonly<Record<number, string>> = {
  1: 'ed928f0b49637d15c40001a875598fd694b5650d1845a6f8ff068dcd3058f146',
}

const model = defineModel({
  service: 'wire',
  entities: {
    things: defineEntity({
      singular: 'thing',
      schema: z.object({
        id: z.uuid(),
        name: z.string().min(1).optional(),
        at: z.date(),
        big: z.bigint(),
        tags: z.set(z.string()),
        pairs: z.map(z.string(), z.date()),
        other: z.unknown(),
      }),
    }),
  },
})

const store = memoryStore(model)
let served: Served
beforeAll(async () => {
  const sync = createSyncHandler(model, { store, endpoint: '/api', modelVersions: ['now'] })
  const router = createModelRouter(model, { store, sync: { modelVersions: ['now'] } })
  const procedures = createFetchHandler(router, { endpoint: '/api' })
  served = await serve(async (request) => (await sync(request)) ?? procedures(request))
})
afterAll(() => served.close())

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const row = {
  id: uuid(1),
  name: 'Name',
  at: '2026-01-02T03:04:05.678Z',
  big: '12',
  tags: ['a'],
  pairs: [['a', '2026-01-02T03:04:05.678Z']],
  other: { $date: '2026-01-02T03:04:05.678Z' },
}
const insert = (n: number) => ({
  op: 'insert',
  mutationId: uuid(100 + n),
  entity: 'things',
  row: { ...row, id: uuid(n) },
})
const key = { id: uuid(1) }

/** JSON with the kinds of values instead of values: what is made at random, or by the clock, is the same each time. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, member]) => [name, name === 'message' ? 'sentence' : shapeOf(member)]),
    )
  }
  if (typeof value !== 'string') return typeof value === 'number' ? 'number' : value
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return 'time'
  if (/^[A-Za-z0-9_-]{60,}$/.test(value)) return 'cursor'
  return value
}

async function ask(path: string, init?: RequestInit): Promise<readonly unknown[]> {
  const response = await fetch(`${served.origin}/api/${path}`, init)
  const text = await response.text()
  const type = response.headers.get('content-type')
  const body = type?.startsWith('application/json')
    ? shapeOf(JSON.parse(text))
    : text.split('\n').map((line) => shapeOfLine(line))
  return [path.replace(/=.*/, '='), response.status, type, response.headers.get('cache-control'), body]
}

function shapeOfLine(line: string): unknown {
  const [, field = '', rest = ''] = /^(data: |id: )?(.*)$/.exec(line) ?? []
  return [field, shapeOf(rest.startsWith('{') ? JSON.parse(rest) : rest)]
}

function post(path: string, input: unknown): Promise<readonly unknown[]> {
  const headers = { 'content-type': 'application/json', [protocolHeader]: String(protocolVersion) }
  return ask(path, { method: 'POST', headers, body: JSON.stringify(input) })
}

async function readWire(): Promise<readonly unknown[]> {
  const feed = await store.heads()
  const pushed = [
    insert(1),
    insert(1),
    { op: 'update', mutationId: uuid(3), entity: 'things', key, changes: { big: '13' }, unset: ['name'] },
    { op: 'update', mutationId: uuid(4), entity: 'things', key, changes: {}, baseVersion: 9 },
    insert(2),
    { op: 'delete', mutationId: uuid(5), entity: 'things', key: { id: uuid(2) } },
    { ...insert(6), row: { id: uuid(6) } },
  ]
  const source = { clientId: 'client', seq: 1, modelVersion: 'now' }
  const calls = [
    await post('sync.push', { mutations: pushed, ...source }),
    await post('sync.push', { mutations: pushed, ...source, seq: 99 }),
    await post('sync.push', { mutations: [], modelVersion: 'then' }),
    await post('sync.transact', { mutations: [insert(7)], restrict: true }),
    await post('sync.transact', { mutations: [insert(7)] }),
    await post('sync.transact', { mutations: [pushed[3]] }),
    await ask('sync/snapshot?limit=1'),
    await ask('sync/snapshot.ndjson'),
    await ask(`sync/pull?cursor=${feed}`),
    await ask('sync/pull?cursor=nonsense'),
  ]
  const live = await fetch(`${served.origin}/api/sync/live?cursor=${feed}`)
  let events = ''
  for await (const chunk of live.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    events += chunk
    if (/"changes".*\n\n/.test(events)) break
  }
  return [...calls, live.headers.get('content-type'), events.split('\n').map(shapeOfLine)]
}

it('speaks the protocol of its version, in a shape that does not change unseen', async () => {
  const inputs = [pushInput(model), transactInput(model), pullInput, snapshotInput, liveInput].map((input) =>
    z.toJSONSchema(input, {
      io: 'input',
      unrepresentable: 'any',
      // How a format is checked is Zod's own matter.
      override: ({ jsonSchema }) => void delete jsonSchema.pattern,
    }),
  )
  const shape = JSON.stringify([protocolHeader, inputs, await readWire()], null, 1)
  await expect(shape).toMatchFileSnapshot(`./__snapshots__/wire-${protocolVersion}.json`)
  expect(createHash('sha256').update(shape).digest('hex')).toBe(shapes[protocolVersion])
})

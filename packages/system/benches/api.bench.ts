import { memoryStore } from '@throughline/schema/memory'
import { syncModel } from '@throughline/schema/testing'
import { createApi } from '@throughline/trpc'
import { serve } from '@throughline/trpc/node'
import { afterAll, bench, describe } from 'vitest'
import { serveByHand } from '../src/hand-written.ts'

// The derived API beside a tRPC router written by hand, both on Hono's Node server and on one store in memory, so that what
// is compared is the API alone. Requests a second are to be 0.9 times those of the one by hand, or more.

const store = memoryStore(syncModel)
await store.load(
  Array.from({ length: 2000 }, (_, n) => ({
    entity: 'teams' as const,
    row: { id: `team-${n}`, name: `Team ${n}`, slug: null },
  })),
)
const [derived, byHand] = await Promise.all([
  serve(createApi(syncModel, { store, endpoint: '/api', limits: { rate: false } }), {
    port: 0,
    hostname: '127.0.0.1',
    handleSignals: false,
  }),
  serveByHand(store),
])
afterAll(async () => {
  await derived.close()
  byHand.close()
})

const atOnce = 16
const servers = { 'by hand': byHand.origin, derived: derived.url }

const get = (path: string, input: object) => (origin: string) =>
  fetch(`${origin}/api/${path}?input=${encodeURIComponent(JSON.stringify(input))}`)
const post = (path: string, input: () => object) => (origin: string) =>
  fetch(`${origin}/api/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-throughline': '1' },
    body: JSON.stringify(input()),
  })

const calls: Record<string, Record<keyof typeof servers, (origin: string) => Promise<Response>>> = {
  byId: both(get('teams.byId', { id: 'team-7' })),
  'list of 100': both(get('teams.list', {})),
  create: both(post('teams.create', () => ({ id: crypto.randomUUID(), name: 'New', slug: null }))),
  update: both(post('teams.update', () => ({ key: { id: 'team-7' }, changes: { name: 'Newer' } }))),
  'snapshot page of 1,000': {
    'by hand': get('sync.snapshot', { limit: 1000 }),
    derived: (origin) => fetch(`${origin}/api/sync/snapshot?limit=1000`),
  },
}

function both(call: (origin: string) => Promise<Response>) {
  return { 'by hand': call, derived: call }
}

describe.each(Object.entries(calls))(`%s, ${atOnce} at a time`, (_name, by) => {
  for (const [name, origin] of Object.entries(servers)) {
    bench(
      name,
      async () => {
        const call = by[name === 'derived' ? 'derived' : 'by hand']
        await Promise.all(
          Array.from({ length: atOnce }, async () => {
            const response = await call(origin)
            if (!response.ok) throw new Error(await response.text())
            await response.json()
          }),
        )
      },
      { time: 2000, warmupTime: 1000 },
    )
  }
})

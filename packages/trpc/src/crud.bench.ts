import { memoryStore } from '@throughline/schema/testing'
import { initTRPC, TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { bench, describe } from 'vitest'
import * as z from 'zod'
import { libraryModel, uuid } from '../tests/library-model.ts'
import { createFetchHandler } from './http/fetch-handler.ts'
import { createModelRouter } from './model-router.ts'

/** The derived API beside one written by hand with the same procedures, on the same store, through the fetch API. */
const store = memoryStore(libraryModel)
await store.load(
  Array.from({ length: 100 }, (_, n) => ({
    entity: 'shelves' as const,
    row: { id: uuid(n), name: `Shelf ${n}`, color: 'red' as const, createdAt: '2026-01-01T00:00:00.000Z' },
  })),
)

const t = initTRPC.create({ isDev: false })
const key = z.strictObject({ id: z.string().min(1).max(256) })
const page = z.strictObject({ limit: z.int().min(1).max(1000).optional(), cursor: z.string().nullish() })
const changes = z.strictObject({
  name: z.string().min(1).max(40).optional(),
  color: z.enum(['red', 'blue']).optional(),
})
const update = z.strictObject({ key, changes, baseVersion: z.int().positive().optional() })

const byHand = t.router({
  shelves: {
    list: t.procedure
      .input(page.optional())
      .query(({ input, signal }) =>
        store.list('shelves', { ...input, cursor: input?.cursor ?? undefined, signal }),
      ),
    byId: t.procedure.input(key).query(async ({ input }) => {
      const stored = await store.get('shelves', input)
      if (!stored) throw new TRPCError({ code: 'NOT_FOUND' })
      return stored
    }),
    update: t.procedure.input(update).mutation(async ({ input }) => {
      const mutation = { op: 'update', mutationId: crypto.randomUUID(), entity: 'shelves', ...input } as const
      const [outcome] = await store.push([mutation])
      if (outcome?.status !== 'applied') throw new TRPCError({ code: 'CONFLICT' })
      return outcome.stored
    }),
  },
})

const derived = createFetchHandler(createModelRouter(libraryModel, { store }), { endpoint: '/api' })
const handlers = {
  derived,
  'by hand, with the same limits': createFetchHandler(byHand, { endpoint: '/api' }),
  'by hand, without limits': (req: Request) => fetchRequestHandler({ router: byHand, req, endpoint: '/api' }),
}

const get = (path: string, input: object): (() => Request) => {
  const url = `http://localhost/api/${path}?input=${encodeURIComponent(JSON.stringify(input))}`
  return () => new Request(url)
}
const requests: Record<string, () => Request> = {
  'shelves.byId': get('shelves.byId', { id: uuid(7) }),
  'shelves.list of 100 rows': get('shelves.list', {}),
  'shelves.update': () =>
    new Request('http://localhost/api/shelves.update', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-throughline': '1' },
      body: JSON.stringify({ key: { id: uuid(7) }, changes: { name: 'New' } }),
    }),
}

describe.each(Object.entries(requests))('%s', (_name, request) => {
  for (const [name, handler] of Object.entries(handlers)) {
    bench(
      name,
      async () => {
        const response = await handler(request())
        if (!response.ok) throw new Error(await response.text())
        await response.arrayBuffer()
      },
      { time: 1000, warmupTime: 1000 },
    )
  }
})

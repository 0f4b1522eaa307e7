import { serve } from '@hono/node-server'
import type { SyncStore } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'
import { initTRPC, TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import * as z from 'zod'

const t = initTRPC.create({ isDev: false })

const id = z.string().min(1).max(256)
const key = z.strictObject({ id })
const page = z.strictObject({
  limit: z.int().min(1).max(1000).optional(),
  cursor: z.string().max(4096).nullish(),
})
const team = z.strictObject({ id, name: z.string().min(1), slug: z.string().nullable().default(null) })
const changes = z.strictObject({
  name: z.string().min(1).optional(),
  slug: z.string().nullable().optional(),
})

/** The procedures that the benches call, as one writes them by hand for one entity. */
function routerOf(store: SyncStore<SyncModel>) {
  const write = async (mutation: Parameters<typeof store.push>[0][number]) => {
    const [outcome] = await store.push([mutation])
    if (outcome?.status !== 'applied') throw new TRPCError({ code: 'CONFLICT' })
    return outcome.stored
  }
  const head = () => ({ mutationId: crypto.randomUUID(), entity: 'teams' as const })
  return t.router({
    teams: t.router({
      list: t.procedure
        .input(page.optional())
        .query(({ input, signal }) =>
          store.list('teams', { ...input, cursor: input?.cursor ?? undefined, signal }),
        ),
      byId: t.procedure.input(key).query(async ({ input }) => {
        const stored = await store.get('teams', input)
        if (!stored) throw new TRPCError({ code: 'NOT_FOUND' })
        return stored
      }),
      create: t.procedure.input(team).mutation(({ input }) => write({ ...head(), op: 'insert', row: input })),
      update: t.procedure
        .input(z.strictObject({ key, changes, baseVersion: z.int().positive().optional() }))
        .mutation(({ input }) => write({ ...head(), op: 'update', ...input })),
    }),
    sync: t.router({
      snapshot: t.procedure
        .input(page)
        .query(({ input, signal }) =>
          store.snapshot({ ...input, cursor: input.cursor ?? undefined, signal }),
        ),
    }),
  })
}

/** Serves them as Hono's Node server does it, with no limits and no policies. */
export async function serveByHand(
  store: SyncStore<SyncModel>,
): Promise<{ origin: string; close: () => void }> {
  const router = routerOf(store)
  return new Promise((resolve) => {
    const server = serve(
      {
        fetch: (req) => fetchRequestHandler({ router, req, endpoint: '/api' }),
        port: 0,
        hostname: '127.0.0.1',
      },
      ({ port }) =>
        resolve({
          origin: `http://127.0.0.1:${port}`,
          close: () => {
            server.close()
          },
        }),
    )
  })
}

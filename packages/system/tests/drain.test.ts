import { StoreError } from '@throughline/schema'
import { createRandom, syncModel, team } from '@throughline/schema/testing'
import { createTRPCTransport } from '@throughline/trpc/client'
import { afterEach, expect, it } from 'vitest'
import { freshTable } from '../src/fresh-table.ts'
import { pause } from '../src/pause.ts'
import { type ServerPool, startPool } from '../src/server-pool.ts'

let pool: ServerPool | undefined
afterEach(() => pool?.close())

it('is deployed anew without a client noticing more than a reconnect', async () => {
  const { store, ...place } = await freshTable()
  pool = await startPool(place, 2, createRandom(3))
  const { url, fetch, servers } = pool
  const transport = createTRPCTransport(syncModel, { url, fetch })
  const over = new AbortController()
  const cursor = await store.heads()
  const heard: string[] = []
  const listening = (async () => {
    for await (const event of transport.live({ cursor, signal: over.signal })) {
      if (event.kind === 'changes') heard.push(...event.changes.map(({ mutationId = '' }) => mutationId))
    }
  })()
  const sent: string[] = []
  const refusals: string[] = []
  const pushing = (async () => {
    while (!over.signal.aborted) {
      const mutation = team(crypto.randomUUID())
      const source = { clientId: crypto.randomUUID(), seq: 1 }
      for (;;) {
        try {
          expect(await transport.push([mutation], source)).toMatchObject([{ status: 'applied' }])
          break
        } catch (error) {
          refusals.push(error instanceof StoreError ? error.code : String(error))
          await pause(20)
        }
      }
      sent.push(mutation.mutationId)
    }
  })()
  await expect.poll(() => heard.length, { timeout: 20_000 }).toBeGreaterThan(5)
  await servers[0]?.stop()
  const before = sent.length
  await expect.poll(() => sent.length, { timeout: 20_000 }).toBeGreaterThan(before + 5)
  const told = () => sent.every((mutationId) => heard.includes(mutationId))
  await expect.poll(told, { timeout: 20_000 }).toBe(true)
  over.abort()
  await Promise.all([pushing, listening])
  // A server that ends says so: none of the requests that it had taken was cut off.
  expect(new Set(refusals)).toEqual(new Set(refusals.length > 0 ? ['unavailable'] : []))
  expect(new Set(heard).size).toBe(heard.length)
})

import { type SyncMutation, createRandom, syncModel, team } from '@throughline/schema/testing'
import { createTRPCTransport } from '@throughline/trpc/client'
import { afterEach, expect, it } from 'vitest'
import { freshTable } from '../src/fresh-table.ts'
import { apiPath } from '../src/place.ts'
import { type ServerPool, startPool } from '../src/server-pool.ts'

const clients = 1000

let pool: ServerPool | undefined
afterEach(() => pool?.close())

it(`keeps its memory flat with ${clients} live clients`, async () => {
  const { store, ...place } = await freshTable()
  pool = await startPool(place, 1, createRandom(1))
  const [server] = pool.servers
  if (!server) throw new Error('A pool has servers.')
  const transport = createTRPCTransport(syncModel, { url: `${server.origin}${apiPath}` })
  const cursor = await store.heads()
  const over = new AbortController()
  let [open, heard] = [0, 0]
  const listening = Array.from({ length: clients }, async () => {
    for await (const event of transport.live({ cursor, signal: over.signal })) {
      if (event.kind === 'open') open += 1
      if (event.kind === 'changes') heard += event.changes.length
    }
  })
  await expect.poll(() => open, { timeout: 60_000 }).toBe(clients)

  const heaps: number[] = []
  let rows = 0
  for (let round = 0; round < 6; round += 1) {
    const batch = Array.from({ length: 20 }, (): SyncMutation => team(`r${(rows += 1)}`))
    await store.push(batch)
    await expect.poll(() => heard, { timeout: 60_000 }).toBe(rows * clients)
    heaps.push((await server.vitals()).heap)
  }
  // The first rounds fill what is kept for clients that come back; then nothing grows with the rounds.
  const [early = 0, late = Infinity] = [heaps[2], heaps[5]]
  expect(late - early).toBeLessThan(early * 0.05)
  over.abort()
  await Promise.all(listening)
})

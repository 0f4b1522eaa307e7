import { createRandom, syncModel, team } from '@throughline/schema/testing'
import { createTRPCTransport } from '@throughline/trpc/client'
import { afterAll, bench, describe } from 'vitest'
import { freshTable } from '../src/fresh-table.ts'
import { apiPath } from '../src/place.ts'
import { startPool } from '../src/server-pool.ts'

// How long a change takes from a push through one process to a live client of another; to be below 200 ms at p99.

const { store, ...place } = await freshTable()
const pool = await startPool(place, 2, createRandom(1))
const [writer, reader] = pool.servers.map(({ origin }) =>
  createTRPCTransport(syncModel, { url: `${origin}${apiPath}` }),
)
if (!writer || !reader) throw new Error('The pool has two servers.')

const over = new AbortController()
const waiting = new Map<string, () => void>()
let open: () => void = () => undefined
const opened = new Promise<void>((resolve) => {
  open = resolve
})
const listening = (async () => {
  for await (const event of reader.live({ cursor: await store.heads(), signal: over.signal })) {
    if (event.kind === 'open') open()
    if (event.kind !== 'changes') continue
    for (const { mutationId = '' } of event.changes) waiting.get(mutationId)?.()
  }
})()
await opened

afterAll(async () => {
  over.abort()
  await listening
  await pool.close()
})

describe('a change, from one process to a live client of another', () => {
  const clientId = crypto.randomUUID()
  let seq = 0
  bench(
    'pushed and heard',
    async () => {
      const mutation = team(crypto.randomUUID())
      const heard = new Promise<void>((resolve) => {
        waiting.set(mutation.mutationId, resolve)
      })
      await writer.push([mutation], { clientId, seq: (seq += 1) })
      await heard
      waiting.delete(mutation.mutationId)
    },
    { iterations: 300, time: 0, warmupIterations: 20, warmupTime: 0 },
  )
})

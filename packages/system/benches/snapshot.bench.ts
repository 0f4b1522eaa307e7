import { type SyncModel, createRandom, syncModel } from '@throughline/schema/testing'
import type { EntityRow } from '@throughline/schema'
import { createTRPCTransport } from '@throughline/trpc/client'
import { afterAll, bench, describe } from 'vitest'
import { freshTable } from '../src/fresh-table.ts'
import { apiPath } from '../src/place.ts'
import { type ServerPool, startPool } from '../src/server-pool.ts'

// 95,000 rows over HTTP, compressed, from a server process on DynamoDB Local; to be 10 seconds or less on two cores.

const rows = 95_000
const { store, ...place } = await freshTable(2)
await store.load(manyRows())
let pool: ServerPool | undefined
afterAll(() => pool?.close())

/** A server that has read nothing yet. */
async function startCold(): Promise<void> {
  await pool?.close()
  pool = await startPool(place, 1, createRandom(1))
}

const urlOf = (): string => `${pool?.servers[0]?.origin}${apiPath}`

/** A thousand teams, with ten projects each, and tasks in them. */
function* manyRows(): Generator<EntityRow<SyncModel>> {
  for (let n = 0; n < rows; n += 1) {
    const [teamId, number] = [`team-${Math.floor(n / 95)}`, n % 95]
    if (number === 0) {
      yield { entity: 'teams', row: { id: teamId, name: `Team ${n}`, slug: null } }
    } else if (number <= 10) {
      const at = '2026-01-01T00:00:00.000Z'
      yield {
        entity: 'projects',
        row: { teamId, number, name: `Project ${n} of ${teamId}`, version: 1, updatedAt: at },
      }
    } else {
      const task = {
        title: `Something to be done, number ${n}`,
        done: n % 2 === 0,
        labels: ['a', `b${n % 7}`],
      }
      yield { entity: 'tasks', row: { ...task, id: `task-${n}`, teamId, projectNumber: 1 + (number % 10) } }
    }
  }
}

async function readAll(): Promise<void> {
  const transport = createTRPCTransport(syncModel, { url: urlOf() })
  let [count, cursor] = [0, undefined as string | undefined]
  do {
    const page = await transport.snapshot({ cursor })
    count += page.items.length
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  if (count !== rows) throw new Error(`${count} rows came, not ${rows}.`)
}

async function readStream(): Promise<void> {
  const response = await fetch(`${urlOf()}/sync/snapshot.ndjson`)
  let count = 0
  for (const line of (await response.text()).split('\n')) if (line.includes('"entity"')) count += 1
  if (count !== rows) throw new Error(`${count} rows came, not ${rows}.`)
}

// Once each: the second time a server answers from what it has kept.
const once = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0, setup: startCold }

describe(`${rows} rows, from a server that has read none of them`, () => {
  bench('page by page', readAll, once)
  bench('as one stream', readStream, once)
})

describe(`${rows} rows, from a server that has read them before`, () => {
  bench('page by page', readAll, { iterations: 3, time: 0 })
})

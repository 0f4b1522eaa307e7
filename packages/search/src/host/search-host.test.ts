import { IDBFactory } from 'fake-indexeddb'
import type { AnyModel, SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { clinicModel } from '../../tests/clinic-model.ts'
import { townModel, townRows } from '../../tests/fixtures/town-model.ts'
import { searchPlanOf } from '../search-fields.ts'
import type { HostMessage, SearchState } from './messages.types.ts'
import type { RowEdit } from './replica.ts'
import { type SearchHost, createSearchHost } from './search-host.ts'

let hosts: SearchHost[] = []
beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(() => {
  for (const host of hosts) host.close()
  hosts = []
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A visit: an index that is opened with what the visits before have kept. */
function visit(store: SyncStore<typeof townModel>, model: AnyModel = townModel) {
  const reads: string[] = []
  let state: SearchState | undefined
  const answers: HostMessage[] = []
  const host = createSearchHost({
    post: (message) => {
      if (message.kind === 'state') ({ state } = message)
      else answers.push(message)
    },
    source: {
      snapshot: async (options) => {
        reads.push('snapshot')
        return store.snapshot(options)
      },
      pull: async (options) => {
        reads.push('pull')
        return store.pull(options)
      },
    },
  })
  hosts.push(host)
  host.receive({ kind: 'open', plan: searchPlanOf(model), storage: 'ada', pollInterval: false })
  const find = async (query: string): Promise<number> => {
    host.receive({ kind: 'search', id: 1, query, options: {} })
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    const [answer] = answers.splice(0)
    return answer?.kind === 'result' ? answer.result.total : -1
  }
  return { host, reads, find, state: () => state }
}

async function ready(one: ReturnType<typeof visit>): Promise<void> {
  await vi.waitFor(() => {
    expect(one.state()?.isReady).toBe(true)
    expect(one.reads).toContain('pull')
  })
}

async function openStore() {
  const store = memoryStore(townModel)
  await store.load(townRows(3))
  return store
}

const edit: RowEdit = {
  entity: 'people',
  key: 'p1',
  kind: 'update',
  state: 'pending',
  row: { id: 'p1', name: 'Quito' },
  version: 1,
}

it('goes on from what a visit before has kept', async () => {
  const store = await openStore()
  const first = visit(store)
  await ready(first)
  expect(first.reads).toEqual(['snapshot', 'pull'])
  await vi.advanceTimersByTimeAsync(6000)
  first.host.close()
  const second = visit(store)
  await ready(second)
  expect(second.reads).toEqual(['pull'])
  expect(await second.find('miller')).toBe(3)
})

it('keeps nothing that is not confirmed', async () => {
  const store = await openStore()
  const first = visit(store)
  await ready(first)
  first.host.receive({ kind: 'edits', edits: [edit] })
  expect(await first.find('quito')).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  first.host.close()
  const second = visit(store)
  await ready(second)
  expect(second.reads).toEqual(['snapshot', 'pull'])
  expect(await second.find('quito')).toBe(0)
  second.host.receive({ kind: 'edits', edits: [edit] })
  second.host.receive({
    kind: 'edits',
    edits: [{ ...edit, state: 'settled', row: { id: 'p1', name: 'Lima' } }],
  })
  await vi.advanceTimersByTimeAsync(6000)
  second.host.close()
  const third = visit(store)
  await ready(third)
  expect(third.reads).toEqual(['pull'])
  expect([await third.find('quito'), await third.find('lima')]).toEqual([0, 1])
})

it('begins anew where the model is another one, the feed was forgotten, or all was cleared', async () => {
  const store = await openStore()
  const first = visit(store)
  await ready(first)
  await vi.advanceTimersByTimeAsync(6000)
  first.host.close()

  const other = visit(store, clinicModel)
  await ready(other)
  expect(other.reads).toEqual(['snapshot', 'pull'])
  await vi.advanceTimersByTimeAsync(6000)
  other.host.close()

  const again = visit(store)
  await ready(again)
  await vi.advanceTimersByTimeAsync(6000)
  again.host.close()
  await store.clear()
  await store.load(townRows(2))
  const reset = visit(store)
  await vi.waitFor(() => expect(reset.reads).toEqual(['pull', 'snapshot', 'pull']))
  await vi.waitFor(() => expect(reset.state()?.rows).toBe(20))
  expect(await reset.find('miller')).toBe(2)

  reset.host.receive({ kind: 'clear' })
  await vi.advanceTimersByTimeAsync(60_000)
  const last = visit(store)
  await ready(last)
  expect(last.reads).toEqual(['snapshot', 'pull'])
})

it('tells what went wrong, and tries again', async () => {
  const store = await openStore()
  let isDown = true
  const shaky: SyncStore<typeof townModel> = {
    ...store,
    snapshot: async (options) => {
      if (isDown) throw new Error('The server is away.')
      return store.snapshot(options)
    },
  }
  const one = visit(shaky)
  await vi.waitFor(() => expect(one.state()).toMatchObject({ error: 'The server is away.', isReady: false }))
  isDown = false
  await vi.advanceTimersByTimeAsync(1000)
  await ready(one)
  expect(one.state()).toMatchObject({ error: null, rows: 30, progress: null })
})

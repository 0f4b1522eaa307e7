import { describe, expect, it } from 'vitest'
import { memoryStore, type MemoryStoreOptions } from '../memory/memory-store.ts'
import type { MutationOutcome, StoredRow } from '../mutation.types.ts'
import { StoreError } from '../store-error.ts'
import type { Change, PullResult, SyncStore } from '../sync.types.ts'
import { failingChecks } from './failing-checks.ts'
import { placeOf } from './replica.ts'
import { syncChecks } from './sync-contract.ts'
import { createClock, day, type SyncModel, syncModel } from './sync-model.ts'

// A contract that no broken store fails would prove nothing: each fault here is caught by the check that is named.

type Syncs = SyncStore<SyncModel>
type Pulled = Extract<PullResult<SyncModel>, { kind: 'changes' }>

/** A store whose pulls are changed on their way out. */
function withChanges(
  store: Syncs,
  alter: (changes: readonly Change<SyncModel>[]) => readonly Change<SyncModel>[],
): Syncs {
  return {
    ...store,
    async pull(options) {
      const answer = await store.pull(options)
      return answer.kind === 'reset' ? answer : { ...answer, changes: alter(answer.changes) }
    },
  }
}

/** A store that answers something else where a method throws. */
function forgiving<TName extends 'pull' | 'push'>(
  store: Syncs,
  name: TName,
  instead: (error: StoreError, ...args: Parameters<Syncs[TName]>) => ReturnType<Syncs[TName]>,
): Syncs {
  const method = store[name] as (...args: unknown[]) => Promise<unknown>
  const tolerant = async (...args: Parameters<Syncs[TName]>): Promise<unknown> => {
    try {
      return await method(...args)
    } catch (error) {
      if (error instanceof StoreError) return instead(error, ...args)
      throw error
    }
  }
  return { ...store, [name]: tolerant }
}

const nothing = async (store: Syncs): Promise<Pulled> => ({
  kind: 'changes',
  changes: [],
  cursor: await store.heads(),
  more: false,
})

/** Versions begin at 1 again where a row is made anew. */
function forgetTombstones(store: Syncs): Syncs {
  const below = new Map<string, number>()
  const told = new Map<string, number>()
  let cursor = store.heads()
  const shown = (version: number, place: string): number => version - (below.get(place) ?? 0)
  const lowered = <T extends StoredRow>(stored: T, version: number): T => ({
    ...stored,
    meta: { ...stored.meta, version },
  })
  const follow = async (): Promise<void> => {
    const answer = await store.pull({ cursor: await cursor, limit: 1000 })
    if (answer.kind === 'reset') return void (cursor = store.heads())
    for (const change of answer.changes) {
      const place = placeOf(syncModel, change.entity, change.key)
      told.set(JSON.stringify(change.place), shown(change.version, place))
      if (change.op === 'delete') below.set(place, change.version)
    }
    cursor = Promise.resolve(answer.cursor)
  }
  const broken = withChanges(store, (changes) =>
    changes.map((change) => {
      const version = told.get(JSON.stringify(change.place)) ?? change.version
      const stored = change.op === 'put' && { stored: lowered(change.stored, version) }
      return { ...change, version, ...stored } as Change<SyncModel>
    }),
  )
  return {
    ...broken,
    async push(mutations, source) {
      const outcomes = await store.push(mutations, source)
      await follow()
      return outcomes
    },
  }
}

interface Fault {
  readonly caughtBy: string
  readonly options?: MemoryStoreOptions
  readonly broken?: (store: Syncs) => Syncs
}

const faults: Readonly<Record<string, Fault>> = {
  'loses a change': {
    caughtBy: 'tells each write of a root once, in order, with the row as it was left',
    broken: (store) => withChanges(store, (changes) => changes.toSpliced(2, 1)),
  },
  'loses the last change of a page': {
    caughtBy: 'answers the same changes in pages as at once, and again',
    broken: (store) => ({
      ...store,
      async pull(options) {
        const answer = await store.pull(options)
        if (answer.kind === 'reset' || !answer.more) return answer
        return { ...answer, changes: answer.changes.slice(0, -1) }
      },
    }),
  },
  'tells a change twice': {
    caughtBy: 'answers the same changes in pages as at once, and again',
    broken: (store) => withChanges(store, (changes) => changes.flatMap((change) => [change, change])),
  },
  'tells changes in another order': {
    caughtBy: 'has the writes of many clients at one time, each once',
    broken: (store) => withChanges(store, (changes) => changes.toReversed()),
  },
  'applies a duplicate': {
    caughtBy: 'applies a batch in order, and answers it again without applying it again',
    broken: (store) => ({ ...store, push: (mutations) => store.push(mutations) }),
  },
  'forgets that it rejected': {
    caughtBy: 'gives a rejected mutation the same answer when what it lacked is there',
    broken: (store) => retrying(store, 'rejected'),
  },
  'forgets that there was a conflict': {
    caughtBy: 'gives a conflict the same answer, with the row as it was then',
    broken: (store) => retrying(store, 'conflict'),
  },
  'forgets outcomes after a month': {
    caughtBy: 'answers again after 44 days',
    options: { outcomeTtl: 30 * day },
  },
  'takes a batch after a gap': {
    caughtBy: 'refuses a batch with a gap before it, and says where to go on',
    broken: (store) => takeAll(store, 'gap'),
  },
  'takes another mutation at a place that is taken': {
    caughtBy: 'refuses another mutation at a place that is taken, with all that follows',
    broken: (store) => takeAll(store, 'used'),
  },
  'knows a mutation by its id alone': {
    caughtBy: 'refuses another content under the same id at a place that is taken, with all that follows',
    broken: knowById,
  },
  'applies what comes before the mutation that it refuses': {
    caughtBy: 'refuses a whole batch for an entity that the model does not have',
    broken: (store) =>
      forgiving(store, 'push', async (refusal, mutations) => {
        await store.push(mutations.slice(0, 1))
        throw refusal
      }),
  },
  'makes rows anew with version 1': {
    caughtBy: 'continues above the tombstone where a row is made anew',
    broken: forgetTombstones,
  },
  'gives a tombstone the version of its row': {
    caughtBy: 'leaves a tombstone of every row that a delete takes along',
    broken: (store) =>
      withChanges(store, (changes) =>
        changes.map((change) =>
          change.op === 'delete' ? { ...change, version: change.version - 1 } : change,
        ),
      ),
  },
  'tells nothing of what a delete takes along': {
    caughtBy: 'leaves a tombstone of every row that a delete takes along',
    broken: (store) =>
      withChanges(store, (changes) =>
        changes.filter((change) => change.op === 'put' || change.cause === 'delete'),
      ),
  },
  'tells nothing of what was loaded': {
    caughtBy: 'brings a client to the table after a load and after a clear',
    broken: (store) =>
      withChanges(store, (changes) => changes.filter((change) => change.mutationId !== undefined)),
  },
  'takes a cursor of the feed for each page of a snapshot': {
    caughtBy: 'carries one cursor of the feed through all its pages',
    broken: (store) => ({
      ...store,
      snapshot: async (options) => ({ ...(await store.snapshot(options)), feed: await store.heads() }),
    }),
  },
  'reads a snapshot that lags behind its cursor': {
    caughtBy: 'is made whole by the feed, whatever is written meanwhile',
    broken: lag,
  },
  'answers nothing where it no longer knows': {
    caughtBy: 'says reset where it has forgotten, and never leaves out in silence',
    broken: (store) => ({
      ...store,
      async pull(options) {
        const answer = await store.pull(options)
        return answer.kind === 'reset' ? nothing(store) : answer
      },
    }),
  },
  'takes any cursor for one of its feed': {
    caughtBy: 'refuses what is no cursor of a feed',
    broken: (store) => forgiving(store, 'pull', () => nothing(store)),
  },
  'begins at its heads with what came before': {
    caughtBy: 'begins at its heads with what comes later',
    broken: (store) => {
      const first = store.heads()
      return { ...store, heads: () => first }
    },
  },
  'gives out the rows that it keeps': {
    caughtBy: 'keeps its rows from whoever gives or gets them',
    broken: share,
  },
  'takes null for absent': {
    caughtBy: 'tells null from absent',
    broken: (store) => ({
      ...store,
      async list(entity, options) {
        const page = await store.list(entity, options)
        for (const { row } of page.items) dropNulls(row)
        return page
      },
    }),
  },
}

/** A store that takes a mutation in spite of its place. */
function takeAll(store: Syncs, kind: 'gap' | 'used'): Syncs {
  return forgiving(store, 'push', (refusal, mutations) => {
    if (refusal.sequence?.kind !== kind) throw refusal
    return store.push(mutations)
  })
}

/** A store that tries again what ended like this. */
function retrying(store: Syncs, status: MutationOutcome['status']): Syncs {
  return {
    ...store,
    async push(mutations, source) {
      const outcomes = await store.push(mutations, source)
      const again = outcomes.map(async (outcome, index) => {
        const mutation = mutations[index]
        if (outcome.status !== status || !mutation) return outcome
        const [fresh = outcome] = await store.push([mutation])
        return fresh
      })
      return Promise.all(again)
    },
  }
}

function knowById(store: Syncs): Syncs {
  const sent = new Map<string, Parameters<Syncs['push']>[0][number]>()
  return {
    ...store,
    push(mutations, source) {
      const known = mutations.map((mutation) => sent.get(mutation.mutationId) ?? mutation)
      for (const mutation of known) sent.set(mutation.mutationId, mutation)
      return store.push(known, source)
    },
  }
}

/** A store whose snapshots show the table as it was before the last push. */
function lag(store: Syncs): Syncs {
  let behind = store.snapshot({ limit: 1000 })
  return {
    ...store,
    async push(mutations, source) {
      behind = store.snapshot({ limit: 1000 })
      await behind
      return store.push(mutations, source)
    },
    snapshot: async () => ({ ...(await behind), feed: await store.heads() }),
  }
}

/** A store that answers one object for a row as long as its version stays. */
function share(store: Syncs): Syncs {
  const kept = new Map<string, unknown>()
  return {
    ...store,
    async get(entity, key, options) {
      const stored = await store.get(entity, key, options)
      const place = `${placeOf(syncModel, entity, key)} ${stored?.meta.version}`
      if (!kept.has(place)) kept.set(place, stored)
      return kept.get(place) as typeof stored
    },
  }
}

function dropNulls(row: object): void {
  for (const [name, value] of Object.entries(row)) if (value === null) Reflect.deleteProperty(row, name)
}

const createSyncStore = (options: MemoryStoreOptions = {}) => {
  const clock = createClock()
  return { clock, store: memoryStore(syncModel, { now: clock.now, ...options }) }
}

describe('the contract of SyncStore', () => {
  it('finds nothing wrong with a sound store', async () => {
    expect(await failingChecks(syncChecks, createSyncStore)).toEqual([])
  })

  it.each(Object.entries(faults))(
    'catches a store that %s',
    async (_fault, { caughtBy, options, broken }) => {
      const failing = await failingChecks(syncChecks, () => {
        const { store, clock } = createSyncStore(options)
        return { clock, store: broken ? broken(store) : store }
      })
      expect(failing).toContain(caughtBy)
    },
  )
})

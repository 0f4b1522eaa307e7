import {
  BasicIndex,
  BTreeIndex,
  type Collection,
  createCollection,
  createLiveQueryCollection,
  eq,
  type SyncConfig,
  toArray,
} from '@tanstack/db'
import type { Mutation, SnapshotRow, SyncTransport } from '@throughline/schema'
import { childNames, type ChildName, type Register } from './register-model.ts'

type Row = Record<string, unknown> & { id: string }
type Sync = Parameters<SyncConfig<Row, string>['sync']>[0]
type Name = ChildName | 'people'

/** The collections of all entities, and what writes into them. */
export interface RawRegister {
  readonly collections: Record<Name, Collection<Row, string>>
  readonly take: (rows: readonly SnapshotRow<Register>[]) => void
}

type RawRow = Readonly<Record<string, unknown>>

/** A live query, as far as it is used here. */
export interface RawList {
  readonly toArray: readonly RawRow[]
  subscribeChanges(listener: () => void): { unsubscribe(): void }
  cleanup(): Promise<void>
}

const names: readonly Name[] = ['people', ...childNames]
const compareOptions = { direction: 'asc', nulls: 'first', stringSort: 'lexical' } as const

/** What one who knows TanStack DB well writes without this package: collections, indexes that fit the queries, chunks. */
export function createRawRegister(server: SyncTransport<Register>): RawRegister {
  const syncs = {} as Record<Name, Sync>
  const collections = {} as Record<Name, Collection<Row, string>>

  const write = (name: Name, type: 'insert' | 'update', rows: readonly Row[]): void => {
    const sync = syncs[name]
    sync.begin()
    for (const value of rows) sync.write({ type, value })
    void sync.commit()
  }

  for (const name of names) {
    collections[name] = createCollection<Row, string>({
      id: `raw.${name}.${crypto.randomUUID()}`,
      getKey: ({ id }) => id,
      startSync: true,
      gcTime: 0,
      autoIndex: 'off',
      defaultStringCollation: { stringSort: 'lexical' },
      sync: {
        rowUpdateMode: 'full',
        sync(started) {
          syncs[name] = started
          started.markReady()
        },
      },
      async onUpdate({ transaction }) {
        const { modified, changes, key } = transaction.mutations[0]
        const mutation = {
          op: 'update',
          mutationId: crypto.randomUUID(),
          entity: name,
          key: { id: key },
          changes,
        }
        await server.push([mutation as unknown as Mutation<Register>])
        write(name, 'update', [modified])
      },
    })
    if (name === 'people') {
      collections[name].createIndex((row) => row['lastName'], {
        indexType: BTreeIndex,
        options: { compareOptions },
      })
      collections[name].createIndex((row) => row.id, { indexType: BTreeIndex, options: { compareOptions } })
    } else {
      collections[name].createIndex((row) => row['personId'], {
        indexType: BasicIndex,
        options: { compareOptions },
      })
    }
  }

  /** Rows of one page, in chunks, each kind for itself. */
  const take = (rows: readonly SnapshotRow<Register>[]): void => {
    for (const name of names) {
      const own = rows.flatMap(({ entity, row }) => (entity === name ? [row as unknown as Row] : []))
      if (own.length > 0) write(name, 'insert', own)
    }
  }

  return { collections, take }
}

export function rawWindow({ collections }: RawRegister, limit: number, offset = 0): RawList {
  const live = createLiveQueryCollection({
    query: (q) =>
      q
        .from({ p: collections.people })
        .orderBy(({ p }) => p['lastName'])
        .offset(offset)
        .limit(limit),
    startSync: true,
    gcTime: 0,
  })
  live.subscribeChanges(() => {})
  return live
}

export function rawChildren({ collections }: RawRegister, name: ChildName, person: string): RawList {
  const live = createLiveQueryCollection({
    query: (q) => q.from({ c: collections[name] }).where(({ c }) => eq(c['personId'], person)),
    startSync: true,
    gcTime: 0,
  })
  live.subscribeChanges(() => {})
  return live
}

/** A page of people, each with its addresses. */
export function rawPage({ collections }: RawRegister, limit: number, offset: number): RawList {
  const live = createLiveQueryCollection({
    query: (q) =>
      q
        .from({ p: collections.people })
        .orderBy(({ p }) => p['lastName'])
        .offset(offset)
        .limit(limit)
        .select(({ p }) => ({
          ...p,
          addresses: toArray(q.from({ c: collections.addresses }).where(({ c }) => eq(c['personId'], p.id))),
        })),
    startSync: true,
    gcTime: 0,
  })
  live.subscribeChanges(() => {})
  // Sound: rows are plain objects.
  return live as unknown as RawList
}

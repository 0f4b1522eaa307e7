import { setTimeout as delay } from 'node:timers/promises'
import { BTreeIndex, createCollection, createLiveQueryCollection, type SyncConfig } from '@tanstack/db'
import { bench, describe } from 'vitest'
import { authorId, createClient, createServer, seedAuthors } from '../tests/library.ts'

const count = 10_000
const window = 50
type Sync = Parameters<SyncConfig<Author, string>['sync']>[0]
interface Author {
  id: string
  firstName: string
  lastName: string
}

const server = createServer()
await seedAuthors(server.server, count)
const { store } = createClient({ on: server })
const list = store.list('authors', { orderBy: { lastName: 'asc' }, limit: window })
list.subscribe(() => void list.get())
while (list.get().isLoading) await delay(5)

const raw = await createRaw()
let turn = 0

/** The same without this package: a collection by hand, an index by hand that matches the query's order, an echo of each write. */
async function createRaw() {
  let sync: Sync | undefined
  const write = (type: 'insert' | 'update', rows: Iterable<Author>): void => {
    sync?.begin()
    for (const value of rows) sync?.write({ type, value })
    void sync?.commit()
  }
  const collection = createCollection<Author, string>({
    getKey: ({ id }) => id,
    startSync: true,
    gcTime: 0,
    defaultStringCollation: { stringSort: 'lexical' },
    sync: {
      rowUpdateMode: 'full',
      sync(started) {
        sync = started
        started.markReady()
      },
    },
    async onUpdate({ transaction }) {
      for (const { modified, changes, key } of transaction.mutations) {
        const mutation = {
          op: 'update' as const,
          mutationId: crypto.randomUUID(),
          entity: 'authors' as const,
        }
        await server.server.push([{ ...mutation, key: { id: key }, changes }])
        write('update', [modified])
      }
    },
  })
  collection.createIndex((row) => row.lastName, {
    indexType: BTreeIndex,
    options: { compareOptions: { direction: 'asc', nulls: 'first', stringSort: 'lexical' } },
  })
  const rows = store.list('authors').get().data
  for (let start = 0; start < rows.length; start += 250) write('insert', rows.slice(start, start + 250))
  const live = createLiveQueryCollection({
    query: (q) =>
      q
        .from({ a: collection })
        .orderBy(({ a }) => a.lastName)
        .limit(window),
    startSync: true,
    gcTime: 0,
  })
  await live.preload()
  live.subscribeChanges(() => {})
  return { collection, live }
}

function show(row: { firstName: string } | undefined, expected: string): void {
  if (row?.firstName !== expected) throw new Error(`Not visible: ${row?.firstName} instead of ${expected}.`)
}

describe(`an update of one of ${count} rows, shown in an ordered window of ${window}, and its confirmation`, () => {
  bench('@throughline/collections', async () => {
    const name = `a${(turn += 1)}`
    const { confirmed } = store.update('authors', authorId(0), { firstName: name })
    show(list.get().data[0], name)
    await confirmed
  })

  bench('TanStack DB by hand', async () => {
    const name = `b${(turn += 1)}`
    const transaction = raw.collection.update(authorId(0), (draft) => void (draft.firstName = name))
    show(raw.live.toArray[0], name)
    await transaction.when('settled')
  })
})

describe(`the window at another place of ${count} ordered rows`, () => {
  bench('@throughline/collections', () => {
    turn += 1
    const offset = (turn * 977) % (count - window)
    store.list('authors', { orderBy: { lastName: 'asc' }, limit: window, offset }).get()
  })

  bench('TanStack DB by hand: setWindow', async () => {
    turn += 1
    await raw.live.utils.setWindow({ offset: (turn * 977) % (count - window), limit: window })
  })
})

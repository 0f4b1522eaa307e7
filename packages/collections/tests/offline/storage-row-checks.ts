import type { StoredTomb } from '../../src/offline/storage.types.ts'
import { isWritten, leading, loaded, same, type StorageCheck, versions } from './storage-check.ts'
import { owner, owners, pet } from './storage-model.ts'

/** Rows, tombstones and how far they reach. */
export const rowChecks: readonly StorageCheck[] = [
  {
    name: 'gives back what was written, value for value',
    async run(open) {
      const storage = await leading(open)
      const rich = { since: new Date('2020-02-02T02:02:02.002Z'), big: 12n ** 20n, secret: 'Łódź' }
      const stored = { ...owner('1', 3, rich), withheld: ['secret'] }
      const tomb = { key: '9', version: 4, below: true }
      const scope = { entity: 'pets', parentKey: '1', where: { ownerId: '1' } }
      const write = { parts: [owners([stored], [tomb])], cursor: 'c1', scopes: [scope] }
      isWritten(await storage.write({ ...write, client: { clientId: 'me', seq: 7 } }), 'the write')
      await storage.close()
      const { state, rows, tombs, isWhole } = await loaded(await open())
      same(rows, { 'owners 1': stored }, 'rows')
      same(tombs, { 'owners 9': tomb }, 'tombs')
      same([state.cursor, state.scopes, isWhole], ['c1', [scope], true], 'cursor and scopes')
      same(state.client, { clientId: 'me', seq: 7 }, 'client')
    },
  },
  {
    name: 'is empty at first, with a client of its own that stays',
    async run(open) {
      const first = await loaded(await open())
      same([first.rows, first.state.cursor, first.state.outbox], [{}, '', []], 'what is there')
      same(first.state.client.seq, 1, 'first place')
      same((await loaded(await open())).state.client, first.state.client, 'client')
    },
  },
  {
    name: 'applies rows and tombstones by version, in whatever order they come',
    async run(open) {
      const storage = await leading(open)
      await storage.write({ parts: [owners([owner('a', 2), owner('b', 2), owner('d', 5)])] })
      const gone = (key: string, version: number): StoredTomb => ({ key, version, below: false })
      await storage.write({ parts: [owners([owner('a', 1), owner('b', 3)], [gone('c', 4), gone('d', 3)])] })
      await storage.write({ parts: [owners([owner('c', 4), owner('e', 2)], [gone('b', 3)])] })
      await storage.write({ parts: [owners([owner('f', 5)], [gone('e', 1), gone('f', 4)])] })
      const { rows, tombs } = await loaded(await open())
      same(versions(rows), { 'owners a': 2, 'owners d': 5, 'owners e': 2, 'owners f': 5 }, 'rows')
      same(Object.keys(tombs).toSorted(), ['owners b', 'owners c'], 'tombs')
    },
  },
  {
    name: 'keeps thousands of rows, also once they are compacted',
    async run(open) {
      const storage = await leading(open)
      const all = Array.from({ length: 2_500 }, (_, index) => owner(String(index)))
      await storage.write({ parts: [owners(all)] })
      for (let index = 0; index < 60; index += 1) {
        await storage.write({ parts: [owners([owner(String(index), 2)])], cursor: `c${index}` })
      }
      const before = await loaded(storage)
      await storage.compact()
      const { rows, state } = await loaded(await open())
      same([Object.keys(rows).length, state.cursor], [2_500, 'c59'], 'rows and cursor')
      same(rows, before.rows, 'rows')
      same([rows['owners 59']?.meta.version, rows['owners 60']?.meta.version], [2, 1], 'versions')
    },
  },
  {
    name: 'reads entities in the order that is wanted, and what came since alone',
    async run(open) {
      const storage = await leading(open)
      const parts = [owners([owner('1')]), { entity: 'pets', rows: [pet('p', '1')], tombs: [] }]
      const first = await storage.write({ parts })
      await storage.write({ parts: [owners([owner('2')])] })
      same((await loaded(storage, { first: ['pets'] })).order, ['pets', 'owners'], 'order')
      const since = first.kind === 'written' ? first.writes : -1
      const { rows, state } = await loaded(storage, { since })
      if (storage.status().kind === 'indexeddb') same(Object.keys(rows), ['owners 2'], 'rows since')
      same(state.writes, since + 1, 'writes')
    },
  },
  {
    name: 'keeps how far a first reading has come with the rows that it brought',
    async run(open) {
      const storage = await leading(open)
      const progress = { cursor: 'page 2', feed: 'f', rows: 1 }
      await storage.write({ parts: [owners([owner('1')])], progress })
      const half = await loaded(await open())
      same(
        [half.state.progress, half.state.cursor, Object.keys(half.rows)],
        [progress, '', ['owners 1']],
        'half',
      )
      await storage.write({ parts: [owners([owner('2')])], progress: null, cursor: 'f' })
      const { state } = await loaded(await open())
      same([state.progress, state.cursor], [null, 'f'], 'whole')
    },
  },
]

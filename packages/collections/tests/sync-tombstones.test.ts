import type { Change, FeedPlace, StoredRow } from '@throughline/schema'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { applyChanges } from '../src/sync/apply-changes.ts'
import { createFeedFold } from '../src/sync/feed-fold.ts'
import { createRowCheck } from '../src/sync/row-check.ts'
import { authorId, library, settle } from './library.ts'
import { type Client, live, remotely, shown } from './sync-client.ts'
import { closeSynced } from './sync-server.ts'

const key = authorId(0)
const now = '2024-06-01T00:00:00.000Z'

const write = (op: 'delete' | 'insert') => ({
  mutationId: crypto.randomUUID(),
  entity: 'authors' as const,
  ...(op === 'insert'
    ? { op, row: { id: key, firstName: 'Again', lastName: 'There' } }
    : { op, key: { id: key } }),
})

/** The row as of a server that has forgotten its tombstone of version 2: versions begin anew above that. */
function forget({ server }: Client): void {
  const { pull, push } = server
  const anew = <T extends { readonly version: number }>(told: T): T =>
    told.version > 2 ? { ...told, version: told.version - 2 } : told
  const anewStored = <T extends StoredRow>(stored: T): T => ({ ...stored, meta: anew(stored.meta) })
  vi.spyOn(server, 'pull').mockImplementation(async (options) => {
    const page = await pull(options)
    if (page.kind === 'reset') return page
    const changes = page.changes.map((change) =>
      change.op === 'put' && change.entity === 'authors' && change.key.id === key
        ? { ...anew(change), stored: anewStored(change.stored) }
        : change,
    )
    return { ...page, changes }
  })
  vi.spyOn(server, 'push').mockImplementation(async (...args) => {
    const outcomes = await push(...args)
    return outcomes.map((outcome) =>
      outcome.status === 'applied' && outcome.stored
        ? Object.assign({}, anew(outcome), { stored: anewStored(outcome.stored) })
        : outcome,
    )
  })
}

afterEach(() => {
  closeSynced()
  vi.restoreAllMocks()
})

describe('a row whose tombstone the server has forgotten', () => {
  it('is shown when it is made again by someone else, at version 1, and follows what is written to it', async () => {
    const one = await live()
    forget(one)
    await one.server.push([write('delete')])
    await settle(2)
    expect(shown(one)).toBeUndefined()
    await one.server.push([write('insert')])
    await settle(2)
    expect(shown(one)).toEqual({ firstName: 'Again', lastName: 'There' })
    expect(one.store.meta('authors', key)?.version).toBe(1)
    await remotely(one, { firstName: 'Changed' })
    await settle(2)
    expect(shown(one)?.firstName).toBe('Changed')
    expect(one.store.meta('authors', key)?.version).toBe(2)
  })

  it('is shown when it is made again here, after an own delete', async () => {
    const one = await live()
    forget(one)
    // What is told of the own writes comes by their answers alone.
    one.network.offline = true
    one.network.cut()
    await settle(2)
    one.network.offline = false
    await one.store.delete('authors', key).confirmed
    const again = { id: key, firstName: 'Again', lastName: 'There' }
    await one.store.insert('authors', again).confirmed
    expect(shown(one)).toEqual({ firstName: 'Again', lastName: 'There' })
    expect(one.store.meta('authors', key)?.version).toBe(1)
    one.network.cut()
    await settle(4)
    expect(one.store.meta('authors', key)?.version).toBe(1)
  })
})

describe('changes that are told twice', () => {
  const place = (seq: number, shard = 0): FeedPlace => ({ shard, seq })
  const put = (version: number, at: FeedPlace): Change<typeof library, 'authors'> => {
    const row = { id: key, firstName: `V${version}`, lastName: `At${at.seq}`, born: null }
    const stored = {
      row: { ...row, createdAt: now, updatedAt: now },
      meta: { version, createdAt: now, updatedAt: now },
    }
    return { op: 'put', entity: 'authors', key: { id: key }, version, stored, place: at }
  }
  const gone = (version: number, at: FeedPlace): Change<typeof library, 'authors'> => ({
    op: 'delete',
    entity: 'authors',
    key: { id: key },
    version,
    deletedAt: now,
    cause: 'delete',
    place: at,
  })

  const open = () => {
    const fold = createFeedFold(library)
    const check = createRowCheck(
      library,
      () => {},
      () => {},
    )
    const options = { model: library, fold, check, isKept: () => true, onMutation: () => {} }
    return {
      fold,
      name: () => fold.table('authors').rows.get(key)?.['lastName'],
      tell: (...changes: Change<typeof library, 'authors'>[]) => applyChanges(options, changes),
    }
  }

  it('do not end the row that was made again, nor bring back what it was before', () => {
    const { tell, name } = open()
    const before = [put(5, place(1)), gone(6, place(2))]
    tell(...before, put(1, place(9)))
    expect(name()).toBe('At9')
    tell(...before)
    expect(name()).toBe('At9')
    tell(put(2, place(10)), gone(3, place(11)), ...before, put(1, place(9)))
    expect(name()).toBeUndefined()
    tell(put(1, place(12)))
    expect(name()).toBe('At12')
  })

  it('of other shards are told by their versions', () => {
    const { tell, name } = open()
    tell(gone(6, place(2)), put(5, place(9, 1)))
    expect(name()).toBeUndefined()
    tell(put(7, place(1, 1)))
    expect(name()).toBe('At1')
  })
})

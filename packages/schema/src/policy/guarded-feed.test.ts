import { describe, expect, it } from 'vitest'
import {
  ann,
  bo,
  boss,
  cy,
  deleteOf,
  idsOf,
  insertOf,
  openStudio,
  studio,
  studioPolicies,
  updateOf,
} from '../../tests/studio.ts'
import { memoryStore } from '../memory/memory-store.ts'
import { pullAll } from '../testing/replica.ts'
import type { Change } from '../sync.types.ts'
import { definePolicies } from './define-policies.ts'

describe('snapshots', () => {
  it('have the rows that a user may read, as they may read them', async () => {
    const { as } = await openStudio()
    const { items, cursor } = await as(bo).snapshot()
    expect(items.map(({ entity, row }) => `${entity} ${String(row['id'])}`)).toEqual([
      'members ann',
      'members bo',
      'jobs 1',
    ])
    expect(items[0]?.withheld).toEqual(['iban', 'pay', 'note', 'papers'])
    expect(cursor).toBeNull()
  })

  it('go on by cursors of the same scope alone', async () => {
    const { as } = await openStudio()
    const first = await as(bo).snapshot({ limit: 2 })
    const second = await as(bo).snapshot({ limit: 100, cursor: first.cursor ?? '' })
    expect(idsOf([...first.items, ...second.items])).toEqual(['ann', 'bo', '1'])
    expect(second.feed).toBe(first.feed)
    for (const user of [ann, boss, null]) {
      await expect(as(user).snapshot({ cursor: first.cursor ?? '' })).rejects.toMatchObject({
        code: 'invalid',
      })
    }
  })
})

describe('seeRows', () => {
  it('gives back the very rows, uncopied, where nothing is withheld', async () => {
    const { store } = await openStudio()
    const { items } = await store.snapshot()
    const open = definePolicies(studio, {
      roles: ['all', 'some'],
      principal: (role: 'all' | 'some') => ({ id: 'x', role }),
      entities: {
        members: {
          read: 'everyone',
          fields: { iban: { read: ['all'] }, note: { read: ['all'] }, papers: { read: ['all'] } },
        },
        jobs: { read: 'everyone' },
        trail: { read: 'everyone' },
      },
    })
    expect(open.open(store, 'all').seeRows(items)).toBe(items)
    const some = open.open(store, 'some').seeRows(items)
    expect(some).toHaveLength(items.length)
    for (const [index, item] of items.entries()) {
      if (item.entity === 'jobs') expect(some[index]).toBe(item)
      else expect(some[index]?.row).not.toBe(item.row)
    }
    // Without a change that tells what was before, changes are not copied either.
    const changes: Change<typeof studio>[] = []
    expect(open.open(store, 'all').seeChanges(changes)).toBe(changes)
  })

  it('agrees with the snapshot', async () => {
    const { store, as } = await openStudio()
    const { items } = await store.snapshot()
    for (const user of [boss, ann, bo, cy, null]) {
      expect(as(user).seeRows(items)).toEqual((await as(user).snapshot()).items)
    }
  })
})

describe('pulls', () => {
  it('tell of rows that come into sight, that change in it, and that leave it', async () => {
    const { store, as } = await openStudio()
    const view = as(bo)
    const [cursor, raw] = [await view.heads(), await store.heads()]
    await store.push([updateOf('members', { id: 'cy' }, { name: 'Cyd' })])
    await store.push([updateOf('members', { id: 'cy' }, { team: 'red' })])
    await store.push([updateOf('members', { id: 'cy' }, { name: 'Cyl' })])
    const left = updateOf('members', { id: 'cy' }, { team: 'blue' })
    await store.push([left])
    await store.push([deleteOf('members', { id: 'cy' })])
    const changes = await pullAll(view, cursor)
    expect(changes.map(({ op, version }) => `${op} ${version}`)).toEqual(['put 3', 'put 4', 'delete 5'])
    expect(changes[0]).toMatchObject({
      stored: { row: { team: 'red', iban: 'AT•• …3201' }, withheld: ['iban', 'pay', 'note', 'papers'] },
    })
    const stored = await pullAll(store, raw)
    const hidden = stored.find(({ mutationId }) => mutationId === left.mutationId)
    expect(changes[2]).toEqual({
      op: 'delete',
      entity: 'members',
      key: { id: 'cy' },
      version: 5,
      deletedAt: hidden?.op === 'put' ? hidden.stored.meta.updatedAt : undefined,
      cause: 'access',
      place: hidden?.place,
      mutationId: left.mutationId,
    })
  })

  it('tell of deletes to those who saw the row, those below it too', async () => {
    const { store, as } = await openStudio()
    const from = new Map([boss, ann, bo, cy, null].map((user) => [user, as(user).heads()]))
    await store.push([deleteOf('members', { id: 'ann' })])
    const told = async (user: typeof boss) =>
      (await pullAll(as(user), (await from.get(user)) ?? '')).map(
        ({ op, entity, key }) => `${op} ${entity} ${key.id}`,
      )
    const all = ['delete jobs 1', 'delete jobs 2', 'delete members ann']
    expect(await told(boss)).toEqual(all)
    expect(await told(ann)).toEqual(all)
    expect(await told(bo)).toEqual(['delete jobs 1', 'delete members ann'])
    expect(await told(cy)).toEqual(['delete jobs 1'])
    expect(await told(null)).toEqual(['delete jobs 1'])
  })

  it('never tell what was before', async () => {
    const { store, as } = await openStudio()
    const from = await Promise.all(
      [boss, ann, bo, null].map(async (user) => [user, await as(user).heads()] as const),
    )
    await store.push([
      updateOf('members', { id: 'ann' }, { note: 'New' }),
      deleteOf('jobs', { memberId: 'ann', id: '1' }),
    ])
    for (const [user, cursor] of from) {
      for (const change of await pullAll(as(user), cursor)) expect(change).not.toHaveProperty('before')
    }
  })

  it('begin anew with another scope, and with what is no cursor of one', async () => {
    const { store, as } = await openStudio()
    const cursor = await as(bo).heads()
    expect(await as(bo).pull({ cursor })).toMatchObject({ kind: 'changes', changes: [], more: false })
    for (const view of [as(ann), as(boss), as(null)])
      expect(await view.pull({ cursor })).toEqual({ kind: 'reset' })
    expect(await as(bo).pull({ cursor: await store.heads() })).toEqual({ kind: 'reset' })
    expect(as(ann).readCursor(cursor)).toBeUndefined()
    expect(as(bo).readCursor(as(bo).seeCursor('abc'))).toBe('abc')
    await expect(as(bo).pull({ cursor: as(bo).seeCursor('abc') })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('are the store’s own where it no longer reaches back', async () => {
    const { store, as } = await openStudio()
    const cursor = await as(bo).heads()
    await store.clear()
    expect(await as(bo).pull({ cursor })).toEqual({ kind: 'reset' })
  })
})

describe('changes of a time when the feed did not tell what was before', () => {
  const place = { shard: 0, seq: 1 }
  const meta = { version: 2, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
  const row = { id: 'x', name: 'X', team: 'red', pay: 0, note: null, createdAt: meta.createdAt }
  const put: Change<typeof studio> = {
    op: 'put',
    entity: 'members',
    key: { id: 'x' },
    version: 2,
    place,
    stored: { row, meta },
  }
  const gone: Change<typeof studio> = {
    op: 'delete',
    entity: 'members',
    key: { id: 'x' },
    version: 3,
    place,
    deletedAt: meta.updatedAt,
    cause: 'delete',
  }

  it('begin anew for who might have seen the row', async () => {
    const { as } = await openStudio()
    expect(as(cy).seeChanges([put])).toBe('reset')
    expect(as(bo).seeChanges([gone])).toBe('reset')
  })

  it('are told where it makes no difference', async () => {
    const { as } = await openStudio()
    expect(as(bo).seeChanges([put])).toMatchObject([
      { op: 'put', stored: { withheld: ['iban', 'pay', 'note', 'papers'] } },
    ])
    expect(as(boss).seeChanges([put, gone])).toMatchObject([{ op: 'put' }, gone])
    expect(as(null).seeChanges([put, gone])).toEqual([])
  })
})

describe('scope', () => {
  it('is the same for the same role where what it sees depends on no row, whoever it is', async () => {
    const { as } = await openStudio()
    expect(as(boss).scope).toBe(as({ id: 'b2', role: 'boss', team: 'other' }).scope)
    expect(as(boss).scope).toMatch(/^boss-[A-Za-z0-9_-]{22}$/)
  })

  it('is another for other attributes, roles and grants', async () => {
    const { as } = await openStudio()
    const scopes = [boss, ann, bo, cy, null].map((user) => as(user).scope)
    expect(new Set(scopes).size).toBe(scopes.length)
    expect(as({ ...bo, id: 'bo' } as typeof bo).scope).toBe(as(bo).scope)
    for (const scope of scopes) expect(scope).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
  })

  it('is another where policies grant other things, and the same where they grant the same', () => {
    const store = memoryStore(studio, { feedBefore: true })
    const scopeOf = (read: readonly 'a'[], mask: readonly 'a'[] = ['a']): string => {
      const members = { read, fields: { iban: { mask } } }
      const principal = () => ({ id: 'x', role: 'a' as const })
      return definePolicies(studio, {
        roles: ['a'],
        principal,
        entities: { members, jobs: {}, trail: {} },
      }).open(store, undefined).scope
    }
    expect(scopeOf(['a'])).toBe(scopeOf(['a']))
    expect(new Set([scopeOf(['a']), scopeOf([]), scopeOf(['a'], [])]).size).toBe(3)
  })

  it('is of the whole user where nothing else is said, and refuses one that is no plain data', async () => {
    const entities = { members: { read: { a: () => true } }, jobs: {}, trail: {} } as const
    const policies = definePolicies(studio, {
      roles: ['a'],
      principal: (_user: object) => ({ id: 'x', role: 'a' }),
      entities,
    })
    const store = memoryStore(studio, { feedBefore: true })
    const scopeOf = (user: object): string => policies.open(store, user).scope
    expect(scopeOf({ a: 1, b: 2 })).toBe(scopeOf({ b: 2, a: 1 }))
    expect(scopeOf({ a: 1 })).not.toBe(scopeOf({ a: '1' }))
    class Session {
      readonly #secret = Math.random()
      get secret() {
        return this.#secret
      }
    }
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    for (const user of [new Session(), { can: () => true }, loop]) {
      expect(() => scopeOf(user)).toThrow(expect.objectContaining({ code: 'not_configured' }))
    }
  })
})

describe('a store whose feed does not tell what was before', () => {
  it('is refused where rows are read by condition, and taken where none are', () => {
    const store = memoryStore(studio)
    expect(() => studioPolicies.open(store, boss)).toThrow(
      expect.objectContaining({ code: 'not_configured' }),
    )
    expect(studioPolicies.needsBefore).toBe(true)
    const all = { read: 'everyone' } as const
    const open = definePolicies(studio, {
      roles: ['a'],
      principal: () => ({ id: 'x', role: 'a' }),
      entities: {
        members: { ...all, fields: { pay: { read: { a: ({ row }) => row.pay > 0 } } } },
        jobs: all,
        trail: all,
      },
    })
    expect(open.needsBefore).toBe(false)
    expect(open.open(store, undefined).scope).toMatch(/^a-/)
  })
})

describe('inserts', () => {
  it('are told to those who may read them', async () => {
    const { store, as } = await openStudio()
    const from = await Promise.all(
      [boss, ann, bo, null].map(async (user) => [user, await as(user).heads()] as const),
    )
    await store.push([insertOf('jobs', { id: '9', memberId: 'ann', title: 'Nine', price: 90, open: false })])
    const counts = await Promise.all(
      from.map(async ([user, cursor]) => (await pullAll(as(user), cursor)).length),
    )
    expect(counts).toEqual([1, 1, 0, 0])
  })
})

import { defineEntity, defineModel, StoreError, type SyncStore } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/testing'
import { initTRPC, TRPCError } from '@trpc/server'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { bookOf, libraryModel, type LibraryModel, uuid } from '../tests/library-model.ts'
import { createModelRouter } from './model-router.ts'

const shelf = { id: uuid(1), name: 'Novels' }

function open(overrides: Partial<SyncStore<LibraryModel>> = {}) {
  const store: SyncStore<LibraryModel> = { ...memoryStore(libraryModel), ...overrides }
  return { store, api: createModelRouter(libraryModel, { store }).createCaller({}) }
}

describe('createModelRouter', () => {
  let { store, api } = open()
  beforeEach(async () => {
    ;({ store, api } = open())
    await api.shelves.create(shelf)
  })

  it('creates, reads, changes and deletes a row', async () => {
    expect(await api.shelves.byId({ id: uuid(1) })).toMatchObject({
      row: { ...shelf, color: 'red' },
      meta: { version: 1 },
    })
    const updated = await api.shelves.update({
      key: { id: uuid(1) },
      changes: { name: 'Poems' },
      baseVersion: 1,
    })
    expect(updated).toMatchObject({ row: { name: 'Poems', color: 'red' }, meta: { version: 2 } })
    expect(await api.shelves.delete({ key: { id: uuid(1) }, baseVersion: 2 })).toBeNull()
    expect(await store.get('shelves', { id: uuid(1) })).toBeUndefined()
  })

  it('lists all rows, or those of one parent, page by page', async () => {
    await api.shelves.create({ id: uuid(2), name: 'Maps' })
    for (const [n, parent] of [
      [3, 1],
      [4, 2],
      [5, 1],
    ] as const)
      await api.books.create(bookOf(uuid(n), uuid(parent)))
    const first = await api.books.list({ limit: 2 })
    const second = await api.books.list({ limit: 2, cursor: first.cursor })
    expect([...first.items, ...second.items].map(({ row }) => row.id).toSorted()).toEqual([
      uuid(3),
      uuid(4),
      uuid(5),
    ])
    expect(second.cursor).toBeNull()
    const ofOne = await api.books.list({ where: { shelfId: uuid(1) } })
    expect(ofOne.items.map(({ row }) => row.id)).toEqual([uuid(3), uuid(5)])
    expect((await api.shelves.list()).items).toHaveLength(2)
  })

  it('removes an optional field that is in `unset`', async () => {
    const key = { shelfId: uuid(1), id: uuid(3) }
    await api.books.create({ ...bookOf(key.id, key.shelfId), subtitle: 'Old' })
    await api.books.update({ key, changes: {}, unset: ['subtitle'] })
    expect((await api.books.byId(key)).row.subtitle).toBeUndefined()
    await expect(api.books.update({ key, changes: {}, unset: ['title'] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      issues: [{ path: ['title'] }],
    })
  })

  it('answers NOT_FOUND with a sentence', async () => {
    const error = { code: 'NOT_FOUND', message: 'This shelf does not exist.' }
    await expect(api.shelves.byId({ id: uuid(9) })).rejects.toMatchObject(error)
    await expect(api.shelves.update({ key: { id: uuid(9) }, changes: {} })).rejects.toMatchObject(error)
    await expect(api.shelves.delete({ key: { id: uuid(9) } })).rejects.toMatchObject(error)
  })

  it('answers CONFLICT with the row as it is now', async () => {
    const stored = await store.get('shelves', { id: uuid(1) })
    const conflict = { code: 'CONFLICT', stored }
    await expect(api.shelves.create({ ...shelf, name: 'Again' })).rejects.toMatchObject(conflict)
    await expect(
      api.shelves.update({ key: { id: uuid(1) }, changes: {}, baseVersion: 7 }),
    ).rejects.toMatchObject(conflict)
    await expect(api.shelves.delete({ key: { id: uuid(1) }, baseVersion: 7 })).rejects.toMatchObject(conflict)
  })

  it('answers BAD_REQUEST with the issue at the foreign key of a missing parent', async () => {
    await expect(api.books.create(bookOf(uuid(3), uuid(9)))).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      issues: [{ path: ['shelfId'] }],
    })
  })

  it('gives each plain write a mutationId of its own', async () => {
    const seen: string[] = []
    const { api: watched } = open({
      push: async (mutations) => {
        seen.push(...mutations.map(({ mutationId }) => mutationId))
        const place = { shard: 0, seq: 1 }
        return mutations.map(({ mutationId }) => {
          return { status: 'applied', mutationId, stored: null, version: 1, place }
        })
      },
    })
    await watched.shelves.create(shelf)
    await watched.shelves.delete({ key: { id: uuid(1) } })
    expect(new Set(seen).size).toBe(2)
    expect(seen.every((id) => z.uuid().safeParse(id).success)).toBe(true)
  })

  it('pushes mutations in order, one outcome each', async () => {
    const { outcomes } = await api.sync.push({
      mutations: [
        { op: 'insert', mutationId: uuid(11), entity: 'books', row: bookOf(uuid(3), uuid(1)) },
        {
          op: 'update',
          mutationId: uuid(12),
          entity: 'shelves',
          key: { id: uuid(1) },
          changes: { name: '' },
        },
        {
          op: 'update',
          mutationId: uuid(13),
          entity: 'shelves',
          key: { id: uuid(1) },
          changes: {},
          baseVersion: 9,
        },
        { op: 'delete', mutationId: uuid(14), entity: 'shelves', key: { id: uuid(1) } },
      ],
    })
    expect(outcomes).toMatchObject([
      { status: 'applied', mutationId: uuid(11), stored: { row: { title: 'Title' } } },
      { status: 'rejected', mutationId: uuid(12), code: 'invalid', issues: [{ path: ['name'] }] },
      { status: 'conflict', mutationId: uuid(13), stored: { row: shelf } },
      { status: 'applied', mutationId: uuid(14), stored: null },
    ])
  })

  it('says that a cursor is of another list, at its field', async () => {
    await expect(api.shelves.list({ cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      issues: [{ path: ['cursor'] }],
    })
  })

  it('keeps what a store throws as the cause', async () => {
    const thrown = new StoreError('throttled', 'SHELF#1 is hot')
    const { api: busy } = open({ get: () => Promise.reject(thrown) })
    await expect(busy.shelves.byId({ id: uuid(1) })).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      cause: thrown,
    })
  })
})

describe('mounting', () => {
  it('runs behind the middleware and context of one’s own procedure, inside one’s own router', async () => {
    const t = initTRPC.context<{ user?: string }>().create()
    const loggedIn = t.procedure.use(({ ctx, next }) => {
      if (ctx.user === undefined) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Log in first.' })
      return next({ ctx: { user: ctx.user } })
    })
    const library = createModelRouter(libraryModel, { store: memoryStore(libraryModel), procedure: loggedIn })
    const router = t.router({ library, hello: t.procedure.query(() => 'hello') })
    await expect(router.createCaller({}).library.shelves.list()).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
    const api = router.createCaller({ user: 'ann' })
    await api.library.shelves.create(shelf)
    expect((await api.library.shelves.list()).items).toHaveLength(1)
    expect(await api.hello()).toBe('hello')
  })

  it('refuses an entity whose name the router needs', () => {
    const model = defineModel({
      service: 'names',
      entities: { sync: defineEntity({ singular: 'syncItem', schema: z.object({ id: z.string() }) }) },
    })
    expect(() => createModelRouter(model, { store: memoryStore(model) })).toThrow(
      /names[\s\S]*sync: The API needs the name "sync"/,
    )
  })
})

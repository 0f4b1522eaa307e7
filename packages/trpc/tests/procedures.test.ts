import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LibraryApi, openLibrary } from './open-library.ts'
import { bookOf, uuid } from './library-model.ts'

let api: LibraryApi
beforeAll(async () => {
  api = await openLibrary()
})
afterAll(() => api.close())
beforeEach(() => api.store.clear())

const shelf = { id: uuid(1), name: 'Novels' }

describe('every procedure over HTTP', () => {
  it('create, byId, list, update, delete', async () => {
    expect(await api.mutate('shelves.create', shelf)).toMatchObject({
      status: 200,
      body: { result: { data: { row: { ...shelf, color: 'red' }, meta: { version: 1 } } } },
    })
    const book = {
      ...bookOf(uuid(2), uuid(1)),
      bought: new Date(0),
      loans: [{ reader: 'Ann', on: new Date(5) }],
    }
    expect((await api.mutate('books.create', book)).status).toBe(200)
    expect((await api.store.get('books', { shelfId: uuid(1), id: uuid(2) }))?.row).toEqual(book)
    expect(
      (await api.query('books.byId', { shelfId: uuid(1), id: uuid(2) })).body.result?.data,
    ).toMatchObject({
      row: { bought: '1970-01-01T00:00:00.000Z', loans: [{ reader: 'Ann', on: '1970-01-01T00:00:00.005Z' }] },
    })
    expect((await api.query('shelves.list')).body.result?.data).toMatchObject({
      items: [{ row: shelf }],
      cursor: null,
    })
    expect(
      (await api.query('books.list', { where: { shelfId: uuid(1) }, limit: 1 })).body.result?.data['items'],
    ).toHaveLength(1)
    expect(
      (await api.query('books.list', { where: { shelfId: uuid(9) } })).body.result?.data['items'],
    ).toEqual([])
    const update = { key: { id: uuid(1) }, changes: { name: 'Poems' }, baseVersion: 1 }
    expect((await api.mutate('shelves.update', update)).body.result?.data).toMatchObject({
      meta: { version: 2 },
    })
    expect((await api.mutate('shelves.delete', { key: { id: uuid(1) } })).body).toEqual({
      result: { data: null },
    })
    expect((await api.query('books.list', {})).body.result?.data['items']).toEqual([])
  })

  it('sync.push answers 200 with an outcome for each mutation', async () => {
    const { status, body } = await api.mutate('sync.push', {
      mutations: [
        { op: 'insert', mutationId: uuid(11), entity: 'shelves', row: shelf },
        {
          op: 'insert',
          mutationId: uuid(12),
          entity: 'shelves',
          row: { ...shelf, id: uuid(2), admin: true },
        },
        { op: 'insert', mutationId: uuid(13), entity: 'shelves', row: { name: 'No id' } },
        { op: 'update', mutationId: uuid(14), entity: 'shelves', key: { id: 5 }, changes: {} },
      ],
    })
    expect(status).toBe(200)
    expect(body.result?.data['outcomes']).toMatchObject([
      { status: 'applied', mutationId: uuid(11) },
      { status: 'rejected', mutationId: uuid(12), code: 'invalid', issues: [{ path: ['admin'] }] },
      { status: 'rejected', mutationId: uuid(13), code: 'invalid', issues: [{ path: ['id'] }] },
      { status: 'rejected', mutationId: uuid(14), code: 'invalid', issues: [{ path: ['id'] }] },
    ])
    expect((await api.store.list('shelves')).items).toHaveLength(1)
  })
})

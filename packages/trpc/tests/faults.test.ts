import { createConnection } from 'node:net'
import { StoreError } from '@throughline/schema'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LibraryApi, openLibrary } from './open-library.ts'
import { uuid } from './library-model.ts'

let api: LibraryApi
beforeAll(async () => {
  api = await openLibrary()
})
afterAll(() => api.close())
beforeEach(async () => {
  api.failWith(undefined)
  api.faults.length = 0
  await api.store.clear()
})

const secret = 'ConditionalCheckFailed on SHELF#0815 in table prod-library'
const shelf = { id: uuid(1), name: 'Novels' }

describe('what goes wrong inside', () => {
  beforeEach(async () => {
    await api.store.push([{ op: 'insert', mutationId: uuid(10), entity: 'shelves', row: shelf }])
  })

  it('answers NOT_FOUND and CONFLICT with a sentence, and the row as it is now', async () => {
    expect(await api.query('shelves.byId', { id: uuid(9) })).toMatchObject({
      status: 404,
      body: { error: { message: 'This shelf does not exist.', data: { code: 'NOT_FOUND' } } },
    })
    const stored = { row: { name: 'Novels' }, meta: { version: 1 } }
    const stale = { key: { id: uuid(1) }, changes: { name: 'x' }, baseVersion: 3 }
    expect(await api.mutate('shelves.update', stale)).toMatchObject({
      status: 409,
      body: {
        error: { message: 'This shelf was changed by someone else in the meantime.', data: { stored } },
      },
    })
    expect(await api.mutate('shelves.create', shelf)).toMatchObject({
      status: 409,
      body: { error: { data: { stored } } },
    })
  })

  it.each<[unknown, number]>([
    [new StoreError('throttled', secret), 429],
    [new StoreError('unavailable', secret, { cause: new Error(secret) }), 503],
    [new StoreError('not_configured', secret), 503],
    [new StoreError('denied', secret), 403],
    [new StoreError('invalid', secret), 400],
    [new TypeError(secret), 500],
    [secret, 500],
    [{ message: secret, pk: 'SHELF#0815' }, 500],
  ])('%s: a sentence for the client, the cause for the log', async (thrown, status) => {
    api.failWith(thrown)
    const calls = [
      api.query('shelves.list', {}),
      api.query('books.list', { where: { shelfId: uuid(1) } }),
      api.query('shelves.byId', { id: uuid(1) }),
      api.mutate('shelves.create', { id: uuid(2), name: 'x' }),
      api.mutate('shelves.delete', { key: { id: uuid(1) } }),
      api.mutate('sync.push', { mutations: [] }),
    ]
    for (const { status: answered, body } of await Promise.all(calls)) {
      expect(answered).toBe(status)
      expect(body.error?.message).toMatch(/^[A-Z].*\.$/)
    }
    expect(api.faults).toHaveLength(6)
    for (const { error } of api.faults)
      expect(error.cause).toMatchObject(thrown instanceof Error ? thrown : { message: secret })
    expect(api.faults.map(({ path }) => path)).toContain('sync.push')
  })

  it('survives a client that leaves in the middle of its body', async () => {
    const { port, hostname } = new URL(api.url)
    const socket = createConnection({ port: Number(port), host: hostname })
    socket.write(
      `POST /api/trpc/shelves.create HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nx-throughline: 1\r\ncontent-length: 500\r\n\r\n{"id`,
    )
    await expect.poll(() => api.requests.at(-1)).toBe('POST /api/trpc/shelves.create')
    socket.destroy()
    await expect.poll(() => api.faults.map(({ error }) => error.code)).toEqual(['CLIENT_CLOSED_REQUEST'])
    expect((await api.query('shelves.list')).status).toBe(200)
  })
})

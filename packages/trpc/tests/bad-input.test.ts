import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LibraryApi, openLibrary } from './open-library.ts'
import { bookOf, uuid } from './library-model.ts'

let api: LibraryApi
beforeAll(async () => {
  api = await openLibrary({ maxBodyBytes: 20_000, maxBatch: 3 })
})
afterAll(() => api.close())
beforeEach(() => api.store.clear())

const shelf = { id: uuid(1), name: 'Novels' }

describe('bad input', () => {
  beforeEach(async () => {
    await api.store.push([{ op: 'insert', mutationId: uuid(10), entity: 'shelves', row: shelf }])
  })

  it.each<[string, string, unknown, string[][]]>([
    ['an unknown field', 'shelves.create', { id: uuid(2), name: 'x', admin: true }, [['admin']]],
    [
      'managed fields',
      'shelves.create',
      { id: uuid(2), name: 'x', createdAt: 'x', version: 9 },
      [['createdAt'], ['version']],
    ],
    ['wrong values', 'shelves.create', { id: uuid(2), name: '', color: 'pink' }, [['name'], ['color']]],
    ['no id', 'shelves.create', { name: 'x' }, [['id']]],
    [
      'a nested value',
      'books.create',
      { ...bookOf(uuid(2), uuid(1)), loans: [{ reader: 'Ann', on: 'soon' }] },
      [['loans', '0', 'on']],
    ],
    [
      'a check of the whole row',
      'books.create',
      { ...bookOf(uuid(2), uuid(1), 'T'), subtitle: 'T' },
      [['subtitle']],
    ],
    ['no object', 'shelves.create', [shelf], [[]]],
    ['null', 'shelves.create', null, [[]]],
    [
      'a key of another shape',
      'shelves.update',
      { key: { name: 'x' }, changes: {} },
      [
        ['key', 'id'],
        ['key', 'name'],
      ],
    ],
    ['a key with the separator', 'shelves.delete', { key: { id: 'a#b' } }, [['key', 'id']]],
    ['a version that is none', 'shelves.delete', { key: { id: uuid(1) }, baseVersion: 0 }, [['baseVersion']]],
    ['an unknown option', 'shelves.update', { key: { id: uuid(1) }, changes: {}, force: true }, [['force']]],
    ['a change of the key', 'shelves.update', { key: { id: uuid(1) }, changes: { id: uuid(3) } }, [['id']]],
    [
      'a managed change',
      'shelves.update',
      { key: { id: uuid(1) }, changes: { updatedAt: 'x' } },
      [['updatedAt']],
    ],
  ])('answers BAD_REQUEST with the issues per field: %s', async (_case, path, input, issues) => {
    const { status, body } = await api.mutate(path, input)
    expect(status).toBe(400)
    expect(body.error?.data).toMatchObject({ code: 'BAD_REQUEST', httpStatus: 400, path })
    expect(body.error?.data.issues?.map((issue) => issue.path)).toEqual(issues)
    expect(body.error?.data.issues?.every(({ message }) => message.length > 5)).toBe(true)
    expect((await api.store.list('shelves')).items).toMatchObject([{ row: shelf, meta: { version: 1 } }])
  })

  it.each<[string, string, unknown, string[][]]>([
    ['limit', 'shelves.list', { limit: 1001 }, [['limit']]],
    ['cursor', 'shelves.list', { cursor: 'nonsense' }, [['cursor']]],
    ['where of an unknown field', 'shelves.list', { where: { nope: 1 } }, [['where', 'nope']]],
    [
      'where with an unknown operator',
      'shelves.list',
      { where: { name: { regex: '.*' } } },
      [['where', 'name']],
    ],
    [
      'where with a value of another type',
      'books.list',
      { where: { pages: { gt: 'many' } } },
      [['where', 'pages']],
    ],
    ['order by what has no index', 'books.list', { orderBy: { title: 'asc' } }, [['orderBy']]],
    ['an unknown relation', 'books.list', { include: { owners: true } }, [['include', 'owners']]],
    ['an unknown field', 'books.list', { fields: ['secret'] }, [['fields']]],
    ['an unknown option', 'books.list', { offset: 10 }, [['offset']]],
    ['extra key part', 'shelves.byId', { id: uuid(1), name: 'x' }, [['name']]],
  ])('checks what a query asks for: %s', async (_case, path, input, issues) => {
    const { status, body } = await api.query(path, input)
    expect(status).toBe(400)
    expect(body.error?.data.issues?.map((issue) => issue.path)).toEqual(issues)
  })

  it.each(['__proto__', 'constructor', 'prototype'])(
    'refuses the key %s everywhere, and no prototype is changed',
    async (name) => {
      const evil = `{"${name}":{"polluted":true}}`
      const bodies: [string, string][] = [
        ['shelves.create', `{"id":"${uuid(2)}","name":"x","${name}":{"polluted":true}}`],
        ['shelves.update', `{"key":{"id":"${uuid(1)}"},"changes":${evil}}`],
        ['shelves.update', `{"key":{"id":"${uuid(1)}"},"changes":{},"unset":["${name}"]}`],
        ['shelves.update', `{"key":{"id":"${uuid(1)}","${name}":{}},"changes":{}}`],
        ['shelves.delete', `{"key":{"id":"${uuid(1)}"},"${name}":{"polluted":true}}`],
        [
          'books.create',
          JSON.stringify({ ...bookOf(uuid(2), uuid(1)), extra: 1 }).replace(
            '"extra":1',
            `"${name}":{"on":1}`,
          ),
        ],
        ['sync.push', `{"mutations":[],"${name}":{}}`],
        [
          'sync.push',
          `{"mutations":[{"op":"delete","mutationId":"${uuid(9)}","entity":"${name}","key":{}}]}`,
        ],
      ]
      for (const [path, body] of bodies)
        expect([path, (await api.post(path, body)).status]).toEqual([path, 400])
      const row = `{"id":"${uuid(2)}","name":"x","${name}":{"polluted":true}}`
      const pushed = await api.post(
        'sync.push',
        `{"mutations":[{"op":"insert","mutationId":"${uuid(9)}","entity":"shelves","row":${row}}]}`,
      )
      expect(pushed.body.result?.data['outcomes']).toMatchObject([
        { status: 'rejected', issues: [{ path: [name] }] },
      ])
      expect({}).not.toHaveProperty('polluted')
      expect((await api.store.list('shelves')).items).toMatchObject([{ row: shelf, meta: { version: 1 } }])
    },
  )

  it.each(['{"id":', 'nonsense', '', 'null', '5'])('answers BAD_REQUEST to the body %j', async (body) => {
    const answer = await api.post('shelves.create', body)
    expect(answer.status).toBe(400)
    expect(answer.body.error?.message).toMatch(/^The request is not valid( JSON)?\.$/)
  })

  it('answers BAD_REQUEST to a query whose input is no JSON, or whose path is not encoded', async () => {
    expect((await api.send('shelves.byId?input=%7Bx')).body.error?.message).toBe(
      'The request is not valid JSON.',
    )
    expect((await api.send('%E0%A4%A')).status).toBe(400)
  })

  it.each([
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'application/jsonp',
  ])('runs no mutation sent as %s', async (type) => {
    const { status, body } = await api.post(
      'shelves.create',
      JSON.stringify({ id: uuid(2), name: 'x' }),
      type,
    )
    expect(status).toBe(415)
    expect(body.error?.message).toContain('must be JSON')
    expect((await api.store.list('shelves')).items).toHaveLength(1)
  })

  it('runs no mutation on a GET, and no query on a POST', async () => {
    const input = encodeURIComponent(JSON.stringify({ key: { id: uuid(1) } }))
    expect((await api.send(`shelves.delete?input=${input}`)).status).toBe(405)
    expect((await api.mutate('shelves.list', {})).status).toBe(405)
    expect((await api.store.list('shelves')).items).toHaveLength(1)
  })

  it('takes a body up to the limit and refuses one that says or turns out to be larger', async () => {
    const book = { ...bookOf(uuid(2), uuid(1)), title: '' }
    const size = (title: string): number => JSON.stringify({ ...book, title }).length
    const title = 'x'.repeat(20_000 - size(''))
    expect((await api.mutate('books.create', { ...book, title })).status).toBe(200)
    const larger = JSON.stringify({ ...book, id: uuid(3), title: `${title}x` })
    expect((await api.post('books.create', larger)).status).toBe(413)
    const stream = new Blob([larger]).stream()
    const headers = { 'content-type': 'application/json', 'x-throughline': '1' }
    const { status, body } = await api.send('books.create', {
      method: 'POST',
      body: stream,
      headers,
      duplex: 'half',
    })
    expect(status).toBe(413)
    expect(body.error?.message).toBe('The body is larger than 20000 bytes. Send less at a time.')
    expect((await api.store.list('books')).items).toHaveLength(1)
  })

  it('refuses a batch that is over-long, and runs one that is not', async () => {
    const batch = (count: number) =>
      `${Array.from({ length: count }, () => 'shelves.list').join(',')}?batch=1&input={}`
    expect((await api.send(batch(4))).status).toBe(400)
    expect((await api.send(batch(3))).body).toHaveLength(3)
  })

  it('refuses a push of more than 100 mutations whole', async () => {
    const mutations = Array.from({ length: 101 }, (_, index) => ({
      op: 'delete',
      mutationId: uuid(1000 + index),
      entity: 'shelves',
      key: { id: uuid(1) },
    }))
    const { status, body } = await api.mutate('sync.push', { mutations })
    expect(status).toBe(400)
    expect(body.error?.data.issues).toMatchObject([{ path: ['mutations'] }])
    expect((await api.store.list('shelves')).items).toHaveLength(1)
  })

  it.each<[string, object, string]>([
    ['an unknown operation', { op: 'drop' }, 'op'],
    ['an unknown entity', { entity: 'chairs' }, 'entity'],
    ['an id that is no UUID', { mutationId: '1' }, 'mutationId'],
    ['an unknown member', { force: true }, 'force'],
    ['a key that is no object', { key: 'x' }, 'key'],
  ])('refuses a malformed envelope: %s', async (_case, part, field) => {
    const good = { op: 'delete', mutationId: uuid(9), entity: 'shelves', key: { id: uuid(1) } }
    const { status, body } = await api.mutate('sync.push', { mutations: [good, { ...good, ...part }] })
    expect(status).toBe(400)
    expect(body.error?.data.issues?.[0]?.path).toEqual(['mutations', '1', field])
    expect((await api.store.list('shelves')).items).toHaveLength(1)
  })

  it('answers NOT_FOUND to a procedure, or a path, that is not there', async () => {
    for (const path of ['shelves.find', 'constructor', '__proto__', 'toString', '']) {
      expect([path, (await api.query(path)).status]).toEqual([path, 404])
    }
    const outside = await fetch(`${api.url}s/shelves.list`)
    expect([outside.status, outside.headers.get('cache-control')]).toEqual([404, 'no-store'])
  })
})

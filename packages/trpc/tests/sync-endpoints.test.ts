import { type Mutation, StoreError, type SyncStore } from '@throughline/schema'
import { TRPCError } from '@trpc/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bookOf, type LibraryModel, uuid } from './library-model.ts'
import { openMemory, serveSync, type SyncServer } from './open-sync.ts'
import { watchedStore, type WatchedStore } from './watched-store.ts'

let watched: WatchedStore<LibraryModel>
let store: SyncStore<LibraryModel>
let server: SyncServer
let refusal: TRPCError | undefined

beforeAll(async () => {
  watched = watchedStore(openMemory())
  ;({ store } = watched)
  server = await serveSync(store, {
    createContext: ({ resHeaders }) => {
      if (refusal) throw refusal
      resHeaders.set('x-served-by', 'one')
      return {}
    },
  })
})
afterAll(() => server.close())
beforeEach(() => store.clear())
afterEach(() => {
  watched.around = () => undefined
  refusal = undefined
})

const shelf = (n: number, name = `Shelf ${n}`): Mutation<LibraryModel> => ({
  op: 'insert',
  mutationId: crypto.randomUUID(),
  entity: 'shelves',
  row: { id: uuid(n), name },
})
const book = (n: number, shelfId: string): Mutation<LibraryModel> => ({
  op: 'insert',
  mutationId: crypto.randomUUID(),
  entity: 'books',
  row: { ...bookOf(uuid(n), shelfId), bought: new Date(n), loans: [{ reader: 'Ann', on: new Date(5) }] },
})

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/sync/${path}`, { headers })
  return { response, status: response.status, text: await response.text() }
}

describe('the plain endpoints', () => {
  it('serve a snapshot that is compressed, named, and asked for again for nothing', async () => {
    await store.push([shelf(1), book(2, uuid(1))])
    const { response, text } = await get('snapshot', { 'accept-encoding': 'gzip' })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'cache-control': 'private, no-cache, no-transform',
      'x-served-by': 'one',
      vary: 'accept-encoding',
    })
    const etag = response.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{64}-gzip"$/)
    expect(JSON.parse(text)).toEqual({
      ...JSON.parse(JSON.stringify(await store.snapshot())),
      feed: expect.any(String),
    })
    const again = await get('snapshot', { 'accept-encoding': 'gzip', 'if-none-match': etag })
    expect([again.status, again.text, again.response.headers.get('etag')]).toEqual([304, '', etag])
    const plain = await get('snapshot', { 'accept-encoding': 'identity' })
    expect(plain.response.headers.get('content-encoding')).toBeNull()
    expect(plain.response.headers.get('etag')).toBe(etag.replace('-gzip', ''))
    expect(plain.text).toBe(text)
  })

  it.each(['gzip', 'identity'])(
    'serve the whole as one stream (%s), which goes on where it was cut',
    async (coding) => {
      await store.push(Array.from({ length: 60 }, (_, n) => shelf(n)))
      const paged = await serveSync(store, { maxPageBytes: 4000 })
      const lines = async (query = ''): Promise<Record<string, unknown>[]> => {
        const response = await fetch(`${paged.url}/sync/snapshot.ndjson${query}`, {
          headers: { 'accept-encoding': coding },
        })
        expect(response.headers.get('content-encoding')).toBe(coding === 'gzip' ? 'gzip' : null)
        const text = await response.text()
        return text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>)
      }
      const all = await lines()
      const rows = all.filter((line) => 'entity' in line)
      const cursors = all.filter((line) => 'cursor' in line)
      expect([rows.length, all[0], all.at(-1)]).toEqual([
        60,
        { feed: expect.any(String) },
        { end: true, rows: 60 },
      ])
      expect(cursors.length).toBeGreaterThan(2)
      const middle = all.indexOf(cursors[1] ?? {})
      const rest = await lines(`?cursor=${String(cursors[1]?.['cursor'])}`)
      expect(rest[0]).toEqual(all[0])
      expect([...all.slice(0, middle), ...rest].filter((line) => 'entity' in line)).toEqual(rows)
      await paged.close()
    },
  )

  it('say in a stream that has begun why it ends early', async () => {
    await store.push(Array.from({ length: 60 }, (_, n) => shelf(n)))
    const paged = await serveSync(store, { maxPageBytes: 4000 })
    let reads = 0
    watched.around = (method, moment) => {
      if (method === 'snapshot' && moment === 'before' && (reads += 1) > 4)
        throw new StoreError('throttled', 'SHELF#1')
    }
    const text = await (await fetch(`${paged.url}/sync/snapshot.ndjson`)).text()
    const last: unknown = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')
    expect(last).toMatchObject({ error: { data: { code: 'TOO_MANY_REQUESTS', path: 'sync.snapshot' } } })
    expect(text).not.toContain('SHELF#')
    await paged.close()
  })

  it.each<[string, number, string]>([
    ['snapshot?limit=0', 400, 'limit'],
    ['snapshot?limit=1001', 400, 'limit'],
    ['snapshot?limit=1e2', 400, 'limit'],
    ['snapshot?tenant=other', 400, 'tenant'],
    ['snapshot?__proto__=1', 400, '__proto__'],
    ['snapshot.ndjson?limit=5', 400, 'limit'],
    ['pull', 400, 'cursor'],
    ['pull?cursor=', 400, 'cursor'],
    [`pull?cursor=${'x'.repeat(8193)}`, 400, 'cursor'],
    ['live', 400, 'cursor'],
  ])('refuse what is asked wrongly: %s', async (path, status, field) => {
    const answer = await get(path)
    expect([answer.status, answer.response.headers.get('cache-control')]).toEqual([status, 'no-store'])
    expect(JSON.parse(answer.text)).toMatchObject({
      error: {
        message: 'The request is not valid.',
        data: { code: 'BAD_REQUEST', issues: [{ path: [field] }] },
      },
    })
  })

  it.each(['snapshot', 'snapshot.ndjson', 'pull', 'live'])(
    'refuse a cursor that is none, and a user who is nobody: %s',
    async (path) => {
      const wrong = await get(`${path}?cursor=nonsense`)
      expect([wrong.status, wrong.response.headers.get('content-type')]).toEqual([400, 'application/json'])
      refusal = new TRPCError({ code: 'UNAUTHORIZED', message: 'Log in first.' })
      const nobody = await get(`${path}?cursor=nonsense`)
      expect(nobody.status).toBe(401)
      expect(JSON.parse(nobody.text)).toMatchObject({
        error: { message: 'Log in first.', data: { code: 'UNAUTHORIZED' } },
      })
    },
  )

  it('are read with GET alone, from this origin alone', async () => {
    const response = await fetch(`${server.url}/sync/pull`, { method: 'POST' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET'])
    const { response: answer } = await get('snapshot', { origin: 'https://evil.example' })
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('hide what went wrong inside', async () => {
    watched.around = () => {
      throw new Error('SHELF#0815')
    }
    for (const path of ['snapshot', 'snapshot.ndjson', 'pull?cursor=x', 'live?cursor=x']) {
      const { status, text } = await get(path)
      expect([path, status]).toEqual([path, 500])
      expect(text).not.toContain('SHELF')
    }
  })
})

import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeShots, writeHeaders } from './http-shots.ts'
import { bookOf, uuid } from './library-model.ts'
import { type Shot, tenantIds } from './tenants.ts'
import { checkAnswer, checkError, type ErrorBody, makeTwoTenants } from './two-tenants.ts'

/** More for a longer search: `FUZZ_RUNS=20000 npx vitest run --project trpc tests/http-fuzz.test.ts`. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 400)

const rig = makeTwoTenants()
const { check, fire, stores, tableOf } = rig
const { call, syncCall, batch, anything } = makeShots({ procedures: rig.procedures, cursors: rig.cursors })
beforeAll(rig.open)
afterAll(rig.close)
beforeEach(rig.reset)

describe('the whole HTTP surface', () => {
  it.each<[string, fc.Arbitrary<Shot>, readonly number[]]>([
    ['calls of procedures', call, [200, 400, 404, 409]],
    ['sync', syncCall, [200, 400, 404]],
    ['batches', batch, [207, 400]],
    ['anything at all', anything, [200, 404, 405, 415]],
  ])(
    'answers with typed errors, without effect, and only to whom it belongs: %s',
    async (_name, shots, seen) => {
      const statuses = new Set<number>()
      const property = fc.asyncProperty(shots, async (shot) => {
        statuses.add(await check(shot))
      })
      await fc.assert(property, { numRuns, plugins: [fc.beforeEach(rig.reset)] })
      // What is sent has to be near enough to what is served, or nothing is tested.
      expect([...statuses]).toEqual(expect.arrayContaining([...seen]))
    },
  )

  it('closes on bytes that are no request, with an answer in the same shape', async () => {
    const head = fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'get', 'BREW', '', '\0'),
        fc.constantFrom('/api/shelves.list', '*', 'http://x/api/shelves.list', '//', '/\\', 'x', '/\xff', ''),
        fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', ''),
        fc.array(
          fc.constantFrom(
            'host: x',
            'host: a b',
            'host: x:99999',
            'content-length: -1',
            'content-length: 9',
            'transfer-encoding: chunked',
            'transfer-encoding: x',
            'content-type: application/json',
            'x-throughline: 1',
            'no colon',
            ': x',
            'expect: y',
            'connection: upgrade\r\nupgrade: websocket',
            'x-tenant: \x01',
            `x: ${'y'.repeat(20_000)}`,
          ),
          { maxLength: 4 },
        ),
      )
      .map(([method, target, version, headers]) =>
        [`${method} ${target} ${version}`, 'connection: close', ...headers, '', ''].join('\r\n'),
      )
    await fc.assert(
      fc.asyncProperty(
        head,
        fc.constantFrom('', '{}', '5\r\nabcde\r\n0\r\n\r\n', 'zz\r\n'),
        async (bytes, body) => {
          const before = await tableOf('a')
          const answer = await raw(bytes + body)
          const [first = '', ...rest] = answer.split('\r\n\r\n')
          if (first !== '') {
            const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1])
            expect(status).toBeLessThan(500)
            if (status >= 400 && status !== 417) expect(first).toMatch(/content-type: application\/json/i)
            if (status >= 400 && !/transfer-encoding/i.test(first) && rest[0]) {
              checkError(JSON.parse(rest[0]) as ErrorBody, status)
            }
          }
          expect(await tableOf('a')).toBe(before)
        },
      ),
      { numRuns: Math.ceil(numRuns / 4) },
    )
  })
})

/** Sends bytes as they are, and reads what comes until the other side closes, or says nothing more. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(rig.port(), '127.0.0.1')
  let answer = ''
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1')
  })
  socket.end(Buffer.from(bytes, 'latin1'))
  await Promise.race([once(socket, 'close').catch(() => {}), setTimeout(200)])
  socket.destroy()
  return answer
}

describe('by name', () => {
  const post = (path: string, input: unknown): Shot => ({
    method: 'POST',
    path: `/api/${path}`,
    headers: { ...writeHeaders, 'x-tenant': 'a' },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  })
  const get = (path: string): Shot => ({
    method: 'GET',
    path: `/api/${path}`,
    headers: { 'x-tenant': 'a' },
    body: undefined,
  })
  const insert = (n: number) => ({
    op: 'insert',
    mutationId: uuid(5000 + n),
    entity: 'shelves',
    row: { id: uuid(500 + n), name: `New ${n}` },
  })
  const answer = async (shot: Shot) => {
    const answered = await fire(shot)
    checkAnswer(shot, answered)
    return { status: answered.status, body: JSON.parse(answered.text) as Record<string, never> }
  }

  it('refuses 10,000 operations in one push, one transaction, one createMany and one batch', async () => {
    const mutations = Array.from({ length: 10_000 }, (_, n) => insert(n))
    const rows = mutations.map(({ row: inserted }) => inserted)
    const calls = Array.from({ length: 10_000 }, () => 'shelves.list').join(',')
    expect(await check(post('sync.push', { mutations, clientId: 'one', seq: 1 }))).toBe(400)
    expect(await check(post('sync.transact', { mutations }))).toBe(400)
    expect(await check(post('shelves.createMany', { rows }))).toBe(400)
    expect(await check(get(`${calls.slice(0, 8000)}?batch=1`))).toBe(400)
    expect(await check(get(`${calls}?batch=1`))).toBe(413)
    expect(await check(post('sync.push', `{"mutations":${'['.repeat(2_000_000)}`))).toBe(400)
    expect(await check(post('sync.push', ' '.repeat(3_000_001)))).toBe(413)
  })

  it('answers a push again as before, and refuses gaps and places that are taken', async () => {
    const first = post('sync.push', { mutations: [insert(1)], clientId: 'one', seq: 1 })
    const applied = await answer(first)
    expect(applied.status).toBe(200)
    const table = await tableOf('a')
    expect(await answer(first)).toEqual(applied)
    for (const [seq, n, kind] of [
      [3, 3, 'gap'],
      [1, 2, 'used'],
    ] as const) {
      const { status, body } = await answer(
        post('sync.push', { mutations: [insert(n)], clientId: 'one', seq }),
      )
      expect(status).toBe(400)
      expect(body).toMatchObject({ error: { data: { sequence: { kind, lastSeq: 1 } } } })
    }
    expect(await tableOf('a')).toBe(table)
  })

  it('finds nothing under another tenant’s ids, and changes nothing there', async () => {
    const theirs = { id: tenantIds.b[0] }
    const book = { shelfId: tenantIds.b[0], id: tenantIds.b[0] }
    const input = encodeURIComponent(JSON.stringify(theirs))
    expect(await check(get(`shelves.byId?input=${input}`))).toBe(404)
    expect(await check(get(`books.byId?input=${encodeURIComponent(JSON.stringify(book))}`))).toBe(404)
    expect(await check(post('shelves.update', { key: theirs, changes: { name: 'mine' } }))).toBe(404)
    expect(await check(post('shelves.delete', { key: theirs }))).toBe(404)
    expect(await check(post('books.create', bookOf(uuid(900), tenantIds.b[0])))).toBe(400)
    const { body } = await answer(
      post('sync.push', { mutations: [{ ...insert(1), op: 'delete', row: undefined, key: theirs }] }),
    )
    expect(body).toMatchObject({
      result: { data: { outcomes: [{ status: 'rejected', code: 'not_found' }] } },
    })
  })

  it('answers cursors that are forged, of something else, or too old', async () => {
    const known = await stores.a.heads()
    const forged = [
      known.slice(0, -3),
      `${known}x`,
      known.toUpperCase(),
      Buffer.from('{"__proto__":1}').toString('base64url'),
    ]
    for (const wrong of [...forged, rig.cursors[1]!]) {
      for (const path of ['sync/pull', 'sync/live']) {
        const status = await check(get(`${path}?cursor=${encodeURIComponent(wrong)}`))
        expect([path, wrong, status]).toEqual([path, wrong, 400])
      }
    }
    expect(
      await check(get(`shelves.list?input=${encodeURIComponent(JSON.stringify({ cursor: known }))}`)),
    ).toBe(400)
    await stores.a.clear()
    const { body } = await answer(get(`sync/pull?cursor=${encodeURIComponent(known)}`))
    expect(body).toEqual({ kind: 'reset' })
  })
})

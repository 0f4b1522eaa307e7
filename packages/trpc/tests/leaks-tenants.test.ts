import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openApiDocument } from '../src/openapi/open-api-document.ts'
import { requestOf, writeHeaders } from './leaks/attack.ts'
import { type Call, callsOf, otherPaths } from './leaks/calls.ts'
import { subjects } from './leaks/subjects.ts'
import { endpoint, openWorld, type Session, tokenOf, userOf, type World } from './leaks/world.ts'

/** Every name that a schema, or a description of an API, gives to something. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, inner]) => {
    const own =
      name === 'properties'
        ? Object.keys(inner ?? {})
        : name === 'name' && typeof inner === 'string'
          ? [inner]
          : []
    return own.concat(namesIn(inner))
  })
}

const tenantNames = (value: unknown): string[] =>
  namesIn(value).filter((name) => /tenant|organi[sz]ation|workspace/i.test(name))

const session: Session = { tenant: 'a', user: userOf('admin') }
/** Names by which a request could ask for another tenant's rows. */
const wishes = { tenant: 'b', tenantId: 'b', ctx: { tenant: 'b' }, context: { tenant: 'b' } }
const wishHeaders = {
  'x-tenant': 'b',
  'x-tenant-id': 'b',
  tenant: 'b',
  cookie: `tenant=b; tenantId=b; authorization=${encodeURIComponent(tokenOf({ tenant: 'b', user: userOf('admin') }))}`,
  'x-forwarded-host': 'b.example',
  'x-forwarded-user': 'admin',
  'x-user-role': 'admin',
}

describe.each(Object.entries(subjects))('whose rows a request is about, of %s', (_name, subject) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(subject)
  })
  afterAll(() => world.close())

  it('no input has a name for', () => {
    const inputs = [...world.procedures.keys()].flatMap((path) => world.inputsOf(path))
    expect(inputs.length).toBeGreaterThan(world.procedures.size / 2)
    expect(
      inputs.flatMap((schema) =>
        tenantNames(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })),
      ),
    ).toEqual([])
    expect(tenantNames(world.description)).toEqual([])
    expect(tenantNames(openApiDocument(subject.model))).toEqual([])
    // The search finds one that is there.
    const with_ = z.object({ key: z.object({ id: z.string(), tenantId: z.string() }).optional() })
    expect(tenantNames(z.toJSONSchema(with_))).toEqual(['tenantId'])
    expect(tenantNames({ parameters: [{ name: 'x-tenant', in: 'header' }] })).toEqual(['x-tenant'])
  })

  it('is not told by what else it says: that is refused, or as if it were not there', async () => {
    await world.reset()
    const others = await rowsOf(world, 'b')
    const answers: string[] = []
    for (const type of ['query', 'mutation'] as const) {
      for (const call of firstCalls(world, type)) {
        const plain = await send(world, call, type)
        const dressed = await send(world, call, type, {
          headers: wishHeaders,
          query: 'tenant=b&tenantId=b&connectionParams={"tenant":"b"}',
        })
        if (type === 'query')
          expect([call.path, dressed.status, dressed.body]).toEqual([call.path, plain.status, plain.body])
        answers.push(plain.text, dressed.text)
        for (const input of wishful(call.input)) {
          const { status, body, text } = await send(world, { path: call.path, input }, type)
          answers.push(text)
          // Of what is answered for each, none was done.
          const isRefused = status >= 400 || (body.includes('"outcomes"') && !body.includes('"applied"'))
          expect([call.path, isRefused, body]).toEqual([call.path, true, body])
        }
      }
    }
    for (const path of ['snapshot', 'snapshot.ndjson', 'pull', 'live']) {
      const cursor = `cursor=${encodeURIComponent(await world.cursorOf(session))}`
      const { status, body, text } = await get(world, `${endpoint}/sync/${path}?${cursor}&tenant=b`)
      expect([path, status, body.includes('BAD_REQUEST')]).toEqual([path, 400, true])
      answers.push(text)
    }
    const wish = encodeURIComponent(JSON.stringify({ cursor: await world.cursorOf(session), ...wishes }))
    const live = await get(world, `${endpoint}/sync.live?input=${wish}`)
    expect(live.text).toContain('BAD_REQUEST')
    for (const path of ['/sync/snapshot', '/sync/snapshot.ndjson', '/openapi.json']) {
      const [plain, dressed] = [
        await get(world, endpoint + path),
        await get(world, endpoint + path, wishHeaders),
      ]
      expect([path, dressed.status, dressed.body]).toEqual([path, plain.status, plain.body])
      answers.push(dressed.text)
    }
    for (const text of answers) expect(await world.leaks(session, text, '', 'reveal')).toEqual([])
    expect(await rowsOf(world, 'b')).toEqual(others)
  })

  it('is of nobody without a session: nothing but health and the description is answered', async () => {
    const nobody: Record<string, string> = { authorization: 'Bearer b' }
    for (const headers of [{}, nobody, { cookie: wishHeaders.cookie }]) {
      for (const type of ['query', 'mutation'] as const) {
        for (const call of firstCalls(world, type)) {
          const asked = requestOf(call, type)
          const { status, body } = await world.client.ask({
            ...asked,
            headers: { ...asked.headers, ...headers },
          })
          expect([call.path, status, body.includes('UNAUTHORIZED')]).toEqual([call.path, 401, true])
        }
      }
      for (const path of ['snapshot', 'snapshot.ndjson', 'pull?cursor=x', 'live?cursor=x']) {
        expect([
          path,
          (await world.client.ask({ path: `${endpoint}/sync/${path}`, headers })).status,
        ]).toEqual([path, 401])
      }
      for (const path of otherPaths) {
        const { status, body } = await world.client.ask({ path, headers })
        expect([path, [200, 404].includes(status) || body.includes('UNAUTHORIZED')]).toEqual([path, true])
      }
    }
    const live = await world.client.ask({
      path: `${endpoint}/sync.live?input={"cursor":"x"}`,
      headers: { accept: 'text/event-stream' },
    })
    expect(live.body).toContain('UNAUTHORIZED')
  })
})

/** The rows of a tenant's store. */
const rowsOf = async (world: World, tenant: 'a' | 'b') =>
  (await world.victims(tenant)).map(({ entity, row, version }) => ({ entity: entity.name, row, version }))

/** One call of each procedure, about one row. */
function firstCalls(world: World, type: 'mutation' | 'query'): Call[] {
  const calls = callsOf(world, type, world.rows('a')).flat()
  const last = new Map(calls.map((call) => [call.path, { ...call, input: single(call.input) }]))
  const pulls = type === 'query' ? ['sync.snapshot', 'sync.pull'] : []
  return [
    ...last.values(),
    ...pulls.map((path) => ({ path, input: path === 'sync.pull' ? { cursor: 'x' } : {} })),
  ]
}

/** The same of one row, or of one mutation. */
function single(input: unknown): unknown {
  const { rows, mutations } = Object(input) as { readonly rows?: unknown[]; readonly mutations?: unknown[] }
  if (rows) return { rows: rows.slice(0, 1) }
  return mutations ? { ...(input as object), mutations: mutations.slice(0, 1) } : input
}

/** The same input with a wish for a tenant at each place where an object is. */
function wishful(input: unknown): unknown[] {
  if (Array.isArray(input)) {
    const items: readonly unknown[] = input
    return items.flatMap((item, index) => wishful(item).map((one): unknown => items.with(index, one)))
  }
  if (typeof input !== 'object' || input === null) return input === undefined ? [wishes] : []
  const inside = Object.entries(input).flatMap(([name, value]: [string, unknown]) =>
    // What is nested in a field's value is the row's own.
    places.has(name) ? wishful(value).map((one) => Object.assign({}, input, { [name]: one })) : [],
  )
  return Object.entries(wishes)
    .map(([name, value]): unknown => Object.assign({}, input, { [name]: value }))
    .concat(inside)
}

const places: ReadonlySet<string> = new Set([
  'key',
  'where',
  'changes',
  'row',
  'rows',
  'mutations',
  'include',
])

interface Told {
  readonly status: number
  readonly body: string
  readonly text: string
}

async function send(
  world: World,
  call: Call,
  type: string,
  { headers = {}, query = '' }: { headers?: Readonly<Record<string, string>>; query?: string } = {},
): Promise<Told> {
  const asked = requestOf(call, type)
  const path =
    query === '' ? asked.path : `${asked.path}${asked.path.includes('?') ? '&' : '?'}${encodeURI(query)}`
  const all = { ...headers, authorization: tokenOf(session), ...(type === 'mutation' && writeHeaders) }
  const answer = await world.client.ask({ ...asked, path, headers: all })
  return { status: answer.status, body: answer.body, text: `${answer.head} ${answer.body}` }
}

async function get(
  world: World,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const answer = await world.client.ask({ path, headers: { ...headers, authorization: tokenOf(session) } })
  return { status: answer.status, body: answer.body, text: `${answer.head} ${answer.body}` }
}

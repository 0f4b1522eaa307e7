import { initTRPC, TRPCError } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { formatApiError } from '../api-error.ts'
import { createFetchHandler } from './fetch-handler.ts'

const t = initTRPC.context<{ user: string }>().create({ isDev: false, errorFormatter: formatApiError })
const input = z.strictObject({ n: z.number() })

const router = t.router({
  double: t.procedure.input(input).query(({ input: { n }, ctx: { user } }) => ({ user, n: n * 2 })),
  nothing: t.procedure.query(() => undefined),
  inner: t.router({ add: t.procedure.input(input).mutation(({ input: { n } }) => [n, 'ü']) }),
  fails: t.procedure.mutation(() => {
    throw new TRPCError({ code: 'CONFLICT', message: 'No.' })
  }),
  breaks: t.procedure.query(() => {
    throw new RangeError('inside')
  }),
  unfinished: t.procedure.query(() => ({ later: Promise.resolve(1) })),
  told: t.procedure.query(({ signal }) => signal?.aborted),
  ticks: t.procedure.subscription(async function* () {
    yield await Promise.resolve(1)
  }),
})

const options = {
  endpoint: '/api',
  createContext: ({ req, resHeaders }: { req: Request; resHeaders: Headers }) => {
    const user = req.headers.get('x-user') ?? 'nobody'
    if (user === 'refused') throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Log in first.' })
    resHeaders.append('set-cookie', `user=${user}`)
    return { user }
  },
}
const ours = createFetchHandler(router, options)
const theirs = (req: Request): Promise<Response> => fetchRequestHandler({ ...options, router, req })

const json = { 'content-type': 'application/json', 'x-throughline': '1' }
const get = (path: string, headers: Record<string, string> = {}) => [path, { headers }] as const
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  [path, { method: 'POST', body, headers: { ...json, ...headers } }] as const

it.each([
  get('double?input={"n":2}'),
  get('double?input={"n":2}', { 'x-user': 'ada' }),
  get('double?input={"n":2}', { 'content-type': 'application/json; charset=utf-8' }),
  get('double?input={"n":"2"}'),
  get('double?input={"n"'),
  get('double?input='),
  get('double'),
  get('double?input={"n":2}', { 'x-user': 'refused' }),
  get('double?input={"n":2}', { 'trpc-accept': 'application/jsonl' }),
  get('double?input={"n":2}&connectionParams={"a":"b"}'),
  get('double,nothing?batch=1&input={"0":{"n":2}}'),
  get('nothing'),
  get('breaks'),
  get('told'),
  get('inner.add'),
  get('inner/add'),
  get('none'),
  get('constructor'),
  get('__proto__'),
  post('inner.add', '{"n":1}'),
  post('inner.add', '{"n":1,"m":2}'),
  post('inner.add', '{'),
  post('inner.add', ''),
  post('inner.add', 'null'),
  post('inner%2Eadd', '{"n":1}'),
  post('fails', '{}'),
  post('double', '{"n":1}'),
])('answers %s %o as the adapter of tRPC does', async (path, init) => {
  const url = `http://api.example/api/${path}`
  const [mine, its] = await Promise.all([ours(new Request(url, init)), theirs(new Request(url, init))])
  expect(await mine.text()).toBe(await its.text())
  expect(mine.status).toBe(its.status)
  for (const name of ['vary', 'set-cookie']) expect(mine.headers.get(name)).toBe(its.headers.get(name))
  expect(mine.headers.get('content-type')).toBe('application/json')
})

it('refuses an answer that is not whole', async () => {
  const answer = await ours(new Request('http://api.example/api/unfinished'))
  expect(answer.status).toBe(415)
  expect(await answer.json()).toMatchObject({
    error: { message: expect.stringContaining('stream') as unknown, data: { path: 'unfinished' } },
  })
})

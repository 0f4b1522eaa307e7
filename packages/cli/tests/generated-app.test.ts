import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { $RefParser } from '@apidevtools/json-schema-ref-parser'
import { Window } from 'happy-dom'
import { createElement, type ReactNode } from 'react'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { fixture, generateFrom, type Generated, load, typeErrors } from './generated.ts'
import { type MockApi, startMockApi } from './mock-api.ts'

type Testing = Awaited<ReturnType<typeof loadTesting>>

/** Once there is a page. */
async function loadTesting() {
  return import('@testing-library/react')
}

/** What this test uses of the generated code; its types are those of the code itself, in `app.ts` below. */
type Hook = (...args: readonly unknown[]) => {
  readonly data: readonly Row[]
  readonly isLoading: boolean
  readonly total: number
}
type Row = Readonly<Record<string, unknown>>
type Mutation = () => readonly [
  (...args: readonly unknown[]) => Promise<Row>,
  { readonly isPending: boolean; readonly error: unknown },
]
interface App {
  readonly createApiStore: (options: object) => { dispose(): void; refresh(): Promise<void> }
  readonly StoreProvider: (props: { store: unknown; children?: ReactNode }) => ReactNode
  readonly createClient: (options: object) => unknown
  readonly getReport: (client: unknown, input: object) => Promise<Blob>
  readonly orderQueries: {
    list(
      client: unknown,
      input: object,
    ): { queryKey: unknown; queryFn(options: object): Promise<readonly Row[]> }
  }
  readonly useCustomers: Hook
  readonly useOrders: Hook
  readonly useNotes: Hook
  readonly useProducts: Hook
  readonly useCreateCustomer: Mutation
  readonly useUpdateCustomer: Mutation
  readonly useDeleteCustomer: Mutation
  readonly useCreateOrder: Mutation
  readonly useUpdateOrder: Mutation
  readonly useDeleteOrder: Mutation
  readonly useCreateNote: Mutation
  readonly useDeleteNote: Mutation
}

let generated: Generated
let app: App
let api: MockApi
let render: Testing
const stores: { dispose(): void }[] = []

beforeAll(async () => {
  const document = (await $RefParser.parse(fixture('orders.yaml'))) as unknown as Row
  // The page alone: `fetch` and what belongs to it are those of Node.
  const window = new Window({ url: 'http://localhost/' })
  const { document: page, navigator } = window
  for (const [name, value] of Object.entries({
    window,
    document: page,
    navigator,
    IS_REACT_ACT_ENVIRONMENT: true,
  })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  render = await loadTesting()
  generated = await generateFrom(fixture('orders.yaml'), '--overrides', fixture('orders.overrides.json'))
  app = await load<App>(generated.folder, 'index.ts')
  let made = 0
  const id = (): string => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`
  api = await startMockApi(document, {
    keys: { '/products': 'sku' },
    defaults: {
      '/customers': (row) => ({ tier: 'basic', ...row, id: id(), created: '2026-01-01T00:00:00Z' }),
      '/customers/*/notes': (row, count) => ({ ...row, id: count }),
      '/orders': (row, count) => ({ id: id(), ...row, number: 100 + count }),
    },
  })
}, 240_000)

afterEach(() => {
  render.cleanup()
  for (const store of stores.splice(0)) store.dispose()
  expect(api.faults).toEqual([])
})

afterAll(async () => {
  await api.close()
})

/** A component that calls hooks below a store of its own. */
function using<T>(hooks: () => T) {
  const store = app.createApiStore({ baseUrl: api.url, onError: () => {}, pollInterval: false })
  stores.push(store)
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(app.StoreProvider, { store }, children)
  return render.renderHook(hooks, { wrapper }).result
}

const create = async (collection: string, body: object): Promise<Row> =>
  (await (
    await fetch(`${api.url}${collection}`, { method: 'POST', body: JSON.stringify(body) })
  ).json()) as Row

it('type-checks under strict, with exact optional properties too, and in the code that uses it', () => {
  writeFileSync(
    path.join(generated.folder, 'app.ts'),
    `import { accessOf, createApiStore, listOrders, orderKeys, ordersCollection, type Order, useCreateCustomer, useCreateOrder, useNotes, useOrders } from './index.ts'
export function use(store: ReturnType<typeof createApiStore>) {
  const [createCustomer] = useCreateCustomer()
  const made = createCustomer({ name: 'Ann', tier: 'gold' })
  // @ts-expect-error -- the server gives it
  void createCustomer({ name: 'Ann', created: '2026' })
  const [createOrder] = useCreateOrder()
  void createOrder({ customer_id: 'c', status: 'open' })
  const { data } = useOrders({ where: { status: 'open' }, include: ['customer'] })
  data.map((order) => order.customer?.tier satisfies 'basic' | 'gold' | undefined)
  const parts: string | undefined = data[0]?.parts?.[0]?.parts?.[0]?.sku
  if (data[0]?.payment?.kind === 'card') data[0].payment.last4 satisfies string
  useNotes({ where: { customerId: 'c' } })
  ordersCollection(store).insert satisfies object
  orderKeys.list({ query: { status: ['open'] } }) satisfies readonly ['orders', 'list', object]
  const order: Promise<Order[]> = listOrders({ options: {}, send: async () => ({ value: [], headers: new Headers() }) }, { query: { per_page: 2 } })
  return [made, parts, order, accessOf(store).remove('orders', 'id')]
}
`,
  )
  expect(typeErrors(generated.folder)).toEqual([])
  expect(
    typeErrors(generated.folder, { exactOptionalPropertyTypes: true, skipLibCheck: true }).filter((line) =>
      line.includes('api/'),
    ),
  ).toEqual([])
  const all = generated.report.files
  expect(all).toBeGreaterThan(40)
})

it('reads page by page, and follows relations', async () => {
  for (const name of ['Ann', 'Bob', 'Cem', 'Dan', 'Eve', 'Fay', 'Gil']) await create('/customers', { name })
  const [ann] = [...(api.rows.get('/customers')?.values() ?? [])]
  for (const status of ['open', 'paid', 'open']) await create('/orders', { customer_id: ann?.['id'], status })
  api.calls.length = 0
  const result = using(() => ({
    customers: app.useCustomers({ orderBy: { name: 'asc' } }),
    orders: app.useOrders({ where: { status: 'open' }, include: ['customer'] }),
  }))
  await render.waitFor(() =>
    expect([result.current.customers.total, result.current.orders.total]).toEqual([7, 2]),
  )
  await render.waitFor(() =>
    expect(result.current.orders.data[0]?.['customer']).toMatchObject({ name: 'Ann' }),
  )
  expect(api.calls.filter((call) => call.includes('/customers'))).toHaveLength(3)
  expect(api.calls.filter((call) => call.includes('/orders'))).toEqual([
    'GET /v1/orders?page=1&per_page=2',
    'GET /v1/orders?page=2&per_page=2',
  ])
})

it('shows confirmed writes once the server has them', async () => {
  const result = using(() => ({
    list: app.useCustomers({ orderBy: { name: 'asc' } }),
    create: app.useCreateCustomer(),
    update: app.useUpdateCustomer(),
    remove: app.useDeleteCustomer(),
  }))
  await render.waitFor(() => expect(result.current.list.isLoading).toBe(false))
  const before = result.current.list.total
  const made = await render.act(async () => result.current.create[0]({ name: 'Hal', tier: 'gold' }))
  expect(made).toMatchObject({
    name: 'Hal',
    id: expect.stringMatching(/^0000/),
    created: '2026-01-01T00:00:00Z',
  })
  expect(result.current.list.data.map(({ name }) => name)).toContain('Hal')
  await render.act(async () => result.current.update[0](made['id'], { name: 'Ida' }))
  expect(result.current.list.data.map(({ name }) => name)).toContain('Ida')
  expect(api.calls).toContain(`PATCH /v1/customers/${String(made['id'])}`)
  await render.act(async () => result.current.remove[0](made['id']))
  expect(result.current.list.total).toBe(before)

  api.failNext('POST', 422, {
    detail: 'It has no name.',
    errors: [{ path: ['name'], message: 'Give it one.' }],
  })
  await render.act(async () => {
    await expect(result.current.create[0]({ name: ' ' })).rejects.toMatchObject({
      code: 'invalid',
      message: 'It has no name.',
      issues: [{ path: ['name'], message: 'Give it one.' }],
    })
  })
  expect(result.current.create[1].error).toMatchObject({ code: 'invalid' })
})

it('shows optimistic writes at once, and takes back those that are refused', async () => {
  const [ann] = [...(api.rows.get('/customers')?.values() ?? [])]
  const result = using(() => ({
    list: app.useOrders(),
    create: app.useCreateOrder(),
    update: app.useUpdateOrder(),
    remove: app.useDeleteOrder(),
  }))
  await render.waitFor(() => expect(result.current.list.isLoading).toBe(false))
  const before = result.current.list.total
  let confirmed: Promise<Row> | undefined
  render.act(() => {
    confirmed = result.current.create[0]({ customer_id: ann?.['id'], status: 'open', labels: { a: 'b' } })
  })
  await render.waitFor(() => expect(result.current.list.total).toBe(before + 1))
  // What the description says of an absent value holds before the server answers.
  expect(result.current.list.data.map(({ priority }) => priority)).toContain(3)
  const row = await render.act(async () => confirmed!)
  expect(row['number']).toBeGreaterThan(100)
  expect(result.current.list.data.find(({ id }) => id === row['id'])).toMatchObject({
    number: row['number'],
    labels: { a: 'b' },
  })

  // The whole row is sent, since the API replaces it.
  await render.act(async () => result.current.update[0](row['id'], { status: 'sent' }))
  expect(api.rows.get('/orders')?.get(String(row['id']))).toMatchObject({
    status: 'sent',
    labels: { a: 'b' },
  })

  api.failNext('PUT', 403, { message: 'Not yours.' })
  await render.act(async () => {
    await expect(result.current.update[0](row['id'], { status: 'paid' })).rejects.toMatchObject({
      message: expect.stringContaining('Not yours.'),
    })
  })
  expect(result.current.list.data.find(({ id }) => id === row['id'])).toMatchObject({ status: 'sent' })
  await render.act(async () => result.current.remove[0](row['id']))
  expect(result.current.list.total).toBe(before)
})

it('reads rows below their parent, and writes them there', async () => {
  const [ann] = [...(api.rows.get('/customers')?.values() ?? [])]
  const customerId = String(ann?.['id'])
  const result = using(() => ({
    list: app.useNotes({ where: { customerId } }),
    create: app.useCreateNote(),
    remove: app.useDeleteNote(),
  }))
  await render.waitFor(() => expect(result.current.list.isLoading).toBe(false))
  const note = await render.act(async () => result.current.create[0]({ customerId }, { text: 'Called' }))
  expect(result.current.list.data).toEqual([{ id: 1, text: 'Called', customerId }])
  await render.act(async () => result.current.remove[0](note))
  expect([result.current.list.total, api.rows.get(`/customers/${customerId}/notes`)?.size]).toEqual([0, 0])
})

it('sends cookies where nothing else does, with those of the client', async () => {
  const client = app.createClient({ baseUrl: api.url, headers: { cookie: 'theme=dark' } })
  for (const cookie of [{ session: 'a;b' }, undefined]) {
    api.failNext('GET', 404)
    await expect(app.getReport(client, { path: { year: 2026 }, cookie })).rejects.toMatchObject({
      status: 404,
    })
  }
  expect(api.cookies.slice(-2)).toEqual(['theme=dark; session=a%3Bb', 'theme=dark'])
})

it('leaves rows out that are not what the description says, and lets the server filter', async () => {
  const client = app.createClient({ baseUrl: `${api.url}/` })
  const { queryKey, queryFn } = app.orderQueries.list(client, { query: { status: ['paid', 'sent'] } })
  expect(queryKey).toEqual(['orders', 'list', { query: { status: ['paid', 'sent'] } }])
  expect((await queryFn({})).map(({ status }) => status)).toEqual(['paid'])
  expect(api.calls.at(-1)).toBe('GET /v1/orders?status=paid%2Csent')
  await expect(app.getReport(client, { path: { year: '..' } })).rejects.toThrow('cannot stand for {year}')

  api.rows.set(
    '/products',
    new Map([
      ['a', { sku: 'a', title: 'A' }],
      ['b', { sku: 'b', title: 7 }],
    ]),
  )
  const left: unknown[] = []
  const store = app.createApiStore({ baseUrl: api.url, onInvalidRow: (row: unknown) => left.push(row) })
  stores.push(store)
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(app.StoreProvider, { store }, children)
  const { result } = render.renderHook(() => app.useProducts(), { wrapper })
  await render.waitFor(() => expect(result.current.data).toEqual([{ sku: 'a', title: 'A' }]))
  expect(left).toMatchObject([{ entity: 'products', issues: [{ path: ['title'] }] }])
  expect(api.faults.splice(0)).toEqual([expect.stringContaining('/items/1/title must be string')])
  expect(readFileSync(path.join(generated.folder, 'entities/products.ts'), 'utf8')).not.toContain(
    'useCreateProduct',
  )
})

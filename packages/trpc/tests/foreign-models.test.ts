import { type AnyModel, type Mutation, StoreError, type SyncStore, type Transport } from '@throughline/schema'
import { blogModel, memoryStore, ordersModel, orgModel } from '@throughline/schema/testing'
import { createTRPCClient, httpLink } from '@trpc/client'
import { afterEach, describe, expect, it } from 'vitest'
import { createTRPCTransport } from '../src/client/trpc-transport.ts'
import { createFetchHandler } from '../src/http/fetch-handler.ts'
import { createModelRouter } from '../src/model-router.ts'
import type { ModelRouter } from '../src/model-router.types.ts'
import { uuid } from './library-model.ts'
import { serve, type Served } from './serve.ts'

const served: Served[] = []
afterEach(async () => {
  await Promise.all(served.splice(0).map(({ close }) => close()))
})

/** What every write over HTTP has. */
const headers = { 'x-throughline': '1' }

/** A model's router over HTTP, with a store that is empty. */
async function open<TModel extends AnyModel>(model: TModel) {
  const store = memoryStore(model)
  // Sound: each client below is typed by the model itself.
  const router = createModelRouter<AnyModel>(model, { store: store as unknown as SyncStore })
  const on = await serve(createFetchHandler(router, { endpoint: '/' }))
  served.push(on)
  return { store, url: on.origin, transport: createTRPCTransport(model, { url: on.origin }) }
}

let mutations = 5000
const mutationId = (): string => uuid((mutations += 1))

/** A mutation before it has its id. */
type Unsent<TMutation> = TMutation extends unknown ? Omit<TMutation, 'mutationId'> : never

/** Pushes, and says of each mutation what became of it, with the fields that are at fault. */
async function push<TModel extends AnyModel>(
  transport: Transport<TModel>,
  ...pushed: Unsent<Mutation<TModel>>[]
): Promise<string[]> {
  const sent = pushed.map((mutation) => Object.assign({ mutationId: mutationId() }, mutation))
  // Sound: the id is all that was left out.
  const outcomes = await transport.push(sent as unknown as Mutation<TModel>[])
  return outcomes.map((outcome) =>
    outcome.status === 'rejected'
      ? [outcome.code, ...outcome.issues.map(({ path }) => path.join('.'))].join(' ')
      : outcome.status,
  )
}

const issuesOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => {
      // Sound: what a model router answers a bad request with.
      const { data } = error as { data: { issues: { path: string[] }[] } }
      return data.issues.map(({ path }) => path.join('.'))
    },
  )

describe('a blog: three levels, tags by a join entity, comments on anything', () => {
  const [author, post, other] = [uuid(1), uuid(2), uuid(3)]
  const postRow = { id: post, author_id: author, title: 'Hello', body: '', publishedAt: new Date(7) }

  async function seeded() {
    const on = await open(blogModel)
    const outcomes = await push(
      on.transport,
      { op: 'insert', entity: 'authors', row: { id: author, handle: 'ann' } },
      { op: 'insert', entity: 'posts', row: postRow },
      { op: 'insert', entity: 'posts', row: { ...postRow, id: other, publishedAt: null } },
      { op: 'insert', entity: 'tags', row: { slug: 'news', label: 'News' } },
      {
        op: 'insert',
        entity: 'postTags',
        row: { author_id: author, postId: post, tagSlug: 'news', position: 0 },
      },
      {
        op: 'insert',
        entity: 'comments',
        row: { id: uuid(9), subjectType: 'post', subjectId: post, authorName: 'Bob', text: 'Nice' },
      },
    )
    expect(new Set(outcomes)).toEqual(new Set(['applied']))
    return {
      ...on,
      client: createTRPCClient<ModelRouter<typeof blogModel>>({ links: [httpLink({ ...on, headers })] }),
    }
  }

  it('is read whole or by parent, by keys of several fields', async () => {
    const { client, transport } = await seeded()
    const { items } = await transport.query('posts', { where: { author_id: author } })
    expect(items.map(({ row }) => row)).toEqual([
      { ...postRow, status: 'draft' },
      { ...postRow, id: other, status: 'draft', publishedAt: null },
    ])
    const where = { author_id: author, postId: post }
    expect((await client.postTags.list.query({ where })).items).toMatchObject([{ row: { tagSlug: 'news' } }])
    expect((await client.postTags.list.query({ where: { ...where, postId: other } })).items).toEqual([])
    expect((await client.postTags.byId.query({ ...where, tagSlug: 'news' })).row.position).toBe(0)
    expect((await client.comments.list.query()).items).toMatchObject([{ row: { subjectType: 'post' } }])
    // Without the whole key of one parent these are conditions on all rows; with it, on those of that parent.
    const parts = [
      { postId: post },
      { author_id: author },
      { ...where, tagSlug: 'news' },
      { ...where, tagSlug: 'x' },
    ]
    const lists = await Promise.all(parts.map((part) => client.postTags.list.query({ where: part })))
    expect(lists.map(({ items: found }) => found.length)).toEqual([1, 1, 1, 0])
    expect(await issuesOf(client.postTags.list.query({ where: { slug: 'news' } as never }))).toEqual([
      'where.slug',
    ])
  })

  it('is changed, and goes with what it is below', async () => {
    const { client, store } = await seeded()
    const key = { author_id: author, postId: post, tagSlug: 'news' }
    const changed = await client.postTags.update.mutate({ key, changes: { position: 4 }, baseVersion: 1 })
    expect(changed).toMatchObject({ row: { position: 4 }, meta: { version: 2 } })
    expect(
      await issuesOf(client.postTags.update.mutate({ key, changes: { postId: other } as never })),
    ).toEqual(['postId'])
    expect(await client.posts.delete.mutate({ key: { author_id: author, id: post } })).toBeNull()
    expect((await store.list('postTags')).items).toEqual([])
    expect((await store.list('posts')).items.map(({ row }) => row.id)).toEqual([other])
    await client.authors.delete.mutate({ key: { id: author } })
    expect((await store.snapshot()).items.map(({ entity }) => entity).toSorted()).toEqual([
      'comments',
      'tags',
    ])
  })

  it('refuses a row whose parent is not there, whichever part of its key is wrong', async () => {
    const { client, transport } = await seeded()
    const row = { author_id: author, postId: uuid(8), tagSlug: 'news', position: 0 }
    expect(await issuesOf(client.postTags.create.mutate(row))).toEqual(['postId'])
    expect(
      await push(
        transport,
        { op: 'insert', entity: 'postTags', row: { ...row, author_id: uuid(8), postId: post } },
        {
          op: 'insert',
          entity: 'photos',
          row: { id: uuid(4), author_id: uuid(8), url: 'https://a.example' },
        },
      ),
    ).toEqual(['parent_not_found postId', 'parent_not_found author_id'])
  })
})

describe('orders: natural keys of texts and numbers, three levels', () => {
  const customer = { country: 'DE', number: 7 }
  const path = { country: 'DE', customerNumber: 7 }
  const address = { id: uuid(1), ...path, lines: ['Street 1'] }
  const order = {
    ...path,
    orderNumber: 12,
    billingAddressId: address.id,
    shippingAddressId: null,
    placedAt: '2026-01-02T03:04:05Z',
    total: 12_345_678_901_234_567_890n,
  }
  const options = new Map([['engraving', 'A & B']])
  const line = { ...path, orderNumber: 12, line: 1, sku: 'ABC-1234', quantity: 2, options }

  async function seeded() {
    const on = await open(ordersModel)
    expect(
      await push(
        on.transport,
        { op: 'insert', entity: 'customers', row: { ...customer, name: 'Ann', email: 'ann@a.example' } },
        {
          op: 'insert',
          entity: 'customers',
          row: { country: 'DE', number: 71, name: 'Bob', email: 'b@a.example' },
        },
        { op: 'insert', entity: 'addresses', row: address },
        { op: 'insert', entity: 'orders', row: order },
        { op: 'insert', entity: 'orders', row: { ...order, customerNumber: 71, orderNumber: 2 } },
        { op: 'insert', entity: 'orderLines', row: line },
        { op: 'insert', entity: 'orderLines', row: { ...line, line: 10, options: undefined } },
      ),
    ).toEqual(Array.from({ length: 7 }, () => 'applied'))
    return {
      ...on,
      client: createTRPCClient<ModelRouter<typeof ordersModel>>({ links: [httpLink({ ...on, headers })] }),
    }
  }

  it('are listed by the whole key of the parent, numbers as numbers', async () => {
    const { client, transport } = await seeded()
    expect((await transport.query('orders', { where: path })).items.map(({ row }) => row)).toEqual([order])
    const where = { ...path, orderNumber: 12 }
    const lines = await transport.query('orderLines', { where })
    expect(lines.items.map(({ row }) => row)).toEqual([line, { ...line, line: 10, options: undefined }])
    const first = await transport.query('orderLines', { where, limit: 1 })
    const rest = await transport.query('orderLines', { where, limit: 1, cursor: first.cursor ?? undefined })
    expect([...first.items, ...rest.items].map(({ row }) => row.line)).toEqual([1, 10])
    expect((await client.orderLines.byId.query({ ...where, line: 10 })).row.quantity).toBe(2)
    const asked = {
      where: { country: 'DE', total: { gt: '12345678901234567889' } },
      fields: ['total'],
    } as const
    expect((await client.orders.list.query(asked)).items.map(({ row }) => row)).toEqual([
      { ...path, orderNumber: 12, total: String(order.total) },
      { ...path, customerNumber: 71, orderNumber: 2, total: String(order.total) },
    ])
    const text = client.orders.list.query({ where: { country: 'DE', customerNumber: '7' as never } })
    expect(await issuesOf(text)).toEqual(['where.customerNumber'])
    const asText = transport.query('orders', { where: { country: 'DE', customerNumber: '7' as never } })
    await expect(asText).rejects.toBeInstanceOf(StoreError)
  })

  it('are changed, and go with their customer and no other', async () => {
    const { client, transport, store } = await seeded()
    const key = { ...path, orderNumber: 12 }
    expect(
      await push(
        transport,
        { op: 'update', entity: 'orders', key, changes: { total: 5n, shippingAddressId: address.id } },
        { op: 'update', entity: 'orderLines', key: { ...key, line: 1 }, changes: { quantity: 0 } },
        { op: 'update', entity: 'orders', key, changes: { total: 6n }, baseVersion: 1 },
      ),
    ).toEqual(['applied', 'invalid quantity', 'conflict'])
    expect((await store.get('orders', key))?.row).toEqual({
      ...order,
      total: 5n,
      shippingAddressId: address.id,
    })
    await client.customers.delete.mutate({ key: customer })
    const left = (await store.snapshot()).items.map(({ entity, row }) =>
      [entity, row['number'] ?? row['orderNumber']].join(' '),
    )
    expect(left.toSorted()).toEqual(['customers 71', 'orders 2'])
  })

  it('refuse a row whose parent is not there', async () => {
    const { transport } = await seeded()
    expect(
      await push(
        transport,
        { op: 'insert', entity: 'orders', row: { ...order, country: 'FR', orderNumber: 1 } },
        { op: 'insert', entity: 'orderLines', row: { ...line, orderNumber: 2 } },
        { op: 'insert', entity: 'orderLines', row: { ...line, orderNumber: '12' as never, line: 3 } },
      ),
    ).toEqual(['parent_not_found customerNumber', 'parent_not_found orderNumber', 'invalid orderNumber'])
  })
})

describe('an org chart: self references, and a join entity at the third level', () => {
  const [company, unit, boss, report, project] = [uuid(1), uuid(2), uuid(3), uuid(4), uuid(5)]
  const person = { companyId: company, unitId: unit, title: 'Engineer', skills: new Set(['sql', 'go']) }

  async function seeded() {
    const on = await open(orgModel)
    expect(
      await push(
        on.transport,
        { op: 'insert', entity: 'companies', row: { id: company, name: 'Acme' } },
        {
          op: 'insert',
          entity: 'units',
          row: { id: unit, companyId: company, parentUnitId: null, name: 'R&D' },
        },
        { op: 'insert', entity: 'people', row: { ...person, id: boss, managerId: null, name: 'Ann' } },
        { op: 'insert', entity: 'people', row: { ...person, id: report, managerId: boss, name: 'Bob' } },
        { op: 'insert', entity: 'projects', row: { id: project, companyId: company, name: 'X' } },
        {
          op: 'insert',
          entity: 'assignments',
          row: { companyId: company, personId: report, projectId: project, share: 0.5 },
        },
      ),
    ).toEqual(Array.from({ length: 6 }, () => 'applied'))
    return {
      ...on,
      client: createTRPCClient<ModelRouter<typeof orgModel>>({ links: [httpLink({ ...on, headers })] }),
    }
  }

  it('is read by parent, with sets as sets', async () => {
    const { client, transport } = await seeded()
    const { items } = await transport.query('people', { where: { companyId: company } })
    expect(items.map(({ row }) => row)).toEqual([
      { ...person, id: boss, managerId: null, name: 'Ann' },
      { ...person, id: report, managerId: boss, name: 'Bob' },
    ])
    const where = { companyId: company, personId: report }
    expect((await client.assignments.list.query({ where })).items).toMatchObject([{ row: { share: 0.5 } }])
  })

  it('is changed, keeps who only points to what is gone, and goes with its company', async () => {
    const { client, transport, store } = await seeded()
    expect(
      await push(
        transport,
        {
          op: 'update',
          entity: 'people',
          key: { companyId: company, id: report },
          changes: { skills: new Set(['rust']), mentorId: boss },
        },
        { op: 'delete', entity: 'people', key: { companyId: company, id: boss } },
      ),
    ).toEqual(['applied', 'applied'])
    expect(
      (await store.list('people')).items.map(({ row }) => [row.name, row.skills, row.managerId]),
    ).toEqual([['Bob', new Set(['rust']), boss]])
    expect((await store.list('assignments')).items).toHaveLength(1)
    await client.people.delete.mutate({ key: { companyId: company, id: report } })
    expect((await store.list('assignments')).items).toEqual([])
    await client.companies.delete.mutate({ key: { id: company } })
    expect((await store.snapshot()).items).toEqual([])
  })

  it('refuses an assignment of nobody', async () => {
    const { transport } = await seeded()
    const row = { companyId: company, personId: uuid(8), projectId: project, share: 1 }
    expect(
      await push(
        transport,
        { op: 'insert', entity: 'assignments', row },
        { op: 'insert', entity: 'assignments', row: { ...row, companyId: uuid(8), personId: boss } },
        { op: 'insert', entity: 'assignments', row: { ...row, personId: boss, share: 2 } },
      ),
    ).toEqual(['parent_not_found personId', 'parent_not_found personId', 'invalid share'])
  })
})

import type { Page, RowMeta, SyncStore } from '@throughline/schema'
import type { Policies } from '@throughline/schema/policy'
import type { blogModel, ordersModel, orgModel } from '@throughline/schema/testing'
import type { TRPCClient } from '@trpc/client'
import { type inferRouterInputs, initTRPC } from '@trpc/server'
import { describe, expectTypeOf, it } from 'vitest'
import type { libraryModel, LibraryModel } from '../tests/library-model.ts'
import { createTRPCTransport } from './client/trpc-transport.ts'
import { createFetchHandler } from './http/fetch-handler.ts'
import type { JsonFor, JsonOf, JsonValue } from './json.types.ts'
import { createModelProcedures, createModelRouter } from './model-router.ts'
import type { GuardedModelRouter, ModelOutputs, ModelRouter } from './model-router.types.ts'

declare const model: typeof libraryModel
declare const store: SyncStore<LibraryModel>
declare const client: TRPCClient<ModelRouter<LibraryModel>>
declare const blog: TRPCClient<ModelRouter<typeof blogModel>>
declare const orders: TRPCClient<ModelRouter<typeof ordersModel>>
declare const org: TRPCClient<ModelRouter<typeof orgModel>>

interface Shelf {
  id: string
  name: string
  color: 'blue' | 'red'
  createdAt: string
}

describe('JsonOf', () => {
  it('is what JSON brings of each kind of value', () => {
    interface Values {
      at: Date | null
      big?: bigint
      tags: Set<string>
      days: Map<Date, bigint>
      deep: { on: Date }[]
      pair: [string, Date]
      mixed: Date | string
      any: unknown
      gaps: (Date | undefined)[]
      text: 'a' | 'b'
    }
    expectTypeOf<JsonOf<Values>>().toEqualTypeOf<{
      at: string | null
      big?: string
      tags: string[]
      days: [string, string][]
      deep: { on: string }[]
      pair: [string, string]
      mixed: string | { readonly $date: string }
      any: JsonValue
      gaps: JsonValue[]
      text: 'a' | 'b'
    }>()
    expectTypeOf<JsonFor<Values>['at']>().toEqualTypeOf<Date | string | null>()
    expectTypeOf<JsonFor<Values>['mixed']>().toEqualTypeOf<string | { readonly $date: string }>()
  })
})

describe('the client of a model router', () => {
  it('answers rows of the model, as JSON brings them', () => {
    expectTypeOf(client.shelves.byId.query({ id: '1' })).resolves.toExtend<{ row: Shelf; meta: RowMeta }>()
    expectTypeOf<ModelOutputs<LibraryModel>['shelves']['delete']>().toEqualTypeOf<null>()
    expectTypeOf(client.shelves.list.query()).resolves.toExtend<Page<{ row: Shelf; meta: RowMeta }>>()
    const update = client.shelves.update.mutate({ key: { id: '1' }, changes: {} })
    expectTypeOf(update).resolves.toHaveProperty('row').toEqualTypeOf<Shelf>()
    type Book = ModelOutputs<LibraryModel>['books']['byId']['row']
    expectTypeOf<Book['bought']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Book['loans'][number]['on']>().toEqualTypeOf<string>()
    expectTypeOf<Book['pages']>().toEqualTypeOf<number | null>()
    type Outputs = ModelOutputs<typeof ordersModel>
    expectTypeOf<Outputs['orders']['list']['items'][number]['row']['total']>().toEqualTypeOf<string>()
    expectTypeOf<Outputs['orderLines']['byId']['row']['options']>().toEqualTypeOf<
      [string, string][] | undefined
    >()
    type Person = ModelOutputs<typeof orgModel>['people']['byId']['row']
    expectTypeOf<Person['skills']>().toEqualTypeOf<string[]>()
  })

  it('knows the related rows of each relation', async () => {
    const { items } = await blog.posts.list.query({
      include: { author: true, comments: { include: ['subject'] } },
    })
    const related = items[0]?.related
    expectTypeOf(related?.author?.row.handle).toEqualTypeOf<string | undefined>()
    expectTypeOf(related?.tags?.[0]?.row.slug).toEqualTypeOf<string | undefined>()
    expectTypeOf(related?.comments?.[0]?.related?.subject?.row.id).toEqualTypeOf<string | undefined>()
    expectTypeOf(related?.author?.related?.posts?.[0]?.row.publishedAt).toEqualTypeOf<
      string | null | undefined
    >()
    expectTypeOf(items[0]?.more?.[0]).toEqualTypeOf<'author' | 'comments' | 'postTags' | 'tags' | undefined>()
    // @ts-expect-error -- no such relation
    void blog.posts.list.query({ include: ['auther'] })
    // @ts-expect-error -- no such relation of the related rows
    void blog.posts.list.query({ include: { author: { include: ['tags'] } } })
    // @ts-expect-error -- no such relation
    void related?.photos
  })

  it('takes conditions, an order and fields of the model', () => {
    void client.books.list.query({ where: { title: { startsWith: 'M' }, pages: { gt: 5 } } })
    void client.books.list.query({ where: { shelfId: '1', bought: { gte: new Date() } } })
    void client.books.list.query({ where: { bought: { in: ['2026-01-02'] }, subtitle: { exists: false } } })
    void orders.orders.list.query({ where: { total: { gte: '5' } }, orderBy: { orderNumber: 'desc' } })
    void org.people.list.query({ where: { skills: { contains: 'sql' }, mentorId: { exists: true } } })
    void client.shelves.list.query({ where: { color: 'red' }, fields: ['name'], limit: 5 })
    // @ts-expect-error -- no such field
    void client.books.list.query({ where: { titel: 'x' } })
    // @ts-expect-error -- no such operator
    void client.books.list.query({ where: { title: { like: 'x' } } })
    // @ts-expect-error -- a date has no beginning
    void client.books.list.query({ where: { bought: { startsWith: '2026' } } })
    // @ts-expect-error -- not a value of the field
    void client.shelves.list.query({ where: { color: 'pink' } })
    // @ts-expect-error -- JSON has no bigint
    void orders.orders.list.query({ where: { total: 5n } })
    // @ts-expect-error -- a number is no text
    void orders.orders.list.query({ where: { country: 'DE', customerNumber: '7' } })
    // @ts-expect-error -- nothing to order by
    void client.books.list.query({ orderBy: { loans: 'asc' } })
    // @ts-expect-error -- no such field
    void client.books.list.query({ fields: ['titel'] })
  })

  it('asks for the key, of a child with its parent’s', () => {
    type Inputs = inferRouterInputs<ModelRouter<LibraryModel>>
    type KeyOf<T> = Omit<T, 'fields' | 'include'>
    expectTypeOf<KeyOf<Inputs['shelves']['byId']>>().toEqualTypeOf<{ readonly id: string }>()
    expectTypeOf<KeyOf<Inputs['books']['byId']>>().toEqualTypeOf<{
      readonly shelfId: string
      readonly id: string
    }>()
    expectTypeOf<Inputs['shelves']['create']['id']>().toEqualTypeOf<string>()
    expectTypeOf<Inputs['shelves']['create']['color']>().toEqualTypeOf<'red' | 'blue' | undefined>()
    expectTypeOf<Inputs['books']['create']['bought']>().toEqualTypeOf<Date | string | undefined>()
    type Orders = inferRouterInputs<ModelRouter<typeof ordersModel>>
    expectTypeOf<KeyOf<Orders['orderLines']['byId']>>().toEqualTypeOf<{
      readonly country: string
      readonly customerNumber: number
      readonly orderNumber: number
      readonly line: number
    }>()
    expectTypeOf<keyof Orders['orderLines']['update']['changes']>().toEqualTypeOf<
      'options' | 'quantity' | 'sku'
    >()
    expectTypeOf<Orders['orders']['create']['total']>().toEqualTypeOf<string>()
  })

  it('creates many rows, all or none', async () => {
    const rows = [{ id: '1', name: 'x' }]
    const { outcomes } = await client.shelves.createMany.mutate({ rows, atomic: true })
    const [outcome] = outcomes
    if (outcome?.status === 'applied') expectTypeOf(outcome.stored.row).toEqualTypeOf<Shelf>()
    else expectTypeOf(outcome?.message).toEqualTypeOf<string | undefined>()
    // @ts-expect-error -- no name
    void client.shelves.createMany.mutate({ rows: [{ id: '1' }] })
  })

  it('refuses names that the model does not have', () => {
    // @ts-expect-error -- no such entity
    void client.chairs
    // @ts-expect-error -- no such procedure
    void client.shelves.find
    // @ts-expect-error -- without policies there is nothing to reveal
    void client.shelves.reveal
    // @ts-expect-error -- not a field of a root
    void client.shelves.list.query({ where: { shelfId: '1' } })
    // @ts-expect-error -- the wire asks for the id
    void client.shelves.create.mutate({ name: 'x' })
    // @ts-expect-error -- kept by the server
    void client.shelves.create.mutate({ id: '1', name: 'x', createdAt: '' })
    // @ts-expect-error -- no such field
    void client.shelves.update.mutate({ key: { id: '1' }, changes: { nom: 'x' } })
    // @ts-expect-error -- no such field
    void client.shelves.update.mutate({ key: { id: '1' }, changes: {}, unset: ['nom'] })
    // @ts-expect-error -- a child's key holds its parent's
    void client.books.byId.query({ id: '1' })
    const deletion = { op: 'delete', mutationId: '', key: { id: '' } } as const
    void client.sync.push.mutate({ mutations: [{ ...deletion, entity: 'shelves' }] })
    // @ts-expect-error -- no such entity
    void client.sync.push.mutate({ mutations: [{ ...deletion, entity: 'chairs' }] })
  })
})

interface User {
  readonly role: 'admin' | 'clerk'
}
declare const policies: Policies<LibraryModel, User>

describe('the router', () => {
  it('takes the context of the procedure that it is given', () => {
    const t = initTRPC.context<{ user: string }>().create()
    const router = createModelRouter(model, { store, procedure: t.procedure })
    expectTypeOf(router).toEqualTypeOf<ModelRouter<LibraryModel, { user: string }>>()
    expectTypeOf(router.createCaller).parameter(0).toExtend<{ user: string } | (() => unknown)>()
    createFetchHandler(router, { endpoint: '/api', createContext: () => ({ user: 'ann' }) })
    // @ts-expect-error -- its context has to come from somewhere
    createFetchHandler(router, { endpoint: '/api' })
    createFetchHandler(createModelRouter(model, { store }), { endpoint: '/api' })
  })

  it('takes the store of the context, and its user for the policies', () => {
    const t = initTRPC.context<{ user: User; tenant: string }>().create()
    const router = createModelRouter(model, {
      store: ({ tenant }) => (tenant === 'a' ? store : Promise.resolve(store)),
      procedure: t.procedure,
      policies,
      user: ({ user }) => user,
    })
    expectTypeOf(router).toEqualTypeOf<GuardedModelRouter<LibraryModel, { user: User; tenant: string }>>()
    const plain = createModelRouter(model, { store, policies, user: ({ user }: { user: User }) => user })
    expectTypeOf(plain).toEqualTypeOf<GuardedModelRouter<LibraryModel, { user: User }>>()
    const itself = createModelRouter(model, {
      store,
      policies,
      procedure: initTRPC.context<User>().create().procedure,
    })
    expectTypeOf(itself).toEqualTypeOf<GuardedModelRouter<LibraryModel, User>>()
    // @ts-expect-error -- the context is no user
    createModelRouter(model, { store, policies, procedure: t.procedure })
    // @ts-expect-error -- nor is nothing
    createModelRouter(model, { store, policies })
    // @ts-expect-error -- this is not who the policies ask about
    createModelRouter(model, { store, policies, procedure: t.procedure, user: ({ tenant }) => tenant })
  })

  it('reveals with policies, whose users may not see what they write', async () => {
    const guarded = {} as TRPCClient<GuardedModelRouter<LibraryModel>>
    const { row } = await guarded.shelves.reveal.mutate({ key: { id: '1' }, fields: ['name'] })
    expectTypeOf(row.name).toEqualTypeOf<string | undefined>()
    // @ts-expect-error -- no such field
    void guarded.shelves.reveal.mutate({ key: { id: '1' }, fields: ['nom'] })
    const created = await guarded.shelves.create.mutate({ id: '1', name: 'x' })
    expectTypeOf(created).extract<null>().toEqualTypeOf<null>()
  })

  it('is typed by the model where it is mounted', () => {
    const t = initTRPC.create()
    const app = t.router({ library: createModelRouter(model, { store }) })
    type Client = TRPCClient<typeof app>
    expectTypeOf<ReturnType<Client['library']['shelves']['byId']['query']>>()
      .resolves.toHaveProperty('row')
      .toEqualTypeOf<Shelf>()
    createTRPCTransport(model, { client: {} as Client['library'] })
    // @ts-expect-error -- the app's client has no entities of its own
    createTRPCTransport(model, { client: {} as Client })
  })

  it('lets single procedures be replaced and wrapped', () => {
    const t = initTRPC.context<{ user: string }>().create()
    const procedures = createModelProcedures(model, {
      store,
      procedure: t.procedure,
      wrap: {
        books: {
          create: (procedure) =>
            procedure.use(({ ctx, input, next }) => {
              expectTypeOf(ctx.user).toEqualTypeOf<string>()
              expectTypeOf(input.title).toEqualTypeOf<string>()
              return next()
            }),
        },
      },
    })
    const app = t.router({
      ...procedures,
      shelves: { ...procedures.shelves, delete: t.procedure.mutation(() => 'never' as const) },
    })
    const own = {} as TRPCClient<typeof app>
    expectTypeOf(own.shelves.delete.mutate()).resolves.toEqualTypeOf<'never'>()
    expectTypeOf(own.shelves.byId.query({ id: '1' }))
      .resolves.toHaveProperty('row')
      .toEqualTypeOf<Shelf>()
    // @ts-expect-error -- no such entity
    createModelRouter(model, { store, wrap: { chairs: {} } })
    // @ts-expect-error -- no such procedure
    createModelRouter(model, { store, wrap: { books: { find: 5 } } })
  })
})

describe('createTRPCTransport', () => {
  it('answers the model’s own rows, dates as dates', () => {
    const transport = createTRPCTransport(model, { client })
    const page = transport.query('books', { where: { shelfId: '1' } })
    expectTypeOf(page)
      .resolves.toHaveProperty('items')
      .items.toHaveProperty('row')
      .toHaveProperty('bought')
      .toEqualTypeOf<Date | undefined>()
    // @ts-expect-error -- no such entity
    void transport.list('chairs')
  })
})

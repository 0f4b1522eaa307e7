import type { Page, Row, Store, StoredRow } from '@throughline/schema'
import type { ordersModel } from '@throughline/schema/testing'
import type { TRPCClient } from '@trpc/client'
import { type inferRouterInputs, initTRPC } from '@trpc/server'
import { describe, expectTypeOf, it } from 'vitest'
import type { libraryModel, LibraryModel } from '../tests/library-model.ts'
import { createTRPCTransport } from './client/trpc-transport.ts'
import { createFetchHandler } from './fetch-handler.ts'
import { createModelRouter } from './model-router.ts'
import type { ModelOutputs, ModelRouter } from './model-router.types.ts'

declare const model: typeof libraryModel
declare const store: Store<LibraryModel>
declare const client: TRPCClient<ModelRouter<LibraryModel>>

type Shelf = Row<LibraryModel['entities']['shelves']>

describe('the client of a model router', () => {
  it('answers rows of the model', () => {
    expectTypeOf(client.shelves.byId.query({ id: '1' })).resolves.toEqualTypeOf<StoredRow<Shelf>>()
    expectTypeOf<ModelOutputs<LibraryModel>['shelves']['byId']>().toEqualTypeOf<StoredRow<Shelf>>()
    expectTypeOf<ModelOutputs<LibraryModel>['shelves']['delete']>().toEqualTypeOf<null>()
    expectTypeOf(client.shelves.list.query()).resolves.toExtend<Page<StoredRow<Shelf>>>()
    expectTypeOf(client.shelves.update.mutate({ key: { id: '1' }, changes: {} })).resolves.toEqualTypeOf<
      StoredRow<Shelf>
    >()
  })

  it('says that JSON makes a string of a date', () => {
    type Book = ModelOutputs<LibraryModel>['books']['byId']['row']
    expectTypeOf<Book['bought']>().toEqualTypeOf<string | undefined>()
    expectTypeOf<Book['loans'][number]['on']>().toEqualTypeOf<string>()
    expectTypeOf<Book['pages']>().toEqualTypeOf<number | null>()
  })

  it('asks for the key, of a child with its parent’s', () => {
    type Inputs = inferRouterInputs<ModelRouter<LibraryModel>>
    expectTypeOf<Inputs['shelves']['byId']>().toEqualTypeOf<{ id: string }>()
    expectTypeOf<Inputs['books']['byId']>().toEqualTypeOf<{ shelfId: string; id: string }>()
    expectTypeOf<Inputs['shelves']['create']['id']>().toEqualTypeOf<string>()
    expectTypeOf<Inputs['shelves']['create']['color']>().toEqualTypeOf<'red' | 'blue' | undefined>()
  })

  it('asks for the whole key of a parent, with its types', () => {
    type Orders = inferRouterInputs<ModelRouter<typeof ordersModel>>
    type Where = NonNullable<Exclude<Orders['orderLines']['list'], undefined | void>['where']>
    expectTypeOf<Where>().toEqualTypeOf<{
      readonly country: string
      readonly customerNumber: number
      readonly orderNumber: number
    }>()
    expectTypeOf<Orders['orderLines']['byId']>().toEqualTypeOf<{
      country: string
      customerNumber: number
      orderNumber: number
      line: number
    }>()
    expectTypeOf<keyof Orders['orderLines']['update']['changes']>().toEqualTypeOf<
      'options' | 'quantity' | 'sku'
    >()
    const orders = {} as TRPCClient<ModelRouter<typeof ordersModel>>
    // @ts-expect-error -- half of the parent's key
    void orders.orders.list.query({ where: { country: 'DE' } })
    // @ts-expect-error -- a number is no text
    void orders.orders.list.query({ where: { country: 'DE', customerNumber: '7' } })
    // @ts-expect-error -- a root has no parent
    void orders.customers.list.query({ where: { country: 'DE', number: 7 } })
  })

  it('refuses names that the model does not have', () => {
    // @ts-expect-error -- no such entity
    void client.chairs
    // @ts-expect-error -- no such procedure
    void client.shelves.find
    // @ts-expect-error -- a root has no parent
    void client.shelves.list.query({ where: { shelfId: '1' } })
    // @ts-expect-error -- not the parent's key
    void client.books.list.query({ where: { title: 'x' } })
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

  it('is typed by the model where it is mounted', () => {
    const t = initTRPC.create()
    const app = t.router({ library: createModelRouter(model, { store }) })
    type Client = TRPCClient<typeof app>
    expectTypeOf<ReturnType<Client['library']['shelves']['byId']['query']>>().resolves.toEqualTypeOf<
      StoredRow<Shelf>
    >()
    createTRPCTransport(model, { client: {} as Client['library'] })
    // @ts-expect-error -- the app's client has no entities of its own
    createTRPCTransport(model, { client: {} as Client })
  })
})

describe('createTRPCTransport', () => {
  it('answers the model’s own rows, dates as dates', () => {
    const transport = createTRPCTransport(model, { client })
    type Book = Row<LibraryModel['entities']['books']>
    expectTypeOf(transport.query('books', { where: { shelfId: '1' } })).resolves.toEqualTypeOf<
      Page<StoredRow<Book>>
    >()
    expectTypeOf<Book['bought']>().toEqualTypeOf<Date | undefined>()
    // @ts-expect-error -- no such entity
    void transport.list('chairs')
  })
})

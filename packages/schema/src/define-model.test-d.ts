import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import * as mini from 'zod/mini'
import { defineEntity } from './define-entity.ts'
import { defineModel } from './define-model.ts'
import type { Insert, Key, Row, Update } from './entity.types.ts'
import type { AnyModel } from './model.types.ts'
import type { Mutation } from './mutation.types.ts'
import type { BelongsTo, HasMany, ManyToMany, MorphMany, MorphTo } from './relation.types.ts'
import type { ParentWhere, Store } from './store.types.ts'
import type { blogModel } from './testing/blog-model.ts'
import type { ordersModel } from './testing/orders-model.ts'
import type { orgModel } from './testing/org-model.ts'

const library = defineModel({
  service: 'library',
  entities: {
    authors: defineEntity({
      singular: 'author',
      schema: z.object({
        id: z.uuid(),
        name: z.string(),
        born: z.number().optional(),
        createdAt: z.iso.datetime(),
      }),
    }),
    books: defineEntity({
      singular: 'book',
      schema: z.object({
        id: z.uuid(),
        author_id: z.uuid(),
        title: z.string(),
        pages: z.number().default(0),
      }),
    }),
    bookLoans: defineEntity({
      singular: 'bookLoan',
      key: ['bookId', 'day'],
      parent: 'bookId',
      schema: z.object({ author_id: z.uuid(), bookId: z.uuid(), day: z.iso.date(), readerId: z.string() }),
    }),
  },
})
type Library = (typeof library)['entities']
type Blog = (typeof blogModel)['entities']
type Orders = (typeof ordersModel)['entities']
type Org = (typeof orgModel)['entities']

describe('rows', () => {
  it('are exact', () => {
    expectTypeOf<Row<Library['books']>>().toEqualTypeOf<{
      id: string
      author_id: string
      title: string
      pages: number
    }>()
    expectTypeOf<Insert<Library['authors']>>().toEqualTypeOf<{
      name: string
      born?: number | undefined
      id?: string | undefined
    }>()
    expectTypeOf<Insert<Library['bookLoans']>>().toEqualTypeOf<{
      author_id: string
      bookId: string
      day: string
      readerId: string
    }>()
    expectTypeOf<Update<Library['books']>>().toEqualTypeOf<{
      title?: string | undefined
      pages?: number | undefined
    }>()
  })

  it('have what is read and what is written apart', () => {
    const codec = z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    })
    const model = defineModel({
      service: 'diary',
      entities: {
        entries: defineEntity({
          schema: z.object({ id: z.uuid(), at: codec, mood: mini.optional(mini.string()) }),
        }),
      },
    })
    type Entry = (typeof model)['entities']['entries']
    expectTypeOf<Row<Entry>>().toEqualTypeOf<{ id: string; at: Date; mood?: string | undefined }>()
    expectTypeOf<Update<Entry>>().toEqualTypeOf<{ at?: string | undefined; mood?: string | undefined }>()
  })

  it('are named by their own key and that of all that is above them', () => {
    expectTypeOf<Key<Library['authors']>>().toEqualTypeOf<{ id: string }>()
    expectTypeOf<Key<Library['books']>>().toEqualTypeOf<{ id: string; author_id: string }>()
    expectTypeOf<Key<Library['bookLoans']>>().toEqualTypeOf<{
      author_id: string
      bookId: string
      day: string
    }>()
    expectTypeOf<Key<Orders['customers']>>().toEqualTypeOf<{ country: string; number: number }>()
    expectTypeOf<Key<Orders['orderLines']>>().toEqualTypeOf<{
      country: string
      customerNumber: number
      orderNumber: number
      line: number
    }>()
    expectTypeOf<Key<Org['people']>>().toEqualTypeOf<{ companyId: string; id: string }>()
    expectTypeOf<Key<Org['assignments']>>().toEqualTypeOf<{
      companyId: string
      personId: string
      projectId: string
    }>()
    expectTypeOf<Key<Blog['comments']>>().toEqualTypeOf<{ id: string }>()
  })
})

describe('relations', () => {
  it('are inferred from foreign keys in camelCase and snake_case, from both sides', () => {
    expectTypeOf(library.entities.books.relations.author).toEqualTypeOf<BelongsTo<'authors', 'author_id'>>()
    expectTypeOf(library.entities.authors.relations.books).toEqualTypeOf<HasMany<'books', 'author_id'>>()
    expectTypeOf(library.entities.bookLoans.relations.book).toEqualTypeOf<BelongsTo<'books', 'bookId'>>()
    expectTypeOf<keyof Library['bookLoans']['relations']>().toEqualTypeOf<'author' | 'book'>()
    // @ts-expect-error -- readerId names no entity of the model
    void library.entities.bookLoans.relations.reader
  })

  it('take irregular plurals', () => {
    expectTypeOf<Org['people']['singular']>().toEqualTypeOf<'person'>()
    expectTypeOf<Org['companies']['singular']>().toEqualTypeOf<'company'>()
    expectTypeOf<Org['assignments']['relations']['person']>().toEqualTypeOf<BelongsTo<'people', 'personId'>>()
  })

  it('know self references, with the name of their other side', () => {
    expectTypeOf<Org['people']['relations']['manager']>().toEqualTypeOf<BelongsTo<'people', 'managerId'>>()
    expectTypeOf<Org['people']['relations']['reports']>().toEqualTypeOf<HasMany<'people', 'managerId'>>()
    expectTypeOf<keyof Org['people']['relations']>().toEqualTypeOf<
      'assignments' | 'company' | 'manager' | 'mentor' | 'projects' | 'reports' | 'unit'
    >()
    expectTypeOf<keyof Org['units']['relations']>().toEqualTypeOf<'above' | 'below' | 'company' | 'people'>()
  })

  it('know two keys to one target', () => {
    expectTypeOf<Orders['orders']['relations']['shippingAddress']>().toEqualTypeOf<
      BelongsTo<'addresses', 'shippingAddressId'>
    >()
    expectTypeOf<Orders['addresses']['relations']['billedOrders']>().toEqualTypeOf<
      HasMany<'orders', 'billingAddressId'>
    >()
    expectTypeOf<keyof Orders['addresses']['relations']>().toEqualTypeOf<
      'billedOrders' | 'customer' | 'shippedOrders'
    >()
  })

  it('know composite foreign keys', () => {
    expectTypeOf<Orders['orderLines']['relations']['order']>().toEqualTypeOf<
      BelongsTo<'orders', 'country' | 'customerNumber' | 'orderNumber'>
    >()
    expectTypeOf<Orders['orders']['relations']['lines']>().toEqualTypeOf<
      HasMany<'orderLines', 'country' | 'customerNumber' | 'orderNumber'>
    >()
  })

  it('know many-to-many through a join entity, from both sides', () => {
    expectTypeOf<Blog['posts']['relations']['tags']>().toEqualTypeOf<ManyToMany<'tags', 'postTags'>>()
    expectTypeOf<Blog['tags']['relations']['posts']>().toEqualTypeOf<ManyToMany<'posts', 'postTags'>>()
    expectTypeOf<Org['projects']['relations']['members']>().toEqualTypeOf<
      ManyToMany<'people', 'assignments'>
    >()
  })

  it('know polymorphic owners, from both sides', () => {
    expectTypeOf<Blog['comments']['relations']['subject']>().toEqualTypeOf<
      MorphTo<
        { readonly post: 'posts'; readonly photo: 'photos'; readonly comment: 'comments' },
        'subjectType',
        'subjectId'
      >
    >()
    expectTypeOf<Blog['photos']['relations']['comments']>().toEqualTypeOf<
      MorphMany<'comments', 'subjectType', 'subjectId', 'photo'>
    >()
  })

  it('make the same types whatever the model is assigned to', () => {
    expectTypeOf(library).toExtend<AnyModel>()
    expectTypeOf<typeof ordersModel>().toExtend<AnyModel>()
  })
})

describe('ports', () => {
  it('are typed by the model', () => {
    expectTypeOf<ParentWhere<typeof library, 'books'>>().toEqualTypeOf<{ readonly author_id: string }>()
    expectTypeOf<ParentWhere<typeof library, 'authors'>>().toEqualTypeOf<never>()
    expectTypeOf<ParentWhere<typeof ordersModel, 'orders'>>().toEqualTypeOf<{
      readonly country: string
      readonly customerNumber: number
    }>()
    expectTypeOf<Store<typeof library>['get']>().toBeCallableWith('authors', { id: 'a' })
    const wrong: Mutation<typeof library> = {
      op: 'update',
      mutationId: 'm',
      entity: 'authors',
      key: { id: 'a' },
      // @ts-expect-error -- a managed field cannot be written
      changes: { createdAt: 'now' },
    }
    void wrong
  })
})

describe('wrong names', () => {
  const schema = z.object({ id: z.string() })
  const shops = defineEntity({ singular: 'shop', schema })
  const buyers = defineEntity({ singular: 'buyer', schema })

  it('are errors in an entity: key, parent and foreign key are fields of its schema', () => {
    // @ts-expect-error -- no such field
    defineEntity({ singular: 'a', schema, key: ['uid'] })
    // @ts-expect-error -- no such field, and no such relation
    defineEntity({ singular: 'a', schema, parent: 'ownerId' })
    defineEntity({
      singular: 'a',
      schema,
      // @ts-expect-error -- no such field
      relations: { owner: { kind: 'belongsTo', target: 'b', field: 'ownerId' } },
    })
    defineEntity({
      schema: z.object({ id: z.string(), ownerId: z.string() }),
      // @ts-expect-error -- no such kind
      relations: { owner: { kind: 'hasOne', target: 'b', field: 'ownerId' } },
    })
  })

  it('are errors in a model: targets and join entities are its own', () => {
    const orders = defineEntity({
      schema: z.object({ id: z.string(), sellerId: z.string() }),
      relations: { seller: { kind: 'belongsTo', target: 'shop', field: 'sellerId' } },
    })
    const define = (): unknown =>
      defineModel({
        service: 'shops',
        entities: {
          shops,
          // @ts-expect-error -- The relation "seller" names the entity "shop", which the model does not have.
          orders,
        },
      })
    void define
  })

  it('name the parent where there are several', () => {
    const orders = z.object({ id: z.uuid(), shopId: z.uuid(), buyerId: z.uuid() })
    const define = (): unknown =>
      defineModel({
        service: 'orders',
        entities: {
          shops,
          buyers,
          // @ts-expect-error -- Several foreign keys could be the parent's: set `parent` to "shop", "buyer" or null.
          orders: defineEntity({ schema: orders }),
        },
      })
    void define
    const model = defineModel({
      service: 'orders',
      entities: {
        shops,
        buyers,
        orders: defineEntity({ schema: orders, parent: 'buyerId' }),
        returns: defineEntity({ schema: orders, parent: 'shop' }),
        quotes: defineEntity({ schema: orders, parent: null }),
        // A key that may be absent or null is never the parent's.
        offers: defineEntity({
          schema: z.object({ id: z.uuid(), shopId: z.uuid(), buyerId: z.uuid().nullable() }),
        }),
      },
    })
    type Entities = (typeof model)['entities']
    expectTypeOf<Key<Entities['orders']>>().toEqualTypeOf<{ id: string; buyerId: string }>()
    expectTypeOf<Key<Entities['returns']>>().toEqualTypeOf<{ id: string; shopId: string }>()
    expectTypeOf<Key<Entities['quotes']>>().toEqualTypeOf<{ id: string }>()
    expectTypeOf<Key<Entities['offers']>>().toEqualTypeOf<{ id: string; shopId: string }>()
  })
})

import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from './define-entity.ts'
import { defineModel } from './define-model.ts'
import type { Insert, Key, Row, Update } from './entity.types.ts'
import type { BelongsTo, HasMany } from './model.types.ts'
import type { Mutation } from './mutation.types.ts'
import type { ParentWhere, Store } from './store.types.ts'

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
      schema: z.object({ bookId: z.uuid(), day: z.iso.date(), readerId: z.string() }),
    }),
  },
})
type Entities = (typeof library)['entities']

describe('the types of a model', () => {
  it('knows rows, inserts, updates and keys', () => {
    expectTypeOf<Row<Entities['books']>>().toEqualTypeOf<{
      id: string
      author_id: string
      title: string
      pages: number
    }>()
    expectTypeOf<Insert<Entities['authors']>>().toEqualTypeOf<{
      name: string
      born?: number | undefined
      id?: string | undefined
    }>()
    expectTypeOf<Update<Entities['books']>>().toEqualTypeOf<{
      title?: string | undefined
      pages?: number | undefined
    }>()
    expectTypeOf<Key<Entities['authors']>>().toEqualTypeOf<{ id: string }>()
    expectTypeOf<Key<Entities['books']>>().toEqualTypeOf<{ id: string; author_id: string }>()
    expectTypeOf<Key<Entities['bookLoans']>>().toEqualTypeOf<{ bookId: string; day: string }>()
  })

  it('takes the named parent, or else any one of several foreign keys', () => {
    const orders = defineModel({
      service: 'orders',
      entities: {
        shops: defineEntity({ singular: 'shop', schema: z.object({ id: z.uuid() }) }),
        buyers: defineEntity({ singular: 'buyer', schema: z.object({ id: z.uuid() }) }),
        orders: defineEntity({
          singular: 'order',
          schema: z.object({ id: z.uuid(), shopId: z.uuid(), buyerId: z.uuid() }),
        }),
        returns: defineEntity({
          singular: 'return',
          parent: 'buyerId',
          schema: z.object({ id: z.uuid(), shopId: z.uuid(), buyerId: z.uuid() }),
        }),
      },
    })
    type Orders = (typeof orders)['entities']
    expectTypeOf<Key<Orders['orders']>>().toEqualTypeOf<
      { id: string; shopId: string } | { id: string; buyerId: string }
    >()
    expectTypeOf<ParentWhere<typeof orders, 'orders'>>().toEqualTypeOf<
      { readonly shopId: string } | { readonly buyerId: string }
    >()
    expectTypeOf<Key<Orders['returns']>>().toEqualTypeOf<{ id: string; buyerId: string }>()
  })

  it('infers relations from foreign keys in camelCase and snake_case', () => {
    expectTypeOf(library.entities.books.relations.author).toEqualTypeOf<BelongsTo<'authors', 'author_id'>>()
    expectTypeOf(library.entities.authors.relations.books).toEqualTypeOf<HasMany<'books', 'author_id'>>()
    expectTypeOf(library.entities.bookLoans.relations.book).toEqualTypeOf<BelongsTo<'books', 'bookId'>>()
    // @ts-expect-error -- readerId names no entity of the model
    void library.entities.bookLoans.relations.reader
  })

  it('types the ports by the model', () => {
    expectTypeOf<ParentWhere<typeof library, 'books'>>().toEqualTypeOf<{ readonly author_id: string }>()
    expectTypeOf<ParentWhere<typeof library, 'authors'>>().toEqualTypeOf<never>()
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

  it('refuses a key and a parent that the schema does not have', () => {
    const schema = z.object({ id: z.string() })
    // @ts-expect-error -- no such field
    defineEntity({ singular: 'a', schema, key: ['uid'] })
    // @ts-expect-error -- no such field
    defineEntity({ singular: 'a', schema, parent: 'ownerId' })
  })
})

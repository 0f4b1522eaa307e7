import * as z from 'zod'
import { describe, expectTypeOf, it } from 'vitest'
import { defineEntity } from './define-entity.ts'
import { defineModel } from './define-model.ts'
import { memoryStore } from './memory/memory-store.ts'
import type { StoredRow } from './mutation.types.ts'
import type { Condition, Operators } from './read.types.ts'
import type { ListOptions, Page, PageOptions, ParentWhere, QueryWhere, Store } from './store.types.ts'
import type { AnyModel, EntityName, EntityOf } from './model.types.ts'
import type { Row } from './entity.types.ts'
import { ordersModel } from './testing/orders-model.ts'

const model = defineModel({
  service: 'shelves',
  entities: {
    shelves: defineEntity({ singular: 'shelf', schema: z.object({ id: z.string(), name: z.string() }) }),
    books: defineEntity({
      schema: z.object({
        id: z.string(),
        shelfId: z.string(),
        title: z.string().brand('title'),
        pages: z.int().nullable(),
        state: z.enum(['new', 'used']).optional(),
        sold: z.boolean(),
        printed: z.date(),
        isbn: z.bigint(),
        tags: z.array(z.string()),
        sizes: z.set(z.number()).optional(),
        cover: z.object({ color: z.string() }),
        back: z.object({ color: z.string() }).nullish(),
        extra: z.unknown(),
        mixed: z.union([z.string(), z.int(), z.array(z.boolean())]),
      }),
    }),
  },
})
const store: Store<typeof model> = memoryStore(model)
type Book = Row<(typeof model)['entities']['books']>
const list = (options: ListOptions<Book>): void => void options

describe('conditions', () => {
  it('have the operators of their field, by its type', () => {
    expectTypeOf<Operators<string>>().toEqualTypeOf<{
      readonly eq?: string
      readonly ne?: string
      readonly in?: readonly string[]
      readonly gt?: string
      readonly gte?: string
      readonly lt?: string
      readonly lte?: string
      readonly startsWith?: string
      readonly contains?: string
    }>()
    expectTypeOf<keyof Operators<bigint | null>>().toEqualTypeOf<
      'eq' | 'gt' | 'gte' | 'in' | 'lt' | 'lte' | 'ne'
    >()
    expectTypeOf<Operators<boolean>>().toEqualTypeOf<{
      readonly eq?: boolean
      readonly ne?: boolean
      readonly in?: readonly boolean[]
    }>()
    expectTypeOf<Operators<number[] | undefined>>().toEqualTypeOf<{
      readonly contains?: number
      readonly exists?: boolean
    }>()
    expectTypeOf<keyof Operators<unknown>>().toEqualTypeOf<keyof Operators<string | undefined>>()
    expectTypeOf<Condition<{ a: 1 }>>().toBeNever()
    expectTypeOf<Condition<{ a: 1 }[]>>().toBeNever()
    expectTypeOf<Condition<{ a: 1 } | null>>().toEqualTypeOf<null | Operators<null>>()
  })

  it('take a value itself, or operators', () => {
    list({ where: { title: 'A' as Book['title'], pages: null, state: 'new', sold: true } })
    list({ where: { printed: new Date(), isbn: 1n, extra: 7, mixed: 'a' } })
    list({ where: { pages: { gte: 1, lt: 9, ne: null, in: [1, null] }, printed: { gt: new Date() } } })
    list({ where: { title: { startsWith: 'A', contains: 'b' }, state: { exists: true, in: ['new'] } } })
    list({
      where: { tags: { contains: 'a' }, sizes: { contains: 1, exists: true }, back: { exists: false } },
    })
    list({
      where: { mixed: { contains: true, gt: 1 }, extra: { exists: true, startsWith: 'a' }, back: null },
    })
  })

  it('take nothing else', () => {
    // @ts-expect-error -- no such field
    list({ where: { titel: 'A' } })
    // @ts-expect-error -- no such operator
    list({ where: { title: { like: 'A' } } })
    // @ts-expect-error -- a number does not start with text
    list({ where: { pages: { startsWith: '1' } } })
    // @ts-expect-error -- one of two states
    list({ where: { state: 'old' } })
    // @ts-expect-error -- it is never null
    list({ where: { state: null } })
    // @ts-expect-error -- it is never absent
    list({ where: { pages: { exists: true } } })
    // @ts-expect-error -- `true` and `false` are in no order
    list({ where: { sold: { gt: false } } })
    // @ts-expect-error -- null is in no order
    list({ where: { pages: { gt: null } } })
    // @ts-expect-error -- lists are not compared
    list({ where: { tags: ['a'] } })
    // @ts-expect-error -- its elements are text
    list({ where: { tags: { contains: 1 } } })
    // @ts-expect-error -- objects are not compared
    list({ where: { cover: { color: 'red' } } })
    // @ts-expect-error -- bigints are not numbers
    list({ where: { isbn: 1 } })
    // @ts-expect-error -- no such direction
    list({ orderBy: { title: 'up' } })
    // @ts-expect-error -- lists are in no order
    list({ orderBy: { tags: 'asc' } })
    list({ orderBy: { sold: 'asc' } })
  })
})

describe('reads of a store', () => {
  it('answer whole rows where no fields are asked for', () => {
    expectTypeOf(store.list('books')).resolves.toEqualTypeOf<Page<StoredRow<Book>>>()
    expectTypeOf(store.list('books', { limit: 1 })).resolves.toEqualTypeOf<Page<StoredRow<Book>>>()
    const key = { id: 'b', shelfId: 's' }
    expectTypeOf(store.get('books', key)).resolves.toEqualTypeOf<StoredRow<Book> | undefined>()
    expectTypeOf(store.batchGet('books', [key], { consistent: false })).resolves.toEqualTypeOf<
      (StoredRow<Book> | undefined)[]
    >()
  })

  it('answer the fields that are asked for, and those of the key', () => {
    type Some = Pick<Book, 'id' | 'pages' | 'shelfId'>
    const fields = ['pages'] as const
    const key = { id: 'b', shelfId: 's' }
    expectTypeOf(store.get('books', key, { fields })).resolves.toEqualTypeOf<StoredRow<Some> | undefined>()
    expectTypeOf(store.batchGet('books', [key], { fields: ['pages', 'id'] })).resolves.toEqualTypeOf<
      (StoredRow<Some> | undefined)[]
    >()
    const where = { shelfId: 's' }
    expectTypeOf(store.query('books', { where, fields: ['pages'] })).resolves.toEqualTypeOf<
      Page<StoredRow<Some>>
    >()
    expectTypeOf(store.list('books', { where: { sold: true }, fields: [] })).resolves.toEqualTypeOf<
      Page<StoredRow<Pick<Book, 'id' | 'shelfId'>>>
    >()
    // @ts-expect-error -- no such field
    void store.list('books', { fields: ['titel'] })
  })

  it('are queries of the whole parent, with conditions on other fields', () => {
    void store.query('books', {
      where: { shelfId: 's', pages: { gt: 1 }, sold: false },
      orderBy: { id: 'desc' },
    })
    // @ts-expect-error -- whose books
    void store.query('books', { where: { pages: 1 } })
    // @ts-expect-error -- a parent is named by its key, not by a condition
    void store.query('books', { where: { shelfId: { startsWith: 's' } } })
    // @ts-expect-error -- no such field
    void store.query('books', { where: { shelfId: 's', titel: 'A' } })
    // @ts-expect-error -- a root has no parent
    void store.query('shelves', { where: { id: 's' } })
    expectTypeOf<QueryWhere<typeof model, 'shelves'>>().toBeNever()
    const orders = memoryStore(ordersModel)
    const ofCustomer = { country: 'CH', customerNumber: 1 }
    void orders.query('orders', { where: { ...ofCustomer, total: { gt: 1n } } })
    // @ts-expect-error -- half a key
    void orders.query('orders', { where: { country: 'CH' } })
  })

  it('can be asked by code that is of any model', () => {
    const read = async <TModel extends AnyModel, N extends EntityName<TModel>>(
      of: Store<TModel>,
      entity: N,
      where: ParentWhere<TModel, N>,
      page: PageOptions,
    ): Promise<Page<StoredRow<Row<EntityOf<TModel, N>>>>[]> => [
      await of.list(entity, page),
      await of.query(entity, { ...page, where }),
    ]
    expectTypeOf(read(store, 'books', { shelfId: 's' }, {})).resolves.toEqualTypeOf<Page<StoredRow<Book>>[]>()
    const any = store as unknown as Store
    void any.list('books', {
      where: { title: { startsWith: 'A' } },
      orderBy: { title: 'asc' },
      fields: ['id'],
    })
  })
})

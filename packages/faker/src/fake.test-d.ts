import { type AnyModel, defineEntity, defineModel, type EntityName } from '@throughline/schema'
import type { blogModel, ordersModel, orgModel } from '@throughline/schema/testing'
import { expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { fake } from './fake.ts'
import type { Counts, ParentName, RootName } from './fake.types.ts'

const model = defineModel({
  service: 'library',
  entities: {
    authors: defineEntity({ singular: 'author', schema: z.object({ id: z.uuid(), name: z.string() }) }),
    books: defineEntity({
      singular: 'book',
      schema: z.object({
        id: z.uuid(),
        authorId: z.uuid(),
        title: z.string(),
        subtitle: z.string().optional(),
      }),
    }),
  },
})
type Library = typeof model

it('knows the roots of a model and the parents of the others', () => {
  expectTypeOf<RootName<Library>>().toEqualTypeOf<'authors'>()
  expectTypeOf<ParentName<Library, 'books'>>().toEqualTypeOf<'authors'>()
  expectTypeOf<ParentName<Library, 'authors'>>().toEqualTypeOf<never>()
})

it('knows the parents of grandchildren, and those of several foreign keys', () => {
  type Parents<TModel extends AnyModel> = { [N in EntityName<TModel>]: ParentName<TModel, N> }
  expectTypeOf<Parents<typeof ordersModel>>().toEqualTypeOf<{
    customers: never
    addresses: 'customers'
    products: never
    orders: 'customers'
    orderLines: 'orders'
  }>()
  expectTypeOf<Parents<typeof orgModel>>().toEqualTypeOf<{
    companies: never
    units: 'companies'
    people: 'companies'
    projects: 'companies'
    assignments: 'people'
  }>()
  expectTypeOf<ParentName<typeof blogModel, 'postTags'>>().toEqualTypeOf<'posts'>()
  expectTypeOf<RootName<typeof blogModel>>().toEqualTypeOf<'authors' | 'comments' | 'tags'>()
})

it('takes a number for a root, a range for a child too', () => {
  expectTypeOf<{ authors: 3; books: [1, 3] }>().toExtend<Counts<Library>>()
  expectTypeOf<{ authors: [1, 3] }>().not.toExtend<Counts<Library>>()
})

it('gives rows by entity, and generators what they may read and return', () => {
  const rows = fake(model, {
    seed: 1,
    counts: { authors: 1, books: 1 },
    shared: ({ entity, index }) => {
      expectTypeOf(entity).toEqualTypeOf<'authors'>()
      return { index }
    },
    generators: {
      authors: ({ parent, root }) => {
        expectTypeOf(parent).toEqualTypeOf<null>()
        expectTypeOf(root).toEqualTypeOf<null>()
        return {}
      },
      books: ({ parent, root, shared, siblings }) => {
        expectTypeOf(parent).toEqualTypeOf<{ id: string; name: string }>()
        expectTypeOf(root).toEqualTypeOf<{ id: string; name: string }>()
        expectTypeOf(shared).toEqualTypeOf<{ index: number }>()
        expectTypeOf(siblings[0]?.subtitle).toEqualTypeOf<string | undefined>()
        return { title: parent.name }
      },
    },
  })
  for (const { entity, row } of rows) {
    if (entity === 'books') expectTypeOf(row.title).toEqualTypeOf<string>()
    else expectTypeOf(row.name).toEqualTypeOf<string>()
  }
  // @ts-expect-error: a title is a string
  fake(model, { seed: 1, counts: {}, generators: { books: () => ({ title: 1 }) } })
  // @ts-expect-error: there are no readers
  fake(model, { seed: 1, counts: {}, generators: { readers: () => ({}) } })
})

import { defineEntity, defineModel } from '@throughline/schema'
import { blogModel, ordersModel } from '@throughline/schema/testing'
import { expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { createFactory } from './factory.ts'

const model = defineModel({
  service: 'library',
  entities: {
    authors: defineEntity({
      schema: z.object({
        id: z.uuid(),
        name: z.string(),
        since: z.string().pipe(z.coerce.date()),
        createdAt: z.string(),
      }),
    }),
    books: defineEntity({
      schema: z.object({ id: z.uuid(), authorId: z.uuid(), title: z.string(), pages: z.int().default(1) }),
    }),
  },
})

const factory = createFactory(model, {
  generators: {
    authors: ({ sequence, faker }) => {
      expectTypeOf(sequence).toEqualTypeOf<number>()
      return { name: faker.person.fullName() }
    },
  },
  traits: {
    authors: { famous: { name: 'Ada' }, numbered: ({ sequence }) => ({ name: `Author ${sequence}` }) },
  },
})

it('builds the rows of each entity', () => {
  expectTypeOf(factory.authors.build()).toEqualTypeOf<{
    id: string
    name: string
    since: Date
    createdAt: string
  }>()
  expectTypeOf(factory.books.buildMany(2)[0]?.pages).toEqualTypeOf<number | undefined>()
  // @ts-expect-error: there are no readers
  void factory.readers
})

it('takes overrides of the entity’s fields alone', () => {
  void factory.books.build({ title: 'A', pages: 3 })
  // @ts-expect-error: a title is a string
  void factory.books.build({ title: 1 })
  // @ts-expect-error: books have no subtitle
  void factory.books.build({ subtitle: 'A' })
  void factory.books.buildMany(2, (index) => ({ title: `Book ${index}` }))
  // @ts-expect-error: books have no subtitle
  void factory.books.buildMany(2, { subtitle: 'A' })
})

it('takes the traits of the entity alone', () => {
  void factory.authors.with('famous', 'numbered').build()
  // @ts-expect-error: no such trait
  void factory.authors.with('infamous')
  // @ts-expect-error: books have none
  void factory.books.with('famous')
  // @ts-expect-error: a name is a string
  createFactory(model, { traits: { authors: { nameless: { name: 1 } } } })
  // @ts-expect-error: authors have no title
  createFactory(model, { traits: { authors: { titled: { title: 'A' } } } })
  // @ts-expect-error: there are no readers
  createFactory(model, { traits: { readers: { keen: {} } } })
  // @ts-expect-error: authors have no title
  createFactory(model, { generators: { authors: () => ({ title: 'A' }) } })
})

it('takes rows of the entities that a row points to', () => {
  const author = factory.authors.build()
  void factory.books.for({ author }).build()
  // @ts-expect-error: a book is no author
  void factory.books.for({ author: factory.books.build() })
  // @ts-expect-error: the relation is called "author"
  void factory.books.for({ writer: author })
  const blog = createFactory(blogModel)
  void blog.comments.for({ subject: { entity: 'posts', row: blog.posts.build() } })
  // @ts-expect-error: a post is no photo
  void blog.comments.for({ subject: { entity: 'photos', row: blog.posts.build() } })
  // @ts-expect-error: tags have no comments
  void blog.comments.for({ subject: { entity: 'tags', row: blog.tags.build() } })
})

it('builds what a client writes', () => {
  const insert = factory.authors.buildInsert({ since: '2020-01-01' })
  expectTypeOf(insert.since).toEqualTypeOf<string>()
  expectTypeOf(insert).not.toHaveProperty('createdAt')
  // @ts-expect-error: it is a text as it is written
  void factory.authors.buildInsert({ since: new Date() })
})

it('builds trees by the names of relations', () => {
  const author = factory.authors.buildTree({ books: 2 })
  expectTypeOf(author.name).toEqualTypeOf<string>()
  expectTypeOf(author.books[0]?.title).toEqualTypeOf<string | undefined>()
  // @ts-expect-error: authors have no pages
  void factory.authors.buildTree({ pages: 2 })
  const customer = createFactory(ordersModel).customers.buildTree({ orders: [2, { lines: 3 }] })
  expectTypeOf(customer.orders[0]?.lines[0]?.quantity).toEqualTypeOf<number | undefined>()
  // @ts-expect-error: no addresses were asked for
  void customer.addresses
  // @ts-expect-error: an order has no orders
  void createFactory(ordersModel).customers.buildTree({ orders: [2, { orders: 3 }] })
  const post = createFactory(blogModel).posts.buildTree({ tags: 1, comments: 1 })
  expectTypeOf(post.tags[0]?.slug).toEqualTypeOf<string | undefined>()
  expectTypeOf(post.comments[0]?.text).toEqualTypeOf<string | undefined>()
})

it('hands over rows by entity', () => {
  for (const { entity, row } of factory.$take()) {
    if (entity === 'books') expectTypeOf(row.title).toEqualTypeOf<string>()
    else expectTypeOf(row.name).toEqualTypeOf<string>()
  }
})

import { collectionsOf } from '@throughline/collections/tanstack-db'
import { defineEntity, defineModel } from '@throughline/schema'
import {
  blogModel,
  blogRows,
  ordersModel,
  ordersRows,
  orgModel,
  orgRows,
  uuidOf,
} from '@throughline/schema/testing'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { closeForeign, openForeign } from './foreign-client.ts'
import { authorId, closeClients, openClient, settle } from './library.ts'

afterEach(() => {
  closeForeign()
  closeClients()
})

const nothing = (): void => {}

async function authorsWithBooks(authors: number) {
  const made = await openClient(authors)
  await made.server.load(
    Array.from({ length: authors * 2 }, (_, index) => ({
      entity: 'books' as const,
      row: {
        id: `b${index}`,
        authorId: authorId(Math.floor(index / 2)),
        title: `Title ${index}`,
        pages: index + 1,
        read: 0,
      },
    })),
  )
  return made
}

describe('rows with related rows', () => {
  it('load those of the rows in the window, once, and let go of those that left it', async () => {
    const { store, network } = await authorsWithBooks(20)
    const options = { orderBy: { lastName: 'asc' }, limit: 3, include: ['books'] } as const
    const list = store.list('authors', options)
    expect(list.get()).toMatchObject({ data: [], isLoading: true })
    const stop = list.subscribe(nothing)
    await settle()
    expect(list.get()).toMatchObject({ isLoading: false, error: null, total: 20 })
    expect(list.get().data.map(({ books }) => books.length)).toEqual([2, 2, 2])
    expect(network.reads).toHaveLength(1 + 3)
    const second = store.list('authors', options).subscribe(nothing)
    const row = store.row('authors', list.get().data[0]?.id ?? '', { include: ['books'] })
    const stopRow = row.subscribe(nothing)
    await settle()
    expect(network.reads).toHaveLength(4)
    expect(row.get().data).toBe(list.get().data[0])
    second()
    stopRow()

    // Another row comes to stand first: its books are read, and those of the one that it pushed out no more.
    const [, , third] = list.get().data
    const last = store.list('authors', { orderBy: { lastName: 'desc' }, limit: 1 }).get().data[0]
    store.update('authors', last?.id ?? '', { lastName: 'A' })
    await settle()
    expect(list.get().data[0]?.books).toHaveLength(2)
    expect(network.reads.at(-1)).toBe(`books/${last?.id}`)
    network.reads.length = 0
    await store.refresh()
    await settle()
    expect(network.reads).not.toContain(`books/${third?.id}`)
    expect(network.reads.filter((read) => read !== 'authors')).toHaveLength(3)
    stop()
    network.reads.length = 0
    await store.refresh()
    // Nobody looks at any of it.
    expect(network.reads).toEqual([])
  })

  it('are the same objects everywhere, and made anew only where something in them changed', async () => {
    const { store } = await authorsWithBooks(5)
    const list = store.list('authors', {
      orderBy: { lastName: 'asc' },
      include: { books: { include: ['author'] } },
    })
    const stop = list.subscribe(nothing)
    await settle()
    const before = list.get()
    const [first, second] = before.data
    const plain = store.list('books', { where: { authorId: first?.id ?? '' } })
    expect(first?.books[0]?.author).toBe(store.row('authors', first?.id ?? '').get().data)
    await store.refresh()
    expect(list.get()).toBe(before)

    store.update('books', first?.books[0]?.id ?? '', { title: 'New' })
    const after = list.get()
    expect(after.data[0]).not.toBe(first)
    expect(after.data[0]?.books[0]?.title).toBe('New')
    expect(after.data[0]?.books[1]).toBe(first?.books[1])
    expect(after.data[1]).toBe(second)
    expect(plain.get().data.map(({ title }) => title)).toContain('New')

    // The list of books stays the same object where only the author is another.
    store.update('authors', second?.id ?? '', { firstName: 'New' })
    const third = store.list('authors', { orderBy: { lastName: 'asc' }, include: ['books'] })
    const books = third.get().data[1]?.books
    store.update('authors', second?.id ?? '', { firstName: 'Newer' })
    expect(third.get().data[1]?.firstName).toBe('Newer')
    expect(third.get().data[1]?.books).toBe(books)
    stop()
    await settle()
  })

  it('read all of an entity where more than a hundred parents would be asked for, or conditions are on it', async () => {
    const { store, network } = await authorsWithBooks(101)
    const stop = store.list('authors', { include: ['books'] }).subscribe(nothing)
    await settle()
    expect(network.reads).toEqual(['authors', 'books'])
    stop()
    const long = store.list('authors', { where: { books: { some: { pages: { gt: 200 } } } } })
    const stopLong = long.subscribe(nothing)
    await settle()
    expect(long.get().data.map(({ id }) => id)).toEqual([authorId(100)])
    expect(network.reads).toEqual(['authors', 'books'])
    stopLong()
  })

  it('tell that a read of related rows failed, and read again when asked', async () => {
    const { store, network } = await authorsWithBooks(1)
    await collectionsOf(store).authors.preload()
    const row = store.row('authors', authorId(0), { include: ['books'] })
    network.readFault = new TypeError('Failed to fetch')
    const stop = row.subscribe(nothing)
    await settle()
    expect(row.get()).toMatchObject({ isLoading: false, error: { code: 'unavailable', entity: 'books' } })
    network.readFault = undefined
    await row.get().refetch()
    await settle()
    expect(row.get()).toMatchObject({ isLoading: false, error: null })
    expect(row.get().data?.books).toHaveLength(2)
    stop()
  })

  it('show what is being written, and take it back', async () => {
    const { store, network } = await authorsWithBooks(2)
    const row = store.row('authors', authorId(0), { include: { books: { include: ['chapters'] } } })
    const stop = row.subscribe(nothing)
    await settle()
    network.hold = true
    const { confirmed } = store.insert('books', { id: 'new', authorId: authorId(0), title: 'New', pages: 1 })
    store.insert('chapters', { id: 'c', authorId: authorId(0), bookId: 'new', heading: 'One' })
    expect(row.get().data?.books.map(({ title, chapters }) => [title, chapters.length])).toEqual([
      ['Title 0', 0],
      ['Title 1', 0],
      ['New', 1],
    ])
    await settle()
    network.held[0]?.release('refuse')
    await expect(confirmed).rejects.toMatchObject({ code: 'invalid' })
    expect(row.get().data?.books).toHaveLength(2)
    stop()
    await settle()
  })

  it('say which relations there are', async () => {
    const { store } = await openClient(0)
    // @ts-expect-error -- "editors" is no relation
    expect(() => store.list('authors', { include: ['editors'] })).toThrow(
      '"editors" is no relation of "authors". There are: books, chapters.',
    )
  })
})

describe('relations of every kind', () => {
  it('many-to-many, self references and nested ones are loaded below their parent', async () => {
    const { store, reads } = await openForeign(orgModel, orgRows)
    const where = { companyId: uuidOf(1) }
    const people = store.list('people', {
      where,
      include: { projects: true, manager: { include: ['unit'] }, reports: true },
    })
    const stop = people.subscribe(nothing)
    await settle(8)
    expect(people.get()).toMatchObject({ isLoading: false, error: null })
    expect(
      people
        .get()
        .data.map(({ name, projects, manager, reports }) => [
          name,
          projects.map((project) => project.name),
          manager?.unit?.name,
          reports.length,
        ]),
    ).toEqual([
      ['Person 21', [], undefined, 2],
      ['Person 22', ['Up', 'Down'], 'All', 0],
      ['Person 23', ['Up'], 'All', 0],
    ])
    expect(people.get().data[1]?.projects[0]).toBe(people.get().data[2]?.projects[0])
    const company = JSON.stringify(where)
    const assignment = (id: number) => `assignments ${JSON.stringify({ ...where, personId: uuidOf(id) })}`
    expect(reads.toSorted()).toEqual(
      [
        `people ${company}`,
        `projects ${company}`,
        `units ${company}`,
        assignment(21),
        assignment(22),
        assignment(23),
      ].toSorted(),
    )
    stop()
  })

  it('polymorphic ones, from both sides', async () => {
    const { store } = await openForeign(blogModel, blogRows)
    const comments = store.list('comments', { include: { subject: { include: ['comments'] } } })
    const tags = store.list('tags', { include: ['posts'] })
    const stops = [comments.subscribe(nothing), tags.subscribe(nothing)]
    await settle(8)
    const [first, second] = comments.get().data
    expect(first?.subjectType === 'post' && first.subject?.title).toBe('Post 11')
    expect(first?.subject?.comments.map(({ id }) => id)).toEqual([uuidOf(31)])
    expect(second?.subjectType === 'comment' && second.subject?.authorName).toBe('Cy')
    expect(tags.get().data.map(({ slug, posts }) => [slug, posts.length])).toEqual([
      ['a', 2],
      ['a-b', 1],
    ])
    for (const stop of stops) stop()
  })

  it('by keys of several fields, down three levels', async () => {
    const { store, reads } = await openForeign(ordersModel, ordersRows)
    const customer = store.row(
      'customers',
      { country: 'DE', number: 9 },
      {
        include: { orders: { include: { lines: { include: ['product'] }, shippingAddress: true } } },
      },
    )
    const stop = customer.subscribe(nothing)
    await settle(8)
    const { data, isLoading, error } = customer.get()
    expect({ isLoading, error }).toEqual({ isLoading: false, error: null })
    expect(
      data?.orders.map(({ orderNumber, lines, shippingAddress }) => [
        orderNumber,
        lines.map(({ line, product }) => [line, product?.name]),
        shippingAddress?.lines[0],
      ]),
    ).toEqual([
      [
        1,
        [
          [1, 'Lamp'],
          [2, 'Desk'],
        ],
        undefined,
      ],
      [2, [], 'A street 1'],
      [10, [[1, 'Desk']], 'A street 1'],
    ])
    const path = '"country":"DE","customerNumber":9'
    expect(new Set(reads)).toEqual(
      new Set([
        'customers',
        'products',
        `orders {${path}}`,
        `addresses {${path}}`,
        ...[1, 2, 10].map((number) => `orderLines {${path},"orderNumber":${number}}`),
      ]),
    )
    expect(reads).toHaveLength(7)
    stop()
  })

  it('a join row that leads elsewhere moves the related row', async () => {
    const model = defineModel({
      service: 'shelf',
      entities: {
        boxes: defineEntity({
          singular: 'box',
          relations: { things: { kind: 'manyToMany', target: 'things', through: 'places' } },
          schema: z.object({ id: z.string() }),
        }),
        things: defineEntity({ singular: 'thing', schema: z.object({ id: z.string() }) }),
        places: defineEntity({
          singular: 'place',
          parent: null,
          schema: z.object({ id: z.string(), boxId: z.string(), thingId: z.string() }),
        }),
      },
    })
    const { store } = await openForeign(model, [
      { entity: 'boxes', row: { id: 'b' } },
      { entity: 'things', row: { id: 't' } },
      { entity: 'things', row: { id: 'u' } },
      { entity: 'places', row: { id: 'p', boxId: 'b', thingId: 't' } },
    ])
    const boxes = store.list('boxes', { include: ['things'] })
    const stop = boxes.subscribe(nothing)
    await settle()
    expect(boxes.get().data).toEqual([{ id: 'b', things: [{ id: 't' }] }])
    store.update('places', 'p', { thingId: 'u' })
    expect(boxes.get().data).toEqual([{ id: 'b', things: [{ id: 'u' }] }])
    stop()
    await settle()
  })
})

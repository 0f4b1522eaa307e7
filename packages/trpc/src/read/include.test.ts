import type { AnyModel, EntityRow } from '@throughline/schema'
import { blogModel, memoryStore, ordersModel, orgModel } from '@throughline/schema/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { countingStore } from '../../tests/counting-store.ts'
import { uuid } from '../../tests/library-model.ts'
import { createModelRouter } from '../model-router.ts'
import type { QueryLimits } from './query-limits.ts'

async function open<TModel extends AnyModel>(
  model: TModel,
  rows: readonly EntityRow<TModel>[],
  queryLimits?: QueryLimits,
) {
  const { store, reads, keys, most } = countingStore(memoryStore(model))
  await store.load(rows)
  const router = createModelRouter(model, { store, ...(queryLimits && { queryLimits }) })
  return { api: router.createCaller({}), reads, keys, most }
}

const createdAt = '2026-01-01T00:00:00.000Z'
const at = new Date('2026-01-02T03:04:05.678Z')
const author = (n: number) =>
  ({ entity: 'authors', row: { id: uuid(n), handle: `author ${n}`, createdAt } }) as const
const post = (n: number, of: number) =>
  ({
    entity: 'posts',
    row: { id: uuid(n), author_id: uuid(of), title: `Post ${n}`, body: '', status: 'draft', publishedAt: at },
  }) as const
const tag = (slug: string) => ({ entity: 'tags', row: { slug, label: slug.toUpperCase() } }) as const
const tied = (n: number, of: number, tagSlug: string) =>
  ({ entity: 'postTags', row: { author_id: uuid(of), postId: uuid(n), tagSlug, position: 0 } }) as const
const comment = (n: number, subjectType: 'comment' | 'photo' | 'post', of: number) =>
  ({
    entity: 'comments',
    row: { id: uuid(n), subjectType, subjectId: uuid(of), authorName: 'Bob', text: `Comment ${n}` },
  }) as const

const blog: readonly EntityRow<typeof blogModel>[] = [
  author(1),
  author(2),
  post(11, 1),
  post(12, 1),
  post(13, 2),
  tag('news'),
  tag('tips'),
  tied(11, 1, 'news'),
  tied(11, 1, 'tips'),
  tied(13, 2, 'news'),
  { entity: 'photos', row: { id: uuid(21), author_id: uuid(1), url: 'https://a.example/1.png' } },
  comment(31, 'post', 11),
  comment(32, 'post', 11),
  comment(33, 'photo', 21),
  comment(34, 'comment', 31),
  comment(35, 'post', 99),
]

describe('include', () => {
  let on: Awaited<ReturnType<typeof open<typeof blogModel>>>
  beforeEach(async () => {
    on = await open(blogModel, blog)
  })

  it('reads the one row that each row belongs to in one read for all, each once', async () => {
    const { items } = await on.api.posts.list({ include: ['author'] })
    expect(items.map(({ row, related }) => [row.title, related?.author?.row.handle])).toEqual([
      ['Post 11', 'author 1'],
      ['Post 12', 'author 1'],
      ['Post 13', 'author 2'],
    ])
    expect(items[0]?.related?.author?.meta.version).toBe(1)
    expect(on.reads).toEqual(['list posts', 'batchGet authors'])
    expect(on.keys).toEqual([2])
  })

  it('reads children by a query for each parent, dates as JSON', async () => {
    const { items } = await on.api.authors.list({ include: { posts: true } })
    expect(items.map(({ related }) => related?.posts?.map(({ row }) => row.publishedAt))).toEqual([
      [at.toISOString(), at.toISOString()],
      [at.toISOString()],
    ])
    expect(items.every(({ more }) => more === undefined)).toBe(true)
    expect(on.reads).toEqual(['list authors', 'query posts', 'query posts'])
  })

  it('reads across a join entity, in one read for all on its other side', async () => {
    const { items } = await on.api.posts.list({ include: ['tags'] })
    expect(items.map(({ related }) => related?.tags?.map(({ row }) => row.label))).toEqual([
      ['NEWS', 'TIPS'],
      [],
      ['NEWS'],
    ])
    expect(on.reads).toEqual([
      'list posts',
      'query postTags',
      'query postTags',
      'query postTags',
      'batchGet tags',
    ])
  })

  it('reads a row of one of several entities, and rows that point to one of them', async () => {
    const { items } = await on.api.comments.list({ include: ['subject', 'comments'] })
    const seen = items.map(({ row, related }) => [
      row.text,
      related?.subject?.row.id,
      related?.comments?.map(({ row: { text } }) => text),
    ])
    expect(seen).toEqual([
      ['Comment 31', uuid(11), ['Comment 34']],
      ['Comment 32', uuid(11), []],
      ['Comment 33', uuid(21), []],
      ['Comment 34', uuid(31), []],
      ['Comment 35', undefined, []],
    ])
    expect(items[4]?.related?.subject).toBeNull()
    // A post is below its author, whom a comment does not name: it is found by its id alone, all of them together.
    expect(on.reads.toSorted()).toEqual([
      'batchGet comments',
      ...Array.from({ length: 6 }, () => 'list comments'),
      'list photos',
      'list posts',
    ])
  })

  it('goes as deep as it is asked to, and shares what several rows lead to', async () => {
    const { items } = await on.api.posts.list({
      where: { author_id: uuid(1) },
      include: { author: { include: { posts: { include: ['tags'] } } } },
    })
    const [first, second] = items.map(({ related }) => related?.author)
    expect(first).toEqual(second)
    expect(first?.related?.posts?.map(({ related }) => related?.tags?.length)).toEqual([2, 0])
    expect(on.reads).toEqual([
      'query posts',
      'batchGet authors',
      'query posts',
      'query postTags',
      'query postTags',
      'batchGet tags',
    ])
  })

  it('comes with one row as well', async () => {
    const found = await on.api.posts.byId({
      author_id: uuid(1),
      id: uuid(11),
      include: ['author', 'comments'],
      fields: ['title'],
    })
    expect(found.row).toEqual({ id: uuid(11), author_id: uuid(1), title: 'Post 11' })
    expect(found.related?.comments).toHaveLength(2)
    expect(found.related?.author?.row.handle).toBe('author 1')
  })

  it('reads the fields that relations need, and answers those that were asked for', async () => {
    const { items } = await on.api.comments.list({ fields: ['text'], include: ['subject'] })
    expect(items[0]).toMatchObject({ related: { subject: { row: { title: 'Post 11' } } } })
    expect(items[0]?.row).toEqual({ id: uuid(31), text: 'Comment 31' })
  })

  it('says of which relations there are more rows than came', async () => {
    const { api } = await open(blogModel, blog, { maxRelated: 1 })
    const { items } = await api.authors.list({ include: { posts: { include: ['tags'] } } })
    expect(items.map(({ more, related }) => [more, related?.posts?.length])).toEqual([
      [['posts'], 1],
      [undefined, 1],
    ])
    expect(items[0]?.related?.posts?.map(({ more, related }) => [more, related?.tags?.length])).toEqual([
      [['tags'], 1],
    ])
  })

  it('answers no more related rows than the limit of an answer, and says which are missing', async () => {
    const { api, reads } = await open(blogModel, blog, { maxIncluded: 2 })
    const { items } = await api.authors.list({ include: ['posts'] })
    expect(items.map(({ more, related }) => [more, related?.posts?.length])).toEqual([
      [undefined, 2],
      [['posts'], 0],
    ])
    expect(reads).toEqual(['list authors', 'query posts'])
    const shared = await api.posts.list({ include: { author: { include: ['posts'] } } })
    const authors = shared.items.flatMap(({ related }) => related?.author ?? [])
    const count = authors.length + authors.flatMap(({ related }) => related?.posts ?? []).length
    expect(count).toBe(2)
  })

  it('reads side by side, with a bound', async () => {
    const authors = Array.from({ length: 40 }, (_, n) => author(100 + n))
    const { api, reads, most } = await open(blogModel, authors)
    await api.authors.list({ include: ['posts', 'photos'] })
    expect(reads).toHaveLength(81)
    expect(most()).toBe(8)
  })
})

describe('include over keys of several fields', () => {
  it('finds a parent by the whole of its key, and a row beside it by the key that it shares', async () => {
    const path = { country: 'DE', customerNumber: 7 }
    const { api, reads } = await open(ordersModel, [
      { entity: 'customers', row: { country: 'DE', number: 7, name: 'Ann', email: 'ann@a.example' } },
      { entity: 'customers', row: { country: 'FR', number: 7, name: 'Bob', email: 'bob@a.example' } },
      { entity: 'addresses', row: { ...path, id: uuid(1), lines: ['A'] } },
      { entity: 'addresses', row: { country: 'FR', customerNumber: 7, id: uuid(2), lines: ['B'] } },
      {
        entity: 'orders',
        row: {
          ...path,
          orderNumber: 12,
          billingAddressId: uuid(1),
          // Of another customer: its place is not told by the order.
          shippingAddressId: uuid(2),
          placedAt: '2026-01-02T03:04:05Z',
          total: 2n ** 70n,
        },
      },
      { entity: 'orderLines', row: { ...path, orderNumber: 12, line: 1, sku: 'ABC-1234', quantity: 2 } },
    ])
    const { items } = await api.orders.list({
      include: ['customer', 'billingAddress', 'shippingAddress', 'lines'],
    })
    expect(items[0]).toMatchObject({
      row: { total: String(2n ** 70n) },
      related: {
        customer: { row: { name: 'Ann' } },
        billingAddress: { row: { lines: ['A'] } },
        shippingAddress: { row: { lines: ['B'] } },
        lines: [{ row: { line: 1 } }],
      },
    })
    expect(reads.toSorted()).toEqual([
      'batchGet addresses',
      'batchGet addresses',
      'batchGet customers',
      'list addresses',
      'list orders',
      'query orderLines',
    ])
    const lines = await api.orderLines.list({ include: ['product'] })
    expect(lines.items[0]?.related).toEqual({ product: null })
  })

  it('follows self references and keys that are null or absent', async () => {
    const person = { companyId: uuid(1), unitId: uuid(2), title: 'Engineer', skills: new Set(['sql']) }
    const { api } = await open(orgModel, [
      { entity: 'companies', row: { id: uuid(1), name: 'Acme' } },
      { entity: 'people', row: { ...person, id: uuid(3), managerId: null, name: 'Ann' } },
      {
        entity: 'people',
        row: { ...person, id: uuid(4), managerId: uuid(3), mentorId: uuid(3), name: 'Bob' },
      },
    ])
    const { items } = await api.people.list({
      where: { companyId: uuid(1) },
      include: ['manager', 'mentor', 'reports', 'company'],
    })
    expect(items.map(({ related }) => [related?.manager?.row.name, related?.mentor?.row.name])).toEqual([
      [undefined, undefined],
      ['Ann', 'Ann'],
    ])
    expect(items.map(({ related }) => related?.reports?.map(({ row }) => row.skills))).toEqual([
      [['sql']],
      [],
    ])
    expect(items[1]?.related?.company?.row.name).toBe('Acme')
  })
})

describe('what cannot be included', () => {
  const cases: [string, unknown, string[], RegExp][] = [
    [
      'a relation that is not there',
      ['auther'],
      ['include', 'auther'],
      /"posts" has no relation "auther"\. It has: /,
    ],
    ['a prototype', ['__proto__'], ['include', '__proto__'], /no relation/],
    ['a constructor', { constructor: true }, ['include', 'constructor'], /no relation/],
    ['a text', 'author', ['include'], /^An include is a list/],
    ['null', null, ['include'], /^An include is a list/],
    ['a name twice', ['author', 'author'], ['include'], /^An include is a list/],
    ['false', { author: false }, ['include', 'author'], /^An include is a list/],
    ['an unknown option', { author: { limit: 5 } }, ['include', 'author'], /^An include is a list/],
    [
      'four levels',
      { author: { include: { posts: { include: { author: { include: ['posts'] } } } } } },
      ['include', 'author', 'include', 'posts', 'include', 'author', 'include'],
      /at most 3 levels deep/,
    ],
    [
      'eleven relations',
      {
        author: { include: ['posts', 'photos'] },
        tags: { include: ['posts', 'postTags'] },
        postTags: { include: ['tag', 'post'] },
        comments: { include: ['comments'] },
      },
      ['include'],
      /at most 8 relations, not 11/,
    ],
  ]
  it.each(cases)('refuses %s', async (_name, include, path, message) => {
    const { api, reads } = await open(blogModel, blog)
    await expect(api.posts.list({ include: include as never })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(message),
      issues: [{ path }],
    })
    expect(reads).toEqual([])
  })
})

import { collectionsOf } from '@throughline/collections/tanstack-db'
import type { EntityRow } from '@throughline/schema'
import { blogModel } from '@throughline/schema/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { closeForeign, openForeign } from './foreign-client.ts'
import { settle } from './library.ts'

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

afterEach(closeForeign)

describe('a blog: a row at the third level, whose parent has a key of its own', () => {
  const [author, post, other] = [uuid(1), uuid(2), uuid(3)]
  const postRow = (id: string): EntityRow<typeof blogModel> => ({
    entity: 'posts',
    row: { id, author_id: author, title: 'T', body: '', status: 'draft', publishedAt: null },
  })
  const tagged = (postId: string, tagSlug: string) => ({ author_id: author, postId, tagSlug, position: 0 })
  const rows: EntityRow<typeof blogModel>[] = [
    { entity: 'authors', row: { id: author, handle: 'ann', createdAt: '2026-01-01T00:00:00Z' } },
    postRow(post),
    postRow(other),
    { entity: 'tags', row: { slug: 'news', label: 'News' } },
    { entity: 'tags', row: { slug: 'art', label: 'Art' } },
    { entity: 'postTags', row: tagged(post, 'news') },
    { entity: 'postTags', row: tagged(post, 'art') },
    { entity: 'postTags', row: tagged(other, 'news') },
  ]
  const client = () => openForeign(blogModel, rows)
  const whole = `postTags ${JSON.stringify({ author_id: author, postId: post })}`

  it('is loaded by all that names its parent', async () => {
    const { store, reads } = await client()
    const list = store.list('postTags', { where: { author_id: author, postId: post } })
    const stop = list.subscribe(() => {})
    await settle()
    expect(list.get().data.map(({ tagSlug }) => tagSlug)).toEqual(['art', 'news'])
    expect(reads).toEqual([whole])
    stop()
  })

  it('is loaded by the key of its parent alone, where that row is there', async () => {
    const { store, reads } = await client()
    const stopPosts = store.list('posts', { where: { author_id: author } }).subscribe(() => {})
    await settle()
    const list = store.list('postTags', { where: { postId: post } })
    const stop = list.subscribe(() => {})
    await settle()
    expect(list.get()).toMatchObject({ total: 2, error: null })
    expect(reads.at(-1)).toBe(whole)
    stop()
    stopPosts()
  })

  it('says what to give where that row is not, and is loaded once it comes', async () => {
    const { store, reads, errors } = await client()
    const list = store.list('postTags', { where: { postId: post } })
    const stop = list.subscribe(() => {})
    await settle()
    expect(list.get()).toMatchObject({ data: [], isLoading: false, error: { code: 'not_loaded' } })
    expect(list.get().error?.message).toContain(
      `The postTags of the post "${post}" cannot be asked for while that row is not loaded: load it first, or give \`author_id\``,
    )
    expect(errors).toEqual([list.get().error])
    expect(reads).toEqual([])
    const stopPosts = store.list('posts', { where: { author_id: author } }).subscribe(() => {})
    await settle()
    expect(list.get()).toMatchObject({ total: 2, isLoading: false, error: null })
    expect(reads).toEqual([`posts {"author_id":"${author}"}`, whole])
    stop()
    stopPosts()
  })

  it('takes no guess at what several values leave open', async () => {
    const { store, reads } = await client()
    const where = { author_id: { in: [uuid(9), author] }, postId: post }
    const list = store.list('postTags', { where })
    const stop = list.subscribe(() => {})
    await settle()
    expect(list.get()).toMatchObject({ total: 0, error: { code: 'not_loaded' } })
    expect(reads).toEqual([])
    stop()
  })

  it('is loaded by what its parent’s row says, whatever a query does', async () => {
    const { store, reads } = await client()
    const stopPosts = store.list('posts', { where: { author_id: author } }).subscribe(() => {})
    await settle()
    const lost = store.list('postTags', { where: { author_id: uuid(9), postId: post } })
    const stop = lost.subscribe(() => {})
    await settle()
    expect(reads.at(-1)).toBe(whole)
    expect(lost.get()).toMatchObject({ total: 0, error: null })
    stop()
    stopPosts()
  })

  it('is loaded once someone says what was missing', async () => {
    const { store, reads } = await client()
    const list = store.list('postTags', { where: { postId: post } })
    const stop = list.subscribe(() => {})
    await settle()
    const row = store.row('postTags', tagged(post, 'news'))
    const stopRow = row.subscribe(() => {})
    await settle()
    expect(row.get().data?.tagSlug).toBe('news')
    expect(list.get()).toMatchObject({ total: 2, error: null })
    expect(reads).toEqual([whole])
    stop()
    stopRow()
  })

  it('is neither lost nor kept from others by who is wrong about the row above its parent', async () => {
    const { store } = await client()
    const wrong = { author_id: uuid(9), postId: post }
    const lost = store.list('postTags', { where: wrong })
    const stops = [lost.subscribe(() => {})]
    await settle()
    expect(lost.get()).toMatchObject({ total: 0, isLoading: false, error: null })
    const right = store.list('postTags', { where: { author_id: author, postId: post } })
    stops.push(right.subscribe(() => {}))
    await settle()
    expect(right.get().total).toBe(2)
    stops.push(store.row('postTags', { ...wrong, tagSlug: 'news' }).subscribe(() => {}))
    await settle()
    expect(right.get().total).toBe(2)
    expect(lost.get().total).toBe(0)
    for (const stop of stops) stop()
  })

  it('goes with the author, and is refused below a post of no one', async () => {
    const { store, server } = await client()
    const stops = [
      store.list('authors').subscribe(() => {}),
      store.list('posts', { where: { author_id: author } }).subscribe(() => {}),
      store.list('postTags', { where: { postId: { in: [post, other] } } }).subscribe(() => {}),
    ]
    await settle(8)
    expect(collectionsOf(store).postTags.size).toBe(3)
    const bad = store.insert('postTags', { ...tagged(post, 'art'), tagSlug: 'new', author_id: uuid(9) })
    await expect(bad.confirmed).rejects.toMatchObject({ reason: 'parent_not_found' })
    const good = await store.insert('postTags', { ...tagged(other, 'art'), position: 3 }).confirmed
    expect((await server.get('postTags', good))?.row.position).toBe(3)
    await store.update('postTags', `${other}#art`, { position: 4 }).confirmed
    expect((await server.get('postTags', good))?.row.position).toBe(4)
    const gone = store.delete('authors', author)
    expect([collectionsOf(store).posts.size, collectionsOf(store).postTags.size]).toEqual([0, 0])
    await gone.confirmed
    expect((await server.list('postTags')).items).toEqual([])
    for (const stop of stops) stop()
  })
})

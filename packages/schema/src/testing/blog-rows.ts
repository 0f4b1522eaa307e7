import type { EntityRow } from '../mutation.types.ts'
import type { blogModel } from './blog-model.ts'
import { uuidOf } from './uuid-of.ts'

/** Rows of every entity of {@link blogModel}, on every level. */
export const blogRows: readonly EntityRow<typeof blogModel>[] = [
  { entity: 'authors', row: { id: uuidOf(1), handle: 'ann', createdAt: '2026-01-01T00:00:00.000Z' } },
  {
    entity: 'authors',
    row: { id: uuidOf(2), handle: 'bo', bio: 'Writes', createdAt: '2026-01-01T00:00:00.000Z' },
  },
  ...[11, 12, 13].map((id) => ({
    entity: 'posts' as const,
    row: {
      id: uuidOf(id),
      author_id: uuidOf(id === 13 ? 2 : 1),
      title: `Post ${id}`,
      body: '',
      status: id === 11 ? ('draft' as const) : ('published' as const),
      publishedAt: id === 11 ? null : new Date(`2026-02-0${id - 10}T00:00:00.000Z`),
    },
  })),
  { entity: 'photos', row: { id: uuidOf(21), author_id: uuidOf(1), url: 'https://a.example/1.jpg' } },
  {
    entity: 'photos',
    row: { id: uuidOf(22), author_id: uuidOf(2), url: 'https://a.example/2.jpg', alt: 'A cat' },
  },
  { entity: 'tags', row: { slug: 'a', label: 'A' } },
  { entity: 'tags', row: { slug: 'a-b', label: 'A or B' } },
  { entity: 'postTags', row: { author_id: uuidOf(1), postId: uuidOf(11), tagSlug: 'a', position: 0 } },
  { entity: 'postTags', row: { author_id: uuidOf(1), postId: uuidOf(11), tagSlug: 'a-b', position: 1 } },
  { entity: 'postTags', row: { author_id: uuidOf(2), postId: uuidOf(13), tagSlug: 'a', position: 0 } },
  {
    entity: 'comments',
    row: { id: uuidOf(31), subjectType: 'post', subjectId: uuidOf(11), authorName: 'Cy', text: 'Good' },
  },
  {
    entity: 'comments',
    row: { id: uuidOf(32), subjectType: 'comment', subjectId: uuidOf(31), authorName: 'Di', text: 'Yes' },
  },
]

import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'

/** A blog: posts with tags (many-to-many through a join entity), and comments on posts, on photos and on each other. */
export const blogModel = defineModel({
  service: 'blog',
  entities: {
    authors: defineEntity({
      schema: z.object({
        id: z.uuid(),
        handle: z.string().min(1).max(30).register(fieldMeta, { unique: true, searchable: true }),
        bio: z.string().optional(),
        createdAt: z.iso.datetime(),
      }),
    }),
    posts: defineEntity({
      relations: { tags: { kind: 'manyToMany', target: 'tags', through: 'postTags' } },
      schema: z.object({
        id: z.uuid(),
        author_id: z.uuid(),
        title: z
          .string()
          .min(1)
          .max(200)
          .register(fieldMeta, { searchable: { weight: 3 } }),
        body: z.string(),
        status: z.enum(['draft', 'published']).default('draft'),
        publishedAt: z.date().nullable(),
      }),
    }),
    photos: defineEntity({
      schema: z.object({ id: z.uuid(), author_id: z.uuid(), url: z.url(), alt: z.string().optional() }),
    }),
    tags: defineEntity({
      key: ['slug'],
      schema: z.object({ slug: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), label: z.string().min(1) }),
    }),
    postTags: defineEntity({
      key: ['postId', 'tagSlug'],
      parent: 'postId',
      keyPrefix: 'TAGGED',
      relations: { tag: { kind: 'belongsTo', target: 'tags', field: 'tagSlug' } },
      schema: z.object({
        author_id: z.uuid(),
        postId: z.uuid(),
        tagSlug: z.string(),
        position: z.int().min(0),
      }),
    }),
    comments: defineEntity({
      relations: { subject: { kind: 'morphTo', type: 'subjectType', field: 'subjectId' } },
      schema: z.object({
        id: z.uuid(),
        subjectType: z.enum(['post', 'photo', 'comment']),
        subjectId: z.uuid(),
        authorName: z.string().min(1),
        text: z.string().min(1).max(2000),
      }),
    }),
  },
})

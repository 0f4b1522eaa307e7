import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import { blogModel } from '../testing/blog-model.ts'
import { ordersModel } from '../testing/orders-model.ts'
import { orgModel } from '../testing/org-model.ts'
import { modelToJSON } from './model-to-json.ts'

const plain = { optional: false, nullable: false, hasDefault: false }

describe('modelToJSON', () => {
  it('writes entities, keys, relations and fields', () => {
    const model = defineModel({
      service: 'library',
      entities: {
        authors: defineEntity({ schema: z.object({ id: z.uuid(), createdAt: z.iso.datetime() }) }),
        books: defineEntity({
          load: 'eager',
          schema: z.object({
            id: z.uuid(),
            authorId: z.uuid(),
            title: z.string().min(1).register(fieldMeta, { label: 'Title', help: undefined }),
            pages: z.int().gt(0).optional(),
          }),
        }),
      },
    })
    expect(modelToJSON(model)).toStrictEqual({
      format: 1,
      service: 'library',
      entities: {
        authors: {
          singular: 'author',
          key: ['id'],
          keyPrefix: 'AUTHOR',
          parent: null,
          parentFields: [],
          path: ['id'],
          load: 'eager',
          managed: ['createdAt'],
          relations: { books: { kind: 'hasMany', target: 'books', fields: ['authorId'] } },
          fields: {
            id: { kind: 'string', ...plain, format: 'uuid', meta: {} },
            createdAt: { kind: 'string', ...plain, format: 'datetime', meta: {} },
          },
        },
        books: {
          singular: 'book',
          key: ['id'],
          keyPrefix: 'BOOK',
          parent: 'authors',
          parentFields: ['authorId'],
          path: ['authorId', 'id'],
          load: 'eager',
          managed: [],
          relations: { author: { kind: 'belongsTo', target: 'authors', fields: ['authorId'] } },
          fields: {
            id: { kind: 'string', ...plain, format: 'uuid', meta: {} },
            authorId: { kind: 'string', ...plain, format: 'uuid', meta: {} },
            title: { kind: 'string', ...plain, min: 1, meta: { label: 'Title' } },
            pages: {
              kind: 'number',
              ...plain,
              optional: true,
              min: 0,
              exclusiveMin: true,
              integer: true,
              meta: {},
            },
          },
        },
      },
    })
  })

  it.each([blogModel, ordersModel, orgModel])('is what JSON gives back, of $service', (model) => {
    const data = modelToJSON(model)
    expect(JSON.parse(JSON.stringify(data))).toStrictEqual(data)
    expect(modelToJSON(data)).toStrictEqual(data)
    expect(Object.keys(data.entities)).toEqual(model.names)
  })

  it('names by its place what a field contains of itself', () => {
    const Folder = z.object({
      name: z.string(),
      get folders() {
        return z.array(Folder)
      },
    })
    const model = defineModel({
      service: 'files',
      entities: { trees: defineEntity({ schema: z.object({ id: z.uuid(), root: Folder }) }) },
    })
    const data = modelToJSON(model)
    const item = data.entities['trees']?.fields['root']?.fields?.['folders']?.element
    expect(item).toMatchObject({ kind: 'lazy', resolved: { kind: 'object' } })
    expect(item?.resolved?.fields).toMatchObject({
      name: { kind: 'string' },
      folders: { kind: 'lazy', ref: '#/fields/folders' },
    })
    expect(JSON.parse(JSON.stringify(data))).toStrictEqual(data)
  })

  it('escapes names in places as JSON pointers do', () => {
    const Node = z.object({
      get ['a/b~c']() {
        return z.array(Node)
      },
    })
    const things = defineEntity({ schema: z.object({ id: z.uuid(), node: Node }) })
    const data = modelToJSON(defineModel({ service: 'things', entities: { things } }))
    expect(JSON.stringify(data)).toContain('"ref":"#/fields/a~1b~0c"')
    expect(modelToJSON(data)).toStrictEqual(data)
  })

  it('has no form for what JSON cannot hold', () => {
    const schema = z.object({ id: z.uuid(), size: z.number().min(-0).max(Infinity) })
    const model = defineModel({ service: 'sizes', entities: { things: defineEntity({ schema }) } })
    const size = modelToJSON(model).entities['things']?.fields['size']
    expect(size).toStrictEqual({ kind: 'number', ...plain, min: 0, meta: {} })
  })
})

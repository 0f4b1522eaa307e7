import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import type { AnyModel } from '../model.types.ts'
import { blogModel } from '../testing/blog-model.ts'
import { ordersModel } from '../testing/orders-model.ts'
import { orgModel } from '../testing/org-model.ts'
import { diffModels } from './diff-models.ts'
import type { ModelChange } from './diff-models.types.ts'
import { modelToJSON } from './model-to-json.ts'
import { parseModelJSON } from './parse-model-json.ts'

type Options = Parameters<typeof defineEntity>[0]

const id = z.uuid()
const authors: Options = { schema: z.object({ id, name: z.string() }) }
const books: Options = { schema: z.object({ id, authorId: id, title: z.string() }) }

function modelOf(entities: Readonly<Record<string, Options>>, service = 'library'): AnyModel {
  const defined = Object.entries(entities).map(([name, options]) => [name, defineEntity(options)])
  return defineModel({ service, entities: Object.fromEntries(defined) })
}

const brief = ({ kind, field, safety, written }: ModelChange): string =>
  [kind, field, safety, written && 'written'].filter(Boolean).join(' ')

describe('diffModels, of entities', () => {
  const brieflyOf = (before: AnyModel, after: AnyModel): string[] =>
    diffModels(before, after).map(({ entity, relation, ...change }) =>
      [brief({ entity, ...change }), entity, relation].filter(Boolean).join(' '),
    )
  const library = modelOf({ authors, books })

  it.each([blogModel, ordersModel, orgModel])('finds no difference of $service from itself', (model) => {
    expect(diffModels(model, model)).toEqual([])
    expect(diffModels(parseModelJSON(JSON.parse(JSON.stringify(modelToJSON(model)))), model)).toEqual([])
  })

  it('finds entities that are new and gone', () => {
    expect(brieflyOf(modelOf({ authors }), library)).toEqual([
      'relation-added safe authors books',
      'entity-added safe books',
    ])
    expect(brieflyOf(library, modelOf({ authors }))).toEqual([
      'relation-removed breaking authors books',
      'entity-removed breaking books',
    ])
  })

  it.each<[string, AnyModel, string[]]>([
    ['prefix', modelOf({ authors, books: { ...books, keyPrefix: 'B' } }), ['entity-rekeyed breaking books']],
    [
      'singular',
      modelOf({ authors, books: { ...books, singular: 'tome', keyPrefix: 'BOOK' } }),
      ['entity-rekeyed breaking books'],
    ],
    ['key', modelOf({ authors, books: { ...books, key: ['title'] } }), ['entity-rekeyed breaking books']],
    [
      'parent',
      modelOf({ authors, books: { ...books, parent: null, load: 'on-demand' } }),
      ['entity-rekeyed breaking books'],
    ],
    ['load mode', modelOf({ authors, books: { ...books, load: 'eager' } }), ['load-changed safe books']],
    ['service', modelOf({ authors, books }, 'archive'), ['service-changed breaking']],
    [
      'set of managed fields',
      modelOf({
        authors,
        books: { schema: z.object({ id, authorId: id, title: z.string(), createdAt: z.iso.datetime() }) },
      }),
      ['managed-added createdAt safe books'],
    ],
  ])('finds another %s', (_name, after, expected) => {
    expect(brieflyOf(library, after)).toEqual(expected)
  })

  it('finds a managed field that is no longer declared', () => {
    const managed = modelOf({ things: { schema: z.object({ id, createdAt: z.iso.datetime() }) } })
    expect(brieflyOf(managed, modelOf({ things: { schema: z.object({ id }) } }))).toEqual([
      'managed-removed createdAt breaking things',
    ])
  })

  it('says which keys are others', () => {
    const [change] = diffModels(library, modelOf({ authors, books: { ...books, keyPrefix: 'B' } }))
    expect(change).toMatchObject({ from: { keyPrefix: 'BOOK' }, to: { keyPrefix: 'B' } })
    expect(change?.message).toBe(
      'Entity "books" has other keys (keyPrefix "BOOK" → "B"): stored rows are not found by them. Keep the keys, or write every row anew.',
    )
  })

  it('tells a relation over stored fields from one over new fields', () => {
    const schema = z.object({ id, authorId: id, title: z.string(), shelfId: z.uuid().nullable() })
    const before = modelOf({ authors, books: { schema } })
    const shelf = { kind: 'belongsTo', target: 'authors', field: 'shelfId', inverse: false } as const
    expect(brieflyOf(before, modelOf({ authors, books: { schema, relations: { shelf } } }))).toEqual([
      'relation-added needs-backfill books shelf',
    ])
    const editors = z.object({
      id,
      authorId: id,
      title: z.string(),
      shelfId: z.uuid().nullable(),
      editorId: id.optional(),
    })
    const editor = { kind: 'belongsTo', target: 'authors', field: 'editorId', inverse: false } as const
    expect(
      brieflyOf(before, modelOf({ authors, books: { schema: editors, relations: { editor } } })),
    ).toEqual(['relation-added safe books editor', 'field-added editorId safe books'])
    const moved = { ...shelf, target: 'books' } as const
    expect(
      brieflyOf(
        modelOf({ authors, books: { schema, relations: { shelf } } }),
        modelOf({ authors, books: { schema, relations: { shelf: moved } } }),
      ),
    ).toEqual(['relation-changed breaking books shelf'])
  })
})

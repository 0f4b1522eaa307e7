import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from './define-entity.ts'
import { defineModel } from './define-model.ts'
import { fieldMeta } from './field-meta.ts'
import { ModelError } from './model-error.ts'

const authors = defineEntity({
  singular: 'author',
  schema: z.object({
    id: z.uuid(),
    name: z.string().min(1).max(80).register(fieldMeta, { label: 'Full name' }),
    createdAt: z.iso.datetime(),
  }),
})
const books = defineEntity({
  singular: 'book',
  schema: z.object({ id: z.uuid(), authorId: z.uuid(), editor_id: z.uuid().optional(), title: z.string() }),
})
const editors = defineEntity({ singular: 'editor', schema: z.object({ id: z.uuid() }) })
const library = defineModel({ service: 'library', entities: { authors, books, editors } })

function problemsOf(define: () => unknown): ModelError['problems'] {
  try {
    define()
  } catch (error) {
    if (error instanceof ModelError) return error.problems
    throw error
  }
  return []
}

describe('defineModel', () => {
  it('finds relations from both sides', () => {
    expect(library.entities.books.relations).toEqual({
      author: { kind: 'belongsTo', target: 'authors', field: 'authorId' },
      editor: { kind: 'belongsTo', target: 'editors', field: 'editor_id' },
    })
    expect(library.entities.authors.relations).toEqual({
      books: { kind: 'hasMany', target: 'books', field: 'authorId' },
    })
  })

  it('makes the first belongsTo the parent, whose key comes first in the path', () => {
    expect(library.entities.books).toMatchObject({
      parent: 'authors',
      parentField: 'authorId',
      path: ['authorId', 'id'],
    })
    expect(library.entities.authors).toMatchObject({ children: ['books'], path: ['id'] })
    expect(library.entities.authors).not.toHaveProperty('parent')
    expect(library.entities.editors.children).toEqual([])
  })

  it('takes the parent that is named', () => {
    const model = defineModel({
      service: 'library',
      entities: { authors, editors, books: { ...books, parent: 'editor_id' } },
    })
    expect(model.entities.books).toMatchObject({ parent: 'editors', path: ['editor_id', 'id'] })
  })

  it('derives prefixes, load modes and field specs', () => {
    expect(library.entities.authors).toMatchObject({
      keyPrefix: 'AUTHOR',
      load: 'eager',
      managed: ['createdAt'],
    })
    expect(library.entities.books.load).toBe('on-demand')
    expect(
      library.entities.authors.fields.map(({ name, label, required, managed, key }) => [
        name,
        label,
        required,
        managed,
        key,
      ]),
    ).toEqual([
      ['id', 'Id', false, false, true],
      ['name', 'Full name', true, false, false],
      ['createdAt', 'Created at', false, true, false],
    ])
    expect(library.entities.books.fields[1]).toMatchObject({
      label: 'Author',
      references: 'authors',
      format: 'uuid',
    })
  })

  it('derives variants that refuse unknown keys and managed fields', () => {
    const { insert, update, key } = library.entities.authors.variants
    const id = '6f1f9e0e-8a43-4c0e-9a3e-0e5a4b1c2d3e'
    expect(insert.safeParse({ id, name: 'Ann' }).success).toBe(true)
    expect(insert.safeParse({ id, name: 'Ann', createdAt: '2020-01-01T00:00:00Z' }).success).toBe(false)
    expect(insert.safeParse({ id, name: 'Ann', admin: true }).success).toBe(false)
    expect(update.safeParse({}).success).toBe(true)
    expect(update.safeParse({ id }).success).toBe(false)
    expect(key.safeParse({ id: 'a#b' }).success).toBe(false)
  })

  it('reports all problems at once, each with its entity, field and advice', () => {
    const odd = z.object({
      id: z.string(),
      when: z.map(z.string(), z.string()),
      deep: z.object({ at: z.symbol() }),
    })
    const problems = problemsOf(() =>
      defineModel({
        service: 'odd',
        entities: {
          Things: defineEntity({ singular: 'thing', schema: odd, keyPrefix: 'SAME' }),
          others: defineEntity({
            singular: 'other',
            schema: z.object({ uid: z.string() }),
            keyPrefix: 'SAME',
            key: ['id' as never],
          }),
          chickens: defineEntity({
            singular: 'chicken',
            schema: z.object({ id: z.string(), eggId: z.string() }),
          }),
          eggs: defineEntity({
            singular: 'egg',
            schema: z.object({ id: z.string(), chickenId: z.string() }),
            parent: 'id',
          }),
          hens: defineEntity({ singular: 'hen', schema: z.object({ id: z.string(), nestId: z.string() }) }),
          nests: defineEntity({ singular: 'nest', schema: z.object({ id: z.string(), henId: z.string() }) }),
        },
      }),
    )
    expect(
      problems.map(({ code, entity, field }) => [code, entity, field].filter(Boolean).join(' ')),
    ).toEqual([
      'invalid_name Things',
      'key_not_in_schema others id',
      'parent_not_a_relation eggs id',
      'relation_cycle hens',
      'relation_cycle nests',
      'unsupported_field Things when',
      'unsupported_field Things deep.at',
      'duplicate_prefix others',
    ])
    expect(problems.every(({ message }) => message.endsWith('.'))).toBe(true)
  })

  it('says it in one readable text', () => {
    const define = (): unknown =>
      defineModel({
        service: 'odd',
        entities: {
          things: defineEntity({
            singular: 'thing',
            schema: z.object({ id: z.string(), tags: z.set(z.string()) }),
          }),
        },
      })
    expect(define).toThrow(
      'Model "odd" has 1 problem:\n  - things.tags: z.set() cannot be stored. Use z.array().',
    )
  })
})

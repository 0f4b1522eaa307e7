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
  it('makes the only required foreign key the parent, whose key comes first in the path', () => {
    expect(library.entities.books).toMatchObject({
      parent: 'authors',
      parentFields: ['authorId'],
      path: ['authorId', 'id'],
    })
    expect(library.entities.authors).toMatchObject({ children: ['books'], parentFields: [], path: ['id'] })
    expect(library.entities.authors).not.toHaveProperty('parent')
    expect(library.entities.editors.children).toEqual([])
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
      when: z.promise(z.string()),
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
      'unsupported_field Things when',
      'unsupported_field Things deep.at',
      'invalid_name Things',
      'key_not_in_schema others id',
      'parent_not_a_relation eggs id',
      'relation_cycle hens',
      'relation_cycle nests',
      'duplicate_prefix others',
    ])
    expect(problems.every(({ message }) => message.endsWith('.'))).toBe(true)
  })

  it('says it in one readable text', () => {
    const schema = z.object({ id: z.string(), shopId: z.string(), buyerId: z.string() })
    const one = z.object({ id: z.string() })
    const define = (): unknown =>
      defineModel({
        service: 'sales',
        entities: {
          shops: defineEntity({ schema: one }),
          buyers: defineEntity({ schema: one }),
          // @ts-expect-error -- the compiler says so as well
          orders: defineEntity({ schema }),
        },
      })
    expect(define).toThrow(
      'Model "sales" has 1 problem:\n  - orders: Several foreign keys could be the parent\'s. ' +
        'Set `parent` to one of "shop", "buyer", or to null for a root.',
    )
  })

  it('reports keys that cannot name a row', () => {
    const problems = problemsOf(() =>
      defineModel({
        service: 'keys',
        entities: {
          empties: defineEntity({ schema: z.object({ id: z.string() }), key: [] }),
          fractions: defineEntity({ schema: z.object({ id: z.number() }) }),
          dates: defineEntity({ schema: z.object({ id: z.date() }) }),
          nulls: defineEntity({ schema: z.object({ id: z.string().nullable() }) }),
          absents: defineEntity({ schema: z.object({ id: z.string().optional() }) }),
          defaults: defineEntity({ schema: z.object({ id: z.string().default('one') }) }),
          numbers: defineEntity({
            schema: z.object({ year: z.int(), kind: z.enum(['a', 'b']) }),
            key: ['year', 'kind'],
          }),
        },
      }),
    )
    expect(problems.map(({ code, entity }) => `${code} ${entity}`)).toEqual([
      'invalid_key empties',
      'invalid_key fractions',
      'invalid_key dates',
      'invalid_key nulls',
      'invalid_key absents',
    ])
  })

  it('reports managed fields that cannot hold what the server keeps', () => {
    const things = (fields: z.core.$ZodShape): ModelError['problems'] =>
      problemsOf(() =>
        defineModel({
          service: 'managed',
          entities: { things: defineEntity({ schema: z.object({ id: z.string(), ...fields }) }) },
        }),
      )
    expect(things({ createdAt: z.date(), updatedAt: z.string(), version: z.number() })).toEqual(
      [
        ['createdAt', 'z.iso.datetime()'],
        ['updatedAt', 'z.iso.datetime()'],
        ['version', 'z.int()'],
      ].map(([field, type]) => ({
        code: 'invalid_metadata',
        entity: 'things',
        field,
        message: `The server keeps this field. Make it ${type}.`,
      })),
    )
    expect(things({ createdAt: z.iso.datetime(), version: z.int().positive() })).toEqual([])
  })

  it('reports metadata that a field cannot have', () => {
    const of = (field: z.ZodType): ModelError['problems'] =>
      problemsOf(() =>
        defineModel({
          service: 'meta',
          entities: { things: defineEntity({ schema: z.object({ id: z.string(), field }) }) },
        }),
      )
    expect(of(z.array(z.string()).register(fieldMeta, { indexed: true }))[0]?.message).toMatch(/`indexed`/)
    expect(of(z.object({}).register(fieldMeta, { unique: true }))).toHaveLength(1)
    expect(of(z.record(z.string(), z.string()).register(fieldMeta, { searchable: true }))).toHaveLength(1)
    expect(of(z.string().register(fieldMeta, { searchable: { weight: 0 } }))[0]?.message).toMatch(/above 0/)
    expect(of(z.string().register(fieldMeta, { searchable: true, sensitive: { mask: 'all' } }))).toHaveLength(
      1,
    )
    expect(
      of(z.string().register(fieldMeta, { searchable: { weight: 2 }, unique: true, indexed: true })),
    ).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'
import type { AnyModel } from '../model.types.ts'
import { modelHash } from './model-hash.ts'
import { modelToJSON } from './model-to-json.ts'

const id = z.uuid()
const authors = { schema: z.object({ id, name: z.string().min(1), born: z.date().optional() }) }
const books = {
  schema: z.object({
    id,
    authorId: id,
    title: z.string(),
    kind: z.enum(['novel', 'essay']).default('novel'),
  }),
}

type Options = Parameters<typeof defineEntity>[0]

function library(entities: Readonly<Record<string, Options>> = {}, service = 'library'): AnyModel {
  const all: Record<string, Options> = { authors, books, ...entities }
  return defineModel({
    service,
    entities: Object.fromEntries(Object.entries(all).map(([name, options]) => [name, defineEntity(options)])),
  })
}

const withTitle = (title: z.ZodType): AnyModel =>
  library({ books: { schema: books.schema.extend({ title }) } })

describe('modelHash', () => {
  it('is the same for the same model, in every release', async () => {
    expect(await modelHash(library())).toBe(
      '7111c4a32c2181d65b7903b6e91b1f15cd3a91770aa17019c4c74e8c4907fb61',
    )
    expect(await modelHash(modelToJSON(library()))).toBe(await modelHash(library()))
  })

  it.each([
    [
      'labels, help and the rest for people',
      withTitle(
        z.string().register(fieldMeta, {
          label: 'T',
          help: 'H.',
          widget: 'textarea',
          searchable: { weight: 3 },
          fake: 'lorem.word',
        }),
      ),
    ],
    [
      'another order of fields',
      library({
        books: { schema: z.object(Object.fromEntries(Object.entries(books.schema.shape).toReversed())) },
      }),
    ],
    [
      'another order of values',
      library({
        books: { schema: books.schema.extend({ kind: z.enum(['essay', 'novel']).default('essay') }) },
      }),
    ],
    [
      'another order of entities',
      defineModel({
        service: 'library',
        entities: { books: defineEntity(books), authors: defineEntity(authors) },
      }),
    ],
    ['a wrapper that stores nothing else', withTitle(z.lazy(() => z.string().readonly()))],
    [
      'what is written out of what is found',
      library({ authors: { ...authors, singular: 'author', keyPrefix: 'AUTHOR', load: 'eager' } }),
    ],
  ])('is the same with %s', async (_name, model) => {
    expect(await modelHash(model)).toBe(await modelHash(library()))
  })

  it.each([
    ['service', library({}, 'archive')],
    ['entity', library({ shops: authors })],
    ['singular', library({ books: { ...books, singular: 'tome', keyPrefix: 'BOOK' } })],
    ['prefix', library({ books: { ...books, keyPrefix: 'B' } })],
    ['parent', library({ books: { ...books, parent: null } })],
    ['load mode', library({ books: { ...books, load: 'eager' } })],
    ['key', library({ books: { ...books, key: ['title'] } })],
    ['managed field', library({ books: { schema: books.schema.extend({ version: z.int() }) } })],
    [
      'relation',
      library({
        books: {
          ...books,
          relations: { writer: { kind: 'belongsTo', target: 'authors', field: 'authorId' } },
        },
      }),
    ],
    ['field', library({ books: { schema: books.schema.extend({ pages: z.int() }) } })],
    ['kind', withTitle(z.number())],
    ['absence', withTitle(z.string().optional())],
    ['null', withTitle(z.string().nullable())],
    ['default', withTitle(z.string().default(''))],
    ['bound', withTitle(z.string().max(9))],
    ['pattern', withTitle(z.string().regex(/x/))],
    ['format', withTitle(z.email())],
    ['index', withTitle(z.string().register(fieldMeta, { indexed: true }))],
    ['unique', withTitle(z.string().register(fieldMeta, { unique: true }))],
    [
      'value',
      library({
        books: { schema: books.schema.extend({ kind: z.enum(['novel', 'poem']).default('novel') }) },
      }),
    ],
    ['form that is written', withTitle(z.codec(z.number(), z.string(), { decode: String, encode: Number }))],
  ])('is another with another %s', async (_name, model) => {
    expect(await modelHash(model)).not.toBe(await modelHash(library()))
  })

  it('takes recursive fields for the same however far they are written out', async () => {
    const Tree = z.object({
      name: z.string(),
      get trees() {
        return z.array(Tree)
      },
    })
    const unrolled = z.object({
      name: z.string(),
      trees: z.array(z.object({ name: z.string(), trees: z.array(Tree) })),
    })
    const Other = z.object({
      name: z.string().max(9),
      get trees() {
        return z.array(Other)
      },
    })
    expect(await modelHash(withTitle(unrolled))).toBe(await modelHash(withTitle(Tree)))
    expect(await modelHash(withTitle(z.lazy(() => Tree)))).toBe(await modelHash(withTitle(Tree)))
    expect(await modelHash(withTitle(Other))).not.toBe(await modelHash(withTitle(Tree)))
  })
})

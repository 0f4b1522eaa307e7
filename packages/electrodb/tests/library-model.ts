import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as z from 'zod'
import { defineUpgrades, type StoredValue } from '../src/index.ts'

/** What of the library is chosen by a test: its first version without anything. */
export interface LibraryOptions {
  readonly indexed?: boolean
  readonly unique?: boolean
}

/** The library as its first version knew it: authors with books. */
export function libraryModel({ indexed = false, unique = false }: LibraryOptions = {}) {
  return defineModel({
    service: 'library',
    entities: {
      authors: defineEntity({
        singular: 'author',
        schema: z.object({
          id: z.string(),
          name: z.string(),
          email: z.string().register(fieldMeta, { unique }),
          born: z.date().optional(),
        }),
      }),
      books: defineEntity({
        singular: 'book',
        schema: z.object({
          id: z.string(),
          authorId: z.string(),
          title: z.string(),
          pages: z.number().register(fieldMeta, { indexed }),
        }),
      }),
    },
  })
}

/** Its second version: an author's name in two fields, a language and a number of copies for each book. */
export const secondModel = defineModel({
  service: 'library',
  entities: {
    authors: defineEntity({
      singular: 'author',
      schema: z.object({
        id: z.string(),
        firstName: z.string(),
        lastName: z.string().min(1),
        email: z.string(),
        born: z.date().optional(),
      }),
    }),
    books: defineEntity({
      singular: 'book',
      schema: z.object({
        id: z.string(),
        authorId: z.string(),
        title: z.string(),
        pages: z.number(),
        language: z.string().default('en'),
      }),
    }),
  },
})

/** What is stored of a text field. */
export function textOf(value: StoredValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

export const secondUpgrades = defineUpgrades(secondModel, [
  {
    to: 2,
    entities: {
      authors: ({ name, ...row }) => {
        const [firstName = '', lastName = ''] = textOf(name).split(' ')
        return { ...row, firstName, lastName }
      },
    },
  },
])

/** So many authors, each with as many books. */
export function libraryRows(authors: number, books: number) {
  return Array.from({ length: authors }, (_, author) => [
    {
      entity: 'authors' as const,
      row: {
        id: `a${author}`,
        name: `Ann Number${author}`,
        email: `ann${author}@example.org`,
        born: new Date(author),
      },
    },
    ...Array.from({ length: books }, (__, book) => ({
      entity: 'books' as const,
      row: { id: `b${book}`, authorId: `a${author}`, title: `Book ${book}`, pages: book * 10 },
    })),
  ]).flat()
}

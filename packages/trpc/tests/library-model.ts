import { defineEntity, defineModel } from '@throughline/schema'
import * as z from 'zod'

const ShelfSchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(40),
  color: z.enum(['red', 'blue']).default('red'),
  createdAt: z.iso.datetime(),
})

const BookSchema = z
  .object({
    id: z.uuid(),
    shelfId: z.uuid(),
    title: z.string().min(1),
    pages: z.int().min(1).nullable(),
    subtitle: z.string().optional(),
    bought: z.date().optional(),
    loans: z.array(z.object({ reader: z.string(), on: z.date() })),
  })
  .refine((book) => book.title !== book.subtitle, {
    path: ['subtitle'],
    error: 'The subtitle repeats the title.',
  })

/** A root with a default and a managed field, and a child with dates at two depths and a check of the whole row. */
export const libraryModel = defineModel({
  service: 'library',
  entities: {
    shelves: defineEntity({ singular: 'shelf', schema: ShelfSchema }),
    books: defineEntity({ singular: 'book', schema: BookSchema }),
  },
})

export type LibraryModel = typeof libraryModel

/** The n-th UUID. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** A book without its dates. */
export const bookOf = (id: string, shelfId: string, title = 'Title') => ({
  id,
  shelfId,
  title,
  pages: 100 as number | null,
  loans: [] as { reader: string; on: Date }[],
})

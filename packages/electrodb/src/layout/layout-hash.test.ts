import { defineEntity, defineModel } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { layoutHash } from './layout-hash.ts'
import { tableLayout } from './table-layout.ts'

const id = z.string()
const authors = defineEntity({ schema: z.object({ id, name: z.string() }) })
const books = defineEntity({ schema: z.object({ id, authorId: id }) })
const model = defineModel({ service: 'library', entities: { authors, books } })

describe('layoutHash', () => {
  it('pins the table of a small model: another hash is another table, and needs a migration', async () => {
    const layout = tableLayout(model)
    expect(layout.version).toBe(1)
    expect(await layoutHash(layout)).toBe('35abf095c3f918e8f1edae2f62366d087d2fadf5af4819ebb05c7bd9ffa27918')
  })

  it('does not count the name of the table, nor fields that are in no key, nor the order of the entities', async () => {
    const hash = await layoutHash(tableLayout(model))
    expect(await layoutHash(tableLayout(model, { tableName: 'other' }))).toBe(hash)
    const longer = defineEntity({ schema: z.object({ id, name: z.string(), born: z.date() }) })
    const other = defineModel({ service: 'other', entities: { books, authors: longer } })
    expect(await layoutHash(tableLayout(other))).toBe(hash)
  })

  it('counts keys, indexes and shards', async () => {
    const hash = await layoutHash(tableLayout(model))
    const renamed = defineEntity({ keyPrefix: 'VOLUME', schema: z.object({ id, authorId: id }) })
    const one = defineModel({ service: 'library', entities: { authors, books: renamed } })
    expect(await layoutHash(tableLayout(one))).not.toBe(hash)
    expect(await layoutHash(tableLayout(model, { shards: 2 }))).not.toBe(hash)
  })
})

import { collectionsOf } from '@throughline/collections/tanstack-db'
import { defineEntity, defineModel } from '@throughline/schema'
import { memoryStore } from '@throughline/schema/memory'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createStore } from '../src/create-store.ts'
import { polling } from '../src/polling/polling.ts'

const seconds = z.codec(z.int(), z.date(), {
  decode: (value) => new Date(value * 1000),
  encode: (date) => date.getTime() / 1000,
})

/** Both sides are texts, and decoding twice is seen. */
const tagged = z.codec(z.string(), z.string(), {
  decode: (text) => `#${text}`,
  encode: (tag) => tag.slice(1),
})

const model = defineModel({
  service: 'diary',
  entities: {
    notes: defineEntity({
      schema: z.object({
        id: z.string(),
        at: seconds,
        seen: z.array(z.object({ by: z.string(), at: seconds })).default([]),
        rating: z.preprocess((value) => (value === '' ? null : value), z.number().nullable()),
        text: z.string(),
        tag: tagged,
        tags: z.array(tagged).default([]),
      }),
    }),
  },
})

describe('fields that are read in another form than they are written in', () => {
  it('are shown as they are read, and sent as they are written', async () => {
    const server = memoryStore(model)
    const errors: unknown[] = []
    const store = createStore(model, {
      transport: server,
      sync: polling(),
      onError: (error) => errors.push(error),
    })
    const insert = store.insert('notes', {
      id: 'a',
      at: 60,
      seen: [{ by: 'Ann', at: 90 }],
      rating: '',
      text: 'x',
      tag: 'new',
      tags: ['a', 'b'],
    })
    const row = {
      id: 'a',
      at: new Date(60_000),
      seen: [{ by: 'Ann', at: new Date(90_000) }],
      rating: null,
      text: 'x',
      tag: '#new',
      tags: ['#a', '#b'],
    }
    expect(collectionsOf(store).notes.get('a')).toMatchObject(row)
    await insert.confirmed
    expect((await server.get('notes', { id: 'a' }))?.row).toEqual(row)

    const update = store.update('notes', 'a', { at: 120, tag: 'old' })
    expect(collectionsOf(store).notes.get('a')?.at).toEqual(new Date(120_000))
    await update.confirmed
    expect((await server.get('notes', { id: 'a' }))?.row).toEqual({
      ...row,
      at: new Date(120_000),
      tag: '#old',
    })
    expect(errors).toEqual([])
    store.dispose()
  })
})

import { defineEntity, defineModel, entityOf } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { isPlainObject, makeReviver } from './wire.ts'

const model = defineModel({
  service: 'wire',
  entities: {
    events: defineEntity({
      singular: 'event',
      schema: z.object({
        id: z.string(),
        at: z.date().nullable(),
        text: z.string(),
        place: z.object({ since: z.date(), name: z.string() }).optional(),
        days: z.array(z.date()),
        byName: z.record(z.string(), z.object({ on: z.date() })),
      }),
    }),
    notes: defineEntity({ singular: 'note', schema: z.object({ id: z.string(), text: z.string() }) }),
  },
})

describe('makeReviver', () => {
  const revive = makeReviver(entityOf(model, 'events'))

  it('brings back what JSON made of a row with dates at any depth', () => {
    const at = new Date('2026-01-02T03:04:05.678Z')
    const row = {
      id: '1',
      at,
      text: at.toISOString(),
      place: { since: at, name: 'x' },
      days: [at, at],
      byName: { a: { on: at } },
    }
    const sent: Record<string, unknown> = JSON.parse(JSON.stringify(row))
    expect(revive(sent)).toEqual(row)
  })

  it.each(['2026-01-02', '2026-01-02T03:04:05+02:00', '-000001-01-01T00:00:00.000Z'])('reads %s', (text) => {
    expect(revive({ at: text })['at']).toEqual(new Date(text))
  })

  it.each([null, 5, '', 'tomorrow', '5', '2026-13-01', '2026-02-30', '2026-01-02T03:04:05'])(
    'leaves %j to the schema',
    (at) => {
      expect(revive({ at })).toEqual({ at })
    },
  )

  it('leaves values of another kind, and fields that it does not know, alone', () => {
    const values = { place: 'x', days: {}, byName: [], other: '2026-01-02' }
    expect(revive(values)).toEqual(values)
  })

  it('adds no field that is not there, and does not change its input', () => {
    const values = Object.freeze({ text: 'x' })
    expect(Object.keys(revive(values))).toEqual(['text'])
  })

  it('costs nothing where an entity has no dates', () => {
    const values = { id: '1', text: 'x' }
    expect(makeReviver(entityOf(model, 'notes'))(values)).toBe(values)
  })
})

describe('isPlainObject', () => {
  it('takes what JSON writes as an object, and nothing else', () => {
    expect([{}, Object.create(null), JSON.parse('{"__proto__":1}')].map(isPlainObject)).toEqual([
      true,
      true,
      true,
    ])
    expect([null, [], 'x', new Date(), new FormData(), new Map()].some(isPlainObject)).toBe(false)
  })
})

import { defineEntity, defineModel } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { makeReviver, makeWriter } from './wire.ts'

const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})

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
    sums: defineEntity({
      singular: 'sum',
      schema: z
        .object({
          id: z.string(),
          total: z.bigint(),
          tags: z.set(z.string()),
          due: z.union([z.date(), z.string()]),
          at: instant,
        })
        .catchall(z.bigint()),
    }),
    notes: defineEntity({
      singular: 'note',
      schema: z.object({ id: z.string(), text: z.string(), rank: z.union([z.int(), z.string()]) }),
    }),
  },
})
const [events, sums, notes] = ['events', 'sums', 'notes'].map((name) => entityOf(model, name))
const at = new Date('2026-01-02T03:04:05.678Z')

describe('makeReviver', () => {
  const revive = makeReviver(events!, 'output')

  it('brings back what JSON made of a row with dates at any depth', () => {
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
    (value) => {
      expect(revive({ at: value })).toEqual({ at: value })
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
})

describe('makeWriter', () => {
  it('writes what JSON has no form for, also in further fields', () => {
    const row = {
      id: '1',
      total: 2n ** 70n,
      tags: new Set(['a']),
      due: at,
      at,
      further: 1n,
      absent: undefined,
    }
    const written = makeWriter(sums!, 'output')(row)
    const iso = at.toISOString()
    expect(JSON.parse(JSON.stringify(written))).toEqual({
      id: '1',
      total: '1180591620717411303424',
      tags: ['a'],
      due: { $date: iso },
      at: iso,
      further: '1',
    })
  })

  it('goes by what a client writes on the way in, and by what is read on the way out', () => {
    const sent = { at: '2026-01-02T03:04:05.678Z', total: '5' }
    expect(makeWriter(sums!, 'input')({ at: sent.at, total: 5n })).toEqual(sent)
    expect(makeReviver(sums!, 'input')(sent)).toEqual({ at: sent.at, total: 5n })
    expect(makeReviver(sums!, 'output')(sent)).toEqual({ at, total: 5n })
  })
})

it('costs nothing where an entity has no such fields', () => {
  const values = { id: '1', text: 'x', at }
  expect(makeReviver(notes!, 'output')(values)).toBe(values)
  expect(makeWriter(notes!, 'input')(values)).toBe(values)
  // JSON writes dates by itself.
  expect(makeWriter(events!, 'output')(values)).toBe(values)
})

import { defineEntity, defineModel, entityOf } from '@throughline/schema'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { makeReviver } from './wire.ts'

const EventSchema = z.object({
  id: z.string(),
  at: z.date(),
  text: z.string(),
  done: z.date().nullable().optional(),
  visits: z.array(z.object({ on: z.date(), by: z.record(z.string(), z.date()) })),
})

const model = defineModel({
  service: 'wire',
  entities: { events: defineEntity({ singular: 'event', schema: EventSchema }) },
})

const date = fc.date({ noInvalidDate: true })
// A text that looks like a date has to stay a text.
const text = fc.oneof(
  fc.string(),
  date.map(String),
  date.map(JSON.stringify),
  date.map((day) => day.toJSON()),
)

const row = fc.record(
  {
    id: text,
    at: date,
    text,
    done: fc.option(date),
    visits: fc.array(fc.record({ on: date, by: fc.dictionary(text, date, { noNullPrototype: true }) })),
  },
  { requiredKeys: ['id', 'at', 'text', 'visits'], noNullPrototype: true },
)

it('brings any row back from JSON as it was', () => {
  const revive = makeReviver(entityOf(model, 'events'))
  fc.assert(
    fc.property(row, (sent) => {
      const values = JSON.parse(JSON.stringify(sent)) as Record<string, unknown>
      const revived = revive(values)
      expect(revived).toEqual(sent)
      expect(EventSchema.safeParse(revived).success).toBe(true)
    }),
  )
})

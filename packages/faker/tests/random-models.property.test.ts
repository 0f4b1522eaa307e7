import { fake } from '@throughline/faker'
import { defineEntity, defineModel } from '@throughline/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { anyField, names } from './arbitraries.ts'

/** Whether a field can be read at all: a model refuses what cannot be stored. */
function isStorable(shape: Record<string, z.ZodType>): boolean {
  try {
    defineModel({
      service: 'try',
      entities: { things: defineEntity({ schema: z.object({ id: z.uuid(), ...shape }) }) },
    })
    return true
  } catch {
    return false
  }
}

it('every row of a random model parses as it is read, and comes again for the same seed', () => {
  let storable = 0
  fc.assert(
    fc.property(
      fc.dictionary(names(), anyField, { minKeys: 1, maxKeys: 6 }),
      fc.dictionary(names(), anyField, { maxKeys: 4 }),
      fc.maxSafeInteger(),
      (rootShape, childShape, seed) => {
        fc.pre(isStorable(rootShape) && isStorable(childShape))
        storable += 1
        const model = defineModel({
          service: 'random',
          entities: {
            roots: defineEntity({ singular: 'root', schema: z.object({ id: z.uuid(), ...rootShape }) }),
            leaves: defineEntity({
              singular: 'leaf',
              schema: z.object({ id: z.string(), rootId: z.uuid(), ...childShape }),
            }),
          },
        })
        const make = () => [...fake(model, { seed, counts: { roots: 4, leaves: [0, 3] } })]
        const rows = make()
        expect(rows.filter(({ entity }) => entity === 'roots')).toHaveLength(4)
        for (const { entity, row } of rows)
          expect(model.entities[entity].variants.row.parse(row)).toEqual(row)
        expect(make()).toEqual(rows)
      },
    ),
    { numRuns: 60 },
  )
  expect(storable).toBeGreaterThan(30)
}, 60_000)

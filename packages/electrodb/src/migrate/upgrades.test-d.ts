import { defineEntity, defineModel } from '@throughline/schema'
import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { defineUpgrades, type StoredFields, type StoredValue, type Upgrades } from './upgrades.ts'

const model = defineModel({
  service: 'notes',
  entities: { notes: defineEntity({ schema: z.object({ id: z.string(), day: z.date() }) }) },
})

describe('defineUpgrades', () => {
  it('takes functions for entities of the model alone, over what items hold', () => {
    const upgrades = defineUpgrades(model, [
      {
        to: 2,
        entities: {
          notes: (row) => {
            expectTypeOf(row).toEqualTypeOf<StoredFields>()
            expectTypeOf(row['day']).toEqualTypeOf<StoredValue | undefined>()
            return { ...row, day: '2026-01-01T00:00:00.000Z' }
          },
        },
      },
    ])
    expectTypeOf(upgrades).toEqualTypeOf<Upgrades>()
    // @ts-expect-error There is no such entity.
    defineUpgrades(model, [{ to: 2, entities: { pages: () => ({}) } }])
    // @ts-expect-error Items hold no dates.
    defineUpgrades(model, [{ to: 2, entities: { notes: (row) => ({ ...row, day: new Date() }) } }])
  })
})

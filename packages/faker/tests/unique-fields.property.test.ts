import { fake } from '@throughline/faker'
import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { bounds, names, strings } from './arbitraries.ts'

const uniques = fc.oneof(
  strings,
  bounds(-50, 50).map(([min]) => z.int().min(min)),
  fc
    .constantFrom<() => z.ZodType>(
      () => z.bigint(),
      () => z.date(),
      () => z.number().positive(),
      () => z.iso.duration(),
      () => z.string().regex(/^[A-Z]{2}\d{2}$/),
    )
    .map((make) => make()),
)

it('no two rows have one value of a unique field, nor one key', () => {
  fc.assert(
    fc.property(names(), uniques, fc.maxSafeInteger(), (name, schema, seed) => {
      const unique = schema.register(fieldMeta, { unique: true })
      const model = defineModel({
        service: 'unique',
        entities: {
          groups: defineEntity({ schema: z.object({ id: z.uuid() }).extend({ [name]: unique }) }),
          things: defineEntity({
            key: ['groupId', 'part'],
            schema: z
              .object({ groupId: z.uuid(), part: z.string().max(8) })
              .extend({ [name]: unique.optional() }),
          }),
        },
      })
      const seen = { groups: new Set<unknown>(), things: new Set<unknown>() }
      const counted = { groups: 0, things: 0 }
      const keys = new Set<string>()
      // The parent of a model of unknown fields is not known to its types.
      const counts = { groups: 20, things: [1, 4] } as unknown as Parameters<
        typeof fake<typeof model>
      >[1]['counts']
      try {
        for (const { entity, row } of fake(model, { seed, counts })) {
          keys.add(JSON.stringify(model.entities[entity].key.map((field) => Reflect.get(row, field))))
          const value: unknown = Reflect.get(row, name)
          if (value === undefined) continue
          counted[entity] += 1
          seen[entity].add(value instanceof Date ? value.getTime() : value)
        }
      } catch (error) {
        // A short text has fewer different values than there are rows, which is said.
        expect(error).toMatchObject({ code: 'not_unique' })
        expect(Number(Reflect.get(schema, 'maxLength'))).toBeLessThan(3)
        return
      }
      expect(seen.groups.size).toBe(counted.groups)
      expect(seen.things.size).toBe(counted.things)
      expect(keys.size).toBeGreaterThanOrEqual(counted.groups + counted.things)
    }),
    { numRuns: 60 },
  )
}, 60_000)

import { defineEntity, defineModel } from '@throughline/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { fake } from './fake.ts'

const bounds = (low: number, high: number) =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: 0, max: 40 }))
    .map(([min, extra]) => [min, min + extra] as const)

const strings = fc.oneof(
  bounds(0, 30).map(([min, max]) => z.string().min(min).max(max)),
  bounds(1, 30).map(([min, max]) => z.string().trim().min(min).max(max)),
  fc.constantFrom(
    z.uuid(),
    z.uuidv7(),
    z.email(),
    z.url(),
    z.iso.date(),
    z.iso.datetime(),
    z.iso.time(),
    z.iso.duration(),
    z.ipv4(),
    z.ipv6(),
    z.cidrv4(),
    z.nanoid(),
    z.ulid(),
    z.cuid2(),
    z.base64(),
    z.e164(),
    z.emoji(),
    z.iso.datetime({ precision: 0 }),
    z.string().toLowerCase(),
    z.string().regex(/^[A-Z]{2}$/),
    z.string().regex(/^\d{4,6}$/),
    z.string().length(1),
    z.string().length(8),
  ),
)

const numbers = fc.oneof(
  bounds(-50, 50).map(([min, max]) => z.number().min(min).max(max)),
  bounds(-50, 50).map(([min, max]) => z.int().min(min).max(max)),
  bounds(-50, 50).map(([min, max]) =>
    z
      .number()
      .gt(min)
      .lt(max + 1),
  ),
  bounds(-50, 50).map(([min, max]) =>
    z
      .int()
      .gt(min)
      .lt(max + 2),
  ),
  fc.constantFrom(
    z.number(),
    z.int(),
    z.int32(),
    z.number().positive(),
    z.number().nonnegative().multipleOf(0.25),
    z.int().multipleOf(5),
    z.number().negative(),
    z.float32(),
  ),
)

const leaves: fc.Arbitrary<z.ZodType> = fc.oneof(
  strings,
  numbers,
  fc.constantFrom<z.ZodType>(
    z.boolean(),
    z.literal(true),
    z.date(),
    z.any(),
    z.unknown(),
    z.enum(['a', 'b', 'c']),
    z.literal('x'),
    z.union([z.string(), z.number()]),
    z.union([z.int(), z.boolean()]),
  ),
)

const { field } = fc.letrec<{ field: z.ZodType }>((tie) => ({
  field: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    tie('field').map((inner) => inner.optional()),
    tie('field').map((inner) => inner.nullable()),
    fc.tuple(tie('field'), bounds(0, 4)).map(([inner, [min]]) =>
      z
        .array(inner)
        .min(min)
        .max(min + 2),
    ),
    tie('field').map((inner) => z.record(z.string(), inner)),
    fc.dictionary(names(), tie('field'), { maxKeys: 3 }).map((shape) => z.object(shape)),
    tie('field').map((inner) => inner.readonly()),
  ),
}))

function names(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'name',
    'firstName',
    'city',
    'postalCode',
    'country',
    'phone',
    'email',
    'iban',
    'bic',
    'currency',
    'salary',
    'title',
    'description',
    'price',
    'amount',
    'rating',
    'startDate',
    'tags',
    'x',
    'homeTown',
    'year',
    'latitude',
  )
}

it('every row of a random model parses with its schema, and comes again for the same seed', () => {
  fc.assert(
    fc.property(
      fc.dictionary(names(), field, { minKeys: 1, maxKeys: 6 }),
      fc.dictionary(names(), field, { maxKeys: 4 }),
      fc.maxSafeInteger(),
      (rootShape, childShape, seed) => {
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
          expect(model.entities[entity].schema.safeParse(row).error).toBeUndefined()
        expect(make()).toEqual(rows)
      },
    ),
    { numRuns: 60 },
  )
}, 30_000)

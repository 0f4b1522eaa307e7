import fc from 'fast-check'
import * as z from 'zod'

/** Two bounds, the lower one first. */
export const bounds = (low: number, high: number) =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: 0, max: 40 }))
    .map(([min, extra]) => [min, min + extra] as const)

/** Texts of formats, patterns and lengths. */
export const strings = fc.oneof(
  bounds(0, 30).map(([min, max]) => z.string().min(min).max(max)),
  bounds(1, 30).map(([min, max]) => z.string().trim().min(min).max(max)),
  bounds(1, 20).map(([min, max]) =>
    z
      .string()
      .regex(/^[a-z][a-z0-9_-]*$/)
      .min(min)
      .max(max),
  ),
  fc
    .constantFrom<() => z.ZodType<string>>(
      () => z.uuid(),
      () => z.uuidv7(),
      () => z.email(),
      () => z.url(),
      () => z.iso.date(),
      () => z.iso.datetime(),
      () => z.iso.time(),
      () => z.ipv4(),
      () => z.ipv6(),
      () => z.cidrv4(),
      () => z.nanoid(),
      () => z.ulid(),
      () => z.cuid2(),
      () => z.base64(),
      () => z.e164(),
      () => z.iso.datetime({ precision: 0 }),
      () => z.string().toLowerCase(),
      () => z.string().regex(/^\d{4,6}$/),
      () => z.string().regex(/^(?:inv|ord)-\d{3,}(?:\/[A-Z])?$/),
      () => z.string().startsWith('x-').max(20),
    )
    .map((make) => make()),
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
  bounds(-50, 50).map(([min, max]) =>
    z
      .number()
      .gt(min)
      .lt(max + 4)
      .multipleOf(0.5),
  ),
  bounds(-50, 50).map(([min, max]) =>
    z
      .bigint()
      .gt(BigInt(min))
      .lte(BigInt(max + 1)),
  ),
  bounds(0, 500).map(([min, max]) =>
    z
      .date()
      .min(new Date(min * 86_400_000))
      .max(new Date((max + 1) * 86_400_000)),
  ),
  fc
    .constantFrom<() => z.ZodType>(
      () => z.number(),
      () => z.int(),
      () => z.int32(),
      () => z.bigint(),
      () => z.number().positive(),
      () => z.number().nonnegative().multipleOf(0.25),
      () => z.int().multipleOf(5),
      () => z.number().negative(),
      () => z.float32(),
      () => z.date(),
      () => z.number().min(0.001).max(0.002),
      () => z.int().min(2 ** 40),
    )
    .map((make) => make()),
)

const jsonTree: z.ZodType = z.lazy(() =>
  z.union([z.string(), z.number(), z.array(jsonTree), z.record(z.string(), jsonTree)]),
)
const Category = z.object({
  name: z.string(),
  get children() {
    return z.array(Category).max(3)
  },
  get parent() {
    return Category.optional()
  },
})

const leaves: fc.Arbitrary<z.ZodType> = fc.oneof(
  strings,
  numbers,
  fc
    .constantFrom<() => z.ZodType>(
      () => z.boolean(),
      () => z.literal(true),
      () => z.literal([1, 'two', false]),
      () => z.enum({ A: 1, B: 2 }),
      () => z.any(),
      () => z.unknown(),
      () => z.enum(['a', 'b', 'c']),
      () => z.literal('x'),
      () => z.null(),
      () => jsonTree,
      () => Category,
      () =>
        z.codec(z.iso.datetime(), z.date(), {
          decode: (text) => new Date(text),
          encode: (date) => date.toISOString(),
        }),
      () => z.string().transform(Number).pipe(z.number().min(3)),
      () => z.coerce.number().int(),
      () => z.record(z.enum(['a', 'b']), z.boolean()),
      () => z.partialRecord(z.enum(['a', 'b']), z.int()),
      () => z.record(z.string().regex(/^[a-z]{2}$/), z.string()),
      () =>
        z
          .set(z.enum(['a', 'b', 'c']))
          .min(1)
          .max(2),
      () => z.templateLiteral(['v', z.int(), '.', z.int()]),
    )
    .map((make) => make()),
)

/** Any field that a model takes, and some that it does not. */
export const { field: anyField } = fc.letrec<{ field: z.ZodType }>((tie) => ({
  field: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    tie('field').map((inner) => inner.optional()),
    tie('field').map((inner) => inner.nullable()),
    tie('field').map((inner) => inner.nullish()),
    tie('field').map((inner) => inner.prefault(null)),
    tie('field').map((inner) => inner.catch(null)),
    fc.tuple(tie('field'), bounds(0, 4)).map(([inner, [min]]) =>
      z
        .array(inner)
        .min(min)
        .max(min + 2),
    ),
    tie('field').map((inner) => z.record(z.string(), inner)),
    tie('field').map((inner) => z.map(z.string().min(2).max(9), inner)),
    tie('field').map((inner) => z.set(inner).max(3)),
    fc.tuple(tie('field'), tie('field')).map(([one, other]) => z.tuple([one], other)),
    fc.tuple(tie('field'), tie('field')).map((options) => z.union(options)),
    fc
      .tuple(tie('field'), tie('field'))
      .map(([one, other]) =>
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('one'), one }),
          z.object({ kind: z.enum(['two', 'three']), other }),
        ]),
      ),
    fc.dictionary(names(), tie('field'), { maxKeys: 3 }).map((shape) => z.object(shape)),
    fc.dictionary(names(), tie('field'), { maxKeys: 3 }).map((shape) => z.strictObject(shape)),
    tie('field').map((inner) => z.object({ name: z.string() }).catchall(inner)),
    tie('field').map((inner) => inner.readonly()),
  ),
}))

/** Names of fields, most of which say what they hold. */
export function names(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'name',
    'firstName',
    'lastName',
    'city',
    'postalCode',
    'country',
    'phone',
    'email',
    'userName',
    'slug',
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
    'endDate',
    'min',
    'max',
    'tags',
    'x',
    'homeTown',
    'year',
    'latitude',
    'gender',
  )
}

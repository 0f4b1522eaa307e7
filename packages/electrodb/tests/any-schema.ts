import * as fc from 'fast-check'
import * as z from 'zod'

/** A schema, with values that it takes and gives back as they are. */
export interface Sample {
  readonly schema: z.ZodType
  readonly values: fc.Arbitrary<unknown>
}

const sample = (schema: z.ZodType, values: fc.Arbitrary<unknown>): Sample => ({ schema, values })

const date = fc.date({ noInvalidDate: true })
/** Texts that look like what other kinds are kept as, and names that look like tags. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((value) => !/\p{Surrogate}/u.test(value)),
  date.map((day) => day.toISOString()),
  fc.bigInt().map(String),
  fc.constantFrom('$date', '$json', '$object'),
)
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((value) => (Math.abs(value) < 1e-100 ? 0 : value)),
)
const names = text.filter((name) => !['', '__proto__', 'constructor'].includes(name))
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    date,
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.tuple(fc.constantFrom('$date', '$json', '$map', '$object'), tie('value')).map(([name, value]) => ({
      [name]: value,
    })),
  ),
})).value

const leaf = fc.constantFrom<Sample[]>(
  sample(z.unknown(), anything),
  sample(z.bigint(), fc.bigInt()),
  sample(z.boolean(), fc.boolean()),
  sample(z.date(), date),
  sample(z.enum(['a', 'b']), fc.constantFrom('a', 'b')),
  sample(z.literal([1, 2]), fc.constantFrom(1, 2)),
  sample(z.literal(true), fc.constant(true)),
  sample(z.literal(['x', 7, null]), fc.constantFrom('x', 7, null)),
  sample(z.number(), number),
  sample(z.string(), text),
)

const listOf = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> => fc.array(values, { maxLength: 3 })
const recordOf = (values: fc.Arbitrary<unknown>) =>
  fc.dictionary(names, values, { maxKeys: 3, noNullPrototype: true })

function objectOf(parts: readonly Sample[], tag: Record<string, string> = {}): Sample {
  const fields = parts.map((part, index) => [`field${index}`, part] as const)
  const tags = Object.entries(tag).map(
    ([name, value]) => [name, sample(z.literal(value), fc.constant(value))] as const,
  )
  const all = [...fields, ...tags]
  return sample(
    z.object(Object.fromEntries(all.map(([name, { schema }]) => [name, schema]))),
    fc.record(Object.fromEntries(all.map(([name, { values }]) => [name, values])), { noNullPrototype: true }),
  )
}

function recursive({ schema, values }: Sample): Sample {
  const node = z.object({
    value: schema,
    get next() {
      return z.array(node)
    },
  })
  const trees = fc.letrec<{ nodes: unknown[] }>((tie) => ({
    nodes: fc.oneof(
      { maxDepth: 4 },
      fc.constant<unknown[]>([]),
      fc.array(fc.record({ value: values, next: tie('nodes') }, { noNullPrototype: true }), { maxLength: 2 }),
    ),
  }))
  return sample(z.array(node), trees.nodes)
}

const containers: readonly ((first: Sample, parts: readonly Sample[]) => Sample)[] = [
  ({ schema, values }) => sample(z.array(schema), listOf(values)),
  ({ schema, values }) => sample(schema.nullable(), fc.option(values)),
  ({ schema, values }) => sample(schema.optional(), fc.option(values, { nil: undefined })),
  ({ schema, values }) =>
    sample(
      z.lazy(() => schema),
      values,
    ),
  ({ schema, values }) =>
    sample(
      z.set(schema),
      listOf(values).map((items) => new Set(items)),
    ),
  ({ schema, values }) => sample(z.record(z.string(), schema), recordOf(values)),
  ({ schema, values }) => sample(z.object({}).catchall(schema), recordOf(values)),
  (first) => recursive(first),
  (_, parts) => objectOf(parts),
  (_, parts) =>
    sample(z.union(parts.map(({ schema }) => schema)), fc.oneof(...parts.map(({ values }) => values))),
  (_, parts) => {
    const options = parts.map((part, index) => objectOf([part], { type: `type${index}` }))
    // Sound: each is an object with a literal `type` of its own.
    const schemas = options.map(({ schema }) => schema) as [z.ZodObject, ...z.ZodObject[]]
    return sample(z.discriminatedUnion('type', schemas), fc.oneof(...options.map(({ values }) => values)))
  },
  ({ schema, values }, parts) => {
    const keys = parts[1] ?? { schema, values }
    const pairs = fc.array(fc.tuple(keys.values, values), { maxLength: 3 })
    return sample(
      z.map(keys.schema, schema),
      pairs.map((entries) => new Map(entries)),
    )
  },
  ({ schema, values }, parts) => {
    // Sound: there is a first part at least.
    const items = parts.map((part) => part.schema) as [z.ZodType, ...z.ZodType[]]
    return sample(
      z.tuple(items, schema),
      fc.tuple(fc.tuple(...parts.map((part) => part.values)), listOf(values)).map((lists) => lists.flat()),
    )
  },
]

/** Any schema of plain data, dates, bigints, sets and maps that can be stored, with values of it. */
export const anySchema: fc.Arbitrary<Sample> = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.constantFrom(...containers), fc.array(tie('sample'), { minLength: 1, maxLength: 3 }))
      // Sound: there is a first part at least.
      .map(([contain, parts]) => contain(parts[0] as Sample, parts)),
  ),
})).sample

/** A value as it is kept: an object's members that are `undefined` are absent. */
export function asKept(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(asKept)
  if (value instanceof Set) return new Set([...value].map(asKept))
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [asKept(key), asKept(item)]))
  const members = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(members.map(([name, item]) => [name, asKept(item)]))
}

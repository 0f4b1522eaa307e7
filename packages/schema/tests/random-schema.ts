import * as fc from 'fast-check'
import * as z from 'zod'
import * as mini from 'zod/mini'

type Schema = z.core.$ZodType

/** A schema, with values that a client may write for it. */
export interface Node {
  readonly schema: Schema
  /** One value that it takes. */
  readonly sample: unknown
  readonly values: fc.Arbitrary<unknown>
}

function leaf<T>(schema: Schema, sample: T, values: fc.Arbitrary<T> = fc.constant(sample)): Node {
  return { schema, sample, values }
}

const digits = fc.integer({ min: -1000, max: 1000 }).map(String)
const word = fc.string({ minLength: 1, maxLength: 5 })
const toNumber = z.codec(z.string().regex(/^-?\d+$/), z.number(), { decode: Number, encode: String })

interface Tree {
  readonly name: string
  readonly size: string
  readonly children: readonly Tree[]
}
const Tree = z.object({
  name: z.string(),
  size: toNumber,
  get children(): z.ZodType {
    return z.array(Tree)
  },
})
const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name: word,
    size: digits,
    children: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('tree'), { maxLength: 2 })),
  }),
})).tree

/** One of each kind of value, of both flavours. */
const leaves: readonly Node[] = [
  leaf(z.string().min(1).max(9), 'text', word),
  leaf(mini.string().check(mini.minLength(1)), 'text', word),
  leaf(z.string().trim(), ' text ', word),
  leaf(z.string().toUpperCase(), 'text', word),
  leaf(z.string().regex(/^a+$/).endsWith('a'), 'aa', fc.constantFrom('a', 'aa')),
  leaf(z.uuid(), '00000000-0000-4000-8000-000000000000', fc.uuid()),
  leaf(z.email(), 'a@example.com'),
  leaf(
    z.templateLiteral(['v', z.int()]),
    'v1',
    fc.nat().map((nat) => `v${nat}`),
  ),
  leaf(z.number().gt(0).lte(1000), 1, fc.integer({ min: 1, max: 1000 })),
  leaf(
    z.int32().multipleOf(2),
    2,
    fc.nat(1000).map((nat) => nat * 2),
  ),
  leaf(mini.number().check(mini.nonnegative()), 1, fc.nat()),
  leaf(z.coerce.number(), '1', digits),
  leaf(z.number().gt(-5).and(z.number().gte(-5).lte(5)), 1, fc.integer({ min: -4, max: 5 })),
  leaf(z.string().min(2).pipe(z.string().max(5)), 'text', fc.string({ minLength: 2, maxLength: 5 })),
  leaf(z.partialRecord(z.enum(['a', 'b']), z.int()), { a: 1 }, fc.dictionary(fc.constant('b'), fc.nat())),
  leaf(z.bigint().gt(-5n), 5n, fc.bigInt({ min: -4n, max: 2n ** 70n })),
  leaf(z.boolean(), true, fc.boolean()),
  leaf(z.date().min(new Date(0)), new Date(0), fc.date({ min: new Date(0), noInvalidDate: true })),
  leaf(z.enum(['a', 'b']), 'a', fc.constantFrom('a', 'b')),
  leaf(z.enum({ one: 1, two: 2 }), 1, fc.constantFrom(1, 2)),
  leaf(z.literal(['a', 1, true, null]), 1, fc.constantFrom('a', 1, true, null)),
  leaf(z.null(), null),
  leaf(z.any(), 1, fc.jsonValue()),
  leaf(z.json(), 1, fc.jsonValue({ maxDepth: 2 })),
  leaf(toNumber, '1', digits),
  leaf(mini.codec(mini.string(), mini.int(), { decode: (text) => text.length, encode: String }), 'a', word),
  leaf(z.stringbool(), 'true', fc.constantFrom('true', 'no')),
  leaf(
    z
      .string()
      .transform((text) => text.length)
      .pipe(z.number()),
    'a',
    word,
  ),
  leaf(z.preprocess(String, z.string()), 1, fc.integer()),
  leaf(z.success(z.string()), 'a', word),
  leaf(
    z.lazy(() => z.string()),
    'a',
    word,
  ),
  leaf(Tree, { name: 'a', size: '1', children: [] }, trees),
]

const orElse = (node: Node, value: unknown): fc.Arbitrary<unknown> =>
  fc.oneof(node.values, fc.constant(value))
const read = ({ schema, sample }: Node): unknown => z.parse(schema, sample)

const { catch: caught } = mini

/** Every wrapper around a value. */
const wrappers: readonly ((node: Node) => Node)[] = [
  (node) => ({ ...node, schema: z.optional(node.schema), values: orElse(node, undefined) }),
  (node) => ({ ...node, schema: mini.optional(node.schema), values: orElse(node, undefined) }),
  (node) => ({ ...node, schema: z.exactOptional(node.schema) }),
  (node) => ({ ...node, schema: z.nullable(node.schema), values: orElse(node, null) }),
  (node) => ({ ...node, schema: z._default(node.schema, read(node)), values: orElse(node, undefined) }),
  (node) => ({ ...node, schema: z.prefault(node.schema, node.sample), values: orElse(node, undefined) }),
  (node) => ({ ...node, schema: caught(node.schema, read(node)), values: orElse(node, Symbol('odd')) }),
  (node) => ({ ...node, schema: z.nonoptional(node.schema) }),
  (node) => ({ ...node, schema: z.readonly(node.schema) }),
  (node) => ({ ...node, schema: z.lazy(() => node.schema) }),
  (node) => ({ ...node, schema: z.pipe(node.schema, z.unknown()) }),
]

const few = { maxLength: 3 }

/** Every container, of one or two kinds of values. */
const containers: readonly ((one: Node, two: Node) => Node)[] = [
  (one) => ({ schema: z.array(one.schema).max(3), sample: [one.sample], values: fc.array(one.values, few) }),
  (one) => ({
    schema: z.set(one.schema),
    sample: new Set([one.sample]),
    values: fc.array(one.values, few).map((list) => new Set(list)),
  }),
  (one, two) => ({
    schema: z.tuple([one.schema, two.schema], one.schema),
    sample: [one.sample, two.sample],
    values: fc.tuple(one.values, two.values, one.values),
  }),
  (one) => ({
    schema: z.record(z.string().max(3), one.schema),
    sample: { a: one.sample },
    values: fc.dictionary(fc.constantFrom('a', 'b', 'c'), one.values, { maxKeys: 3 }),
  }),
  (one) => ({
    schema: z.record(z.enum(['a', 'b']), one.schema),
    sample: { a: one.sample, b: one.sample },
    values: fc.record({ a: one.values, b: one.values }),
  }),
  (one) => ({
    schema: z.map(z.string(), one.schema),
    sample: new Map([['a', one.sample]]),
    values: fc.array(fc.tuple(word, one.values), few).map((entries) => new Map(entries)),
  }),
  ...[z.object, z.strictObject, z.looseObject].map((make) => (one: Node, two: Node) => ({
    schema: make({ one: one.schema, two: two.schema }),
    sample: { one: one.sample, two: two.sample },
    values: fc.record({ one: one.values, two: two.values }, { requiredKeys: [] }),
  })),
  (one, two) => ({
    schema: mini.catchall(mini.object({ one: one.schema }), two.schema),
    sample: { one: one.sample },
    values: fc.record({ one: one.values, more: two.values }, { requiredKeys: ['one'] }),
  }),
  (one, two) => ({
    schema: z.union([one.schema, two.schema]),
    sample: one.sample,
    values: fc.oneof(one.values, two.values),
  }),
  (one, two) => ({
    schema: z.xor([
      z.object({ one: one.schema, k: z.literal(1) }),
      z.object({ two: two.schema, k: z.literal(2) }),
    ]),
    sample: { one: one.sample, k: 1 },
    values: fc.oneof(
      fc.record({ one: one.values, k: fc.constant(1) }),
      fc.record({ two: two.values, k: fc.constant(2) }),
    ),
  }),
  (one, two) => ({
    schema: z.discriminatedUnion('t', [
      z.object({ t: z.literal('one'), one: one.schema }),
      z.object({ t: z.enum(['two', 'three']), two: two.schema }),
    ]),
    sample: { t: 'one', one: one.sample },
    values: fc.oneof(
      fc.record({ t: fc.constant('one'), one: one.values }),
      fc.record({ t: fc.constantFrom('two', 'three'), two: two.values }),
    ),
  }),
  (one, two) => ({
    schema: z.intersection(z.object({ one: one.schema }), z.object({ two: two.schema })),
    sample: { one: one.sample, two: two.sample },
    values: fc.record({ one: one.values, two: two.values }),
  }),
]

/** Random schemas of every kind that can be stored, nested as deep as asked for. */
export function schemas(depth: number): fc.Arbitrary<Node> {
  const one = fc.constantFrom(...leaves)
  if (depth === 0) return one
  const inner = schemas(depth - 1)
  return fc.oneof(
    one,
    fc.tuple(fc.constantFrom(...wrappers), inner).map(([wrap, node]) => wrap(node)),
    fc.tuple(fc.constantFrom(...containers), inner, inner).map(([hold, a, b]) => hold(a, b)),
  )
}

type Place = readonly [path: string, around: (hole: Schema, other: Schema) => Schema]

/** Every place in a schema, with the path at which it is told. */
const places: readonly Place[] = [
  ['', (hole) => z.optional(hole)],
  ['', (hole) => z.nullable(hole)],
  ['', (hole) => z._default(hole, 'x')],
  ['', (hole) => caught(hole, 'x')],
  ['', (hole) => z.readonly(hole)],
  ['', (hole) => z.lazy(() => hole)],
  ['', (hole, other) => z.pipe(other, hole)],
  ['[]', (hole) => z.array(hole)],
  ['[]', (hole) => mini.set(hole)],
  ['[1]', (hole, other) => z.tuple([other, hole])],
  ['[...]', (hole, other) => z.tuple([other], hole)],
  ['{}', (hole) => z.record(z.string(), hole)],
  ['{}', (hole) => z.map(z.string(), hole)],
  ['{key}', (hole, other) => z.map(hole, other)],
  ['hole', (hole, other) => z.object({ other, hole })],
  ['hole', (hole, other) => mini.strictObject({ hole, other })],
  ['hole', (hole, other) => z.intersection(z.object({ other }), z.object({ hole }))],
  // `z.never()` alone would make it a strict object.
  ['{}', (hole, other) => z.object({ other }).catchall(z.nullable(hole))],
  ['|1', (hole, other) => z.union([other, hole])],
  ['|0.hole', (hole) => z.discriminatedUnion('t', [z.object({ t: z.literal('a'), hole })])],
]

/** What cannot be stored. */
const refused: readonly Schema[] = [
  z.symbol(),
  z.never(),
  z.nan(),
  z.void(),
  z.undefined(),
  z.file(),
  z.promise(z.string()),
  z.custom<string>(),
  z.instanceof(URL),
  z.transform(String),
  z.string().transform(Number),
  z.literal(1n),
  z.enum([]),
  mini.symbol(),
  mini.never(),
]

/** Random schemas with one thing in them that cannot be stored, and the path at which it is. */
export const refusedSchemas: fc.Arbitrary<{ schema: Schema; path: string }> = fc
  .tuple(
    fc.constantFrom(...refused),
    fc.array(fc.tuple(fc.constantFrom(...places), schemas(1)), { maxLength: 8 }),
  )
  .map(([bad, around]) => {
    const schema = around.reduce((hole, [[, wrap], other]) => wrap(hole, other.schema), bad)
    const path = around.map(([[segment]]) => segment).toReversed()
    return { schema, path: path.filter(Boolean).join('.') }
  })

import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FieldDescription, FieldKind } from './field-description.ts'
import { jsonCodec } from './json-codec.ts'

/** A field, with values that it has. */
interface Described {
  readonly field: FieldDescription
  readonly values: fc.Arbitrary<unknown>
}

const described = (
  kind: FieldKind,
  values: fc.Arbitrary<unknown>,
  rest: Partial<FieldDescription> = {},
): Described => ({
  field: { kind, optional: false, nullable: false, hasDefault: false, meta: {}, ...rest },
  values,
})

const date = fc.date({ noInvalidDate: true })
// Texts that look like what other kinds are written as, and names that look like tags.
const text = fc.oneof(
  fc.string(),
  date.map((day) => day.toISOString()),
  fc.bigInt().map(String),
  fc.constantFrom('$date', '$set', '$object', '__proto__', 'constructor'),
)
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    number,
    date,
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    // What could be taken for a tag.
    fc
      .tuple(
        fc.constantFrom('$date', '$bigint', '$set', '$map', '$object', '$undefined', '$new'),
        tie('value'),
      )
      .map(([name, value]) => ({ [name]: value })),
  ),
})).value

const leaf: fc.Arbitrary<Described> = fc.constantFrom(
  described('any', anything),
  described('bigint', fc.bigInt()),
  described('boolean', fc.boolean()),
  described('date', date),
  described('enum', fc.constantFrom('a', 'b'), { values: ['a', 'b'] }),
  described('literal', fc.constantFrom(1, 'x', false), { literals: [1, 'x', false] }),
  described('number', number),
  described('string', text),
)

const withAbsence = ({ field, values }: Described, how: 'nullable' | 'optional'): Described => ({
  field: { ...field, [how]: true },
  values: fc.oneof(values, fc.constant(how === 'nullable' ? null : undefined)),
})

function objectOf(parts: readonly Described[], name: (index: number) => string): Described {
  const fields = parts.map((part, index) => [name(index), part] as const)
  return described(
    'object',
    fc.record(Object.fromEntries(fields.map(([key, { values }]) => [key, values])), {
      noNullPrototype: true,
    }),
    { fields: Object.fromEntries(fields.map(([key, { field }]) => [key, field])) },
  )
}

/** A tree of a value and its like. */
function recursive({ field, values }: Described): Described {
  const node: FieldDescription = {
    ...described('object', values).field,
    fields: { value: field, next: described('lazy', values, { resolve: () => list }).field },
  }
  const list: FieldDescription = { ...described('array', values).field, element: node }
  const trees = fc.letrec<{ list: unknown[] }>((tie) => ({
    list: fc.oneof(
      { maxDepth: 4 },
      fc.constant<unknown[]>([]),
      fc.array(fc.record({ value: values, next: tie('list') }, { noNullPrototype: true }), { maxLength: 2 }),
    ),
  })).list
  return { field: list, values: trees }
}

function discriminated(parts: readonly Described[]): Described {
  const options = parts.map((part, index) => {
    const { field, values } = objectOf([part], () => 'value')
    const tag = described('literal', fc.constant(index), { literals: [index] })
    return {
      field: { ...field, fields: { ...field.fields, type: tag.field } },
      values: values.map((value) => Object.assign({}, value, { type: index })),
    }
  })
  return described('union', fc.oneof(...options.map(({ values }) => values)), {
    discriminator: 'type',
    options: options.map(({ field }) => field),
  })
}

const containers: Record<string, (parts: readonly Described[], first: Described) => Described> = {
  array: (_, { field, values }) => described('array', fc.array(values, { maxLength: 3 }), { element: field }),
  catchall: (parts, { field, values }) => {
    const object = objectOf(parts.slice(1), (index) => `field${index}`)
    return described(
      'object',
      fc
        .tuple(fc.dictionary(text, values, { maxKeys: 2, noNullPrototype: true }), object.values)
        .map((objects) => Object.fromEntries(objects.flatMap((each) => Object.entries(each as object)))),
      { ...object.field, element: field },
    )
  },
  discriminated,
  lazy: (_, { field, values }) => described('lazy', values, { resolve: () => field }),
  map: (parts, { field, values }) => {
    const keys = parts[1] ?? { field, values }
    const entries = fc.array(fc.tuple(keys.values, values), { maxLength: 3 })
    return described(
      'map',
      entries.map((pairs) => new Map(pairs)),
      { element: field, keys: keys.field },
    )
  },
  nullable: (_, part) => withAbsence(part, 'nullable'),
  object: (parts) => objectOf(parts, (index) => ['$date', '$object', 'other'][index] ?? 'x'),
  optional: (_, part) => withAbsence(part, 'optional'),
  record: (_, { field, values }) =>
    described('record', fc.dictionary(text, values, { maxKeys: 3, noNullPrototype: true }), {
      element: field,
    }),
  recursive: (_, part) => recursive(part),
  set: (_, { field, values }) =>
    described(
      'set',
      fc.array(values, { maxLength: 3 }).map((items) => new Set(items)),
      { element: field },
    ),
  tuple: (parts, { field, values }) =>
    described(
      'tuple',
      fc
        .tuple(fc.tuple(...parts.map((part) => part.values)), fc.array(values, { maxLength: 2 }))
        .map((lists) => lists.flat()),
      { items: parts.map((part) => part.field), element: field },
    ),
  union: (parts) =>
    described('union', fc.oneof(...parts.map(({ values }) => values)), {
      options: parts.map(({ field }) => field),
    }),
}

const anyField = fc.letrec<{ field: Described }>((tie) => ({
  field: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc
      .tuple(
        fc.constantFrom(...Object.values(containers)),
        fc.array(tie('field'), { minLength: 1, maxLength: 3 }),
      )
      .map(([contain, parts]) => contain(parts, parts[0] as Described)),
  ),
})).field

const cases = anyField.chain(({ field, values }) => values.map((value) => ({ field, value })))

/** What is expected back: an object's `undefined` members are absent. */
function normal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(normal)
  if (value instanceof Set) return new Set([...value].map(normal))
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [normal(key), normal(item)]))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, normal(item)]),
  )
}

const overJson = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)

/** Vitest's own matchers go by `constructor`, which may be data here. */
function expectEqual(value: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(value, expected)) expect({ value }).toStrictEqual({ expected })
}

describe('jsonCodec', () => {
  it('brings every value of every field back from JSON as it was', () => {
    fc.assert(
      fc.property(cases, ({ field, value }) => {
        const { encode, decode } = jsonCodec(field)
        const before = structuredClone(value)
        expectEqual(decode(overJson(encode(value))), normal(value))
        expectEqual(value, before)
      }),
      { numRuns: 3_000 },
    )
  })

  it('says `plain` and `stringifies` of a field only where both ways, or the way out, need nothing', () => {
    fc.assert(
      fc.property(cases, ({ field, value }) => {
        const { encode, decode, plain, stringifies } = jsonCodec(field)
        if (plain) expectEqual([encode(value), decode(value)], [value, value])
        if (plain) expectEqual(overJson(value), normal(value))
        if (stringifies) expectEqual(overJson(value), overJson(encode(value)))
      }),
      { numRuns: 3_000 },
    )
  })

  it('gives back as it is whatever is no value of the field', () => {
    fc.assert(
      fc.property(
        anyField,
        fc.json().map((json) => JSON.parse(json) as unknown),
        ({ field }, value) => {
          const { encode, decode } = jsonCodec(field)
          // It may be read as something; it never throws, and what is read can be written again.
          expectEqual(decode(overJson(encode(decode(value)))), normal(decode(value)))
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

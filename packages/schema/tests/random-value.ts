import * as fc from 'fast-check'
import type { FieldPlan } from './random-model.ts'

const text = fc.string({ maxLength: 5 })
const day = 86_400_000

/** Random values of a random field, as they are read; a few miss a bound, since a set drops what it has already. */
export function valueOf(plan: FieldPlan): fc.Arbitrary<unknown> {
  const value = values[plan.type](plan)
  const missing = {
    plain: [],
    default: [],
    optional: [undefined],
    nullable: [null],
    nullish: [null, undefined],
  }
  return fc.oneof({ weight: 4, arbitrary: value }, ...missing[plan.wrap].map((none) => fc.constant(none)))
}

const size = ({ min, max = (min ?? 0) + 2 }: FieldPlan): { minLength?: number; maxLength: number } => ({
  ...(min !== undefined && { minLength: min }),
  maxLength: max,
})
const part = ({ parts: [inner] }: FieldPlan): fc.Arbitrary<unknown> => (inner ? valueOf(inner) : text)
const entries = (plan: FieldPlan): fc.Arbitrary<[string, unknown][]> =>
  fc.uniqueArray(
    fc.tuple(
      text.filter((name) => name !== '__proto__'),
      part(plan),
    ),
    { maxLength: 3, selector: ([name]) => name },
  )
const present = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
const fieldsOf = ({ parts, names }: FieldPlan): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record(Object.fromEntries(parts.map((inner, index) => [names[index] ?? '', valueOf(inner)])), {
      noNullPrototype: true,
    })
    .map(present)
const nodes = (
  plan: FieldPlan,
  join: (value: unknown, children: [string, unknown][]) => unknown,
  depth = 2,
): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      part(plan),
      depth === 0
        ? fc.constant([])
        : fc.array(fc.tuple(text, nodes(plan, join, depth - 1)), { maxLength: 2 }),
    )
    .map(([value, children]) => join(value, [...children]))

const values: Readonly<Record<FieldPlan['type'], (plan: FieldPlan) => fc.Arbitrary<unknown>>> = {
  any: () => fc.oneof(text, fc.integer(), fc.boolean(), fc.date({ noInvalidDate: true }), fc.bigInt()),
  string: (plan) => fc.string(size(plan)),
  pattern: (plan) => fc.string({ ...size(plan), unit: fc.constantFrom('a', 'b') }),
  email: () => fc.constant('ada@example.org'),
  uuid: () => fc.uuid({ version: 4 }),
  datetime: () =>
    fc.date({ min: new Date(0), max: new Date(1e13), noInvalidDate: true }).map((date) => date.toISOString()),
  int: ({ min = -9, max = 9 }) => fc.integer({ min, max }),
  number: ({ min = -9, max = 9 }) => fc.double({ min, max, noNaN: true }).map((number) => number + 0),
  cents: () => fc.integer({ min: -99, max: 99 }).map((cents) => cents / 4 + 0),
  bigint: ({ min }) => fc.bigInt({ min: BigInt(min ?? -99), max: 10n ** 20n }),
  boolean: () => fc.boolean(),
  date: ({ min = 0 }) => fc.date({ min: new Date(min * day), max: new Date(1e13), noInvalidDate: true }),
  enum: ({ values: all }) => fc.constantFrom(...all),
  literal: ({ values: all, min }) => fc.constantFrom(...all, min ?? 0, true),
  array: (plan) => fc.array(part(plan), size(plan)),
  set: (plan) => fc.array(part(plan), size(plan)).map((items) => new Set(items)),
  map: (plan) => entries(plan).map((pairs) => new Map(pairs)),
  record: (plan) => entries(plan).map((pairs) => present(Object.fromEntries(pairs))),
  tuple: (plan) => fc.tuple(part(plan), text),
  object: fieldsOf,
  loose: (plan) => fieldsOf(plan).map((fields) => Object.assign(fields, { further: 1 })),
  union: ({ parts }) => fc.oneof(text, ...parts.map(valueOf)),
  told: (plan) =>
    fc.oneof(
      part(plan).map((one) => present({ told: 'one', one })),
      fc.constantFrom(...plan.values).map((other) => ({ told: 'other', other })),
    ),
  tree: (plan) =>
    nodes(plan, (value, children) => present({ value, nodes: children.map(([, node]) => node) })),
  forest: (plan) => nodes(plan, (value, children) => present({ value, byName: new Map(children) })),
  lazy: part,
  codec: () => fc.nat(9),
}

import { type AnyModel, defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as fc from 'fast-check'
import * as z from 'zod'

/** A field as data, so that a model can be changed at random and built again. */
export interface FieldPlan {
  readonly type: keyof typeof builders
  readonly wrap: 'default' | 'nullable' | 'nullish' | 'optional' | 'plain'
  readonly min?: number
  readonly max?: number
  readonly values: readonly string[]
  /** What a list, a record, a tuple, a union or a tree holds. */
  readonly parts: readonly FieldPlan[]
  readonly names: readonly string[]
  readonly meta: { readonly label?: string; readonly indexed?: boolean; readonly unique?: boolean }
}

export interface EntityPlan {
  readonly name: 'authors' | 'books' | 'shops'
  readonly fields: readonly (readonly [name: string, field: FieldPlan])[]
  readonly parent: 'nullable' | 'required'
  readonly load: 'eager' | 'on-demand'
  readonly managed: boolean
}

export interface ModelPlan {
  readonly service: string
  readonly entities: readonly EntityPlan[]
}

const day = 86_400_000

const builders = {
  any: () => z.unknown(),
  string: ({ min, max }) => bounded(z.string(), min, max),
  pattern: ({ min, max }) => bounded(z.string().regex(/^[a-z]*$/), min, max),
  email: () => z.email(),
  uuid: () => z.uuid(),
  datetime: () => z.iso.datetime(),
  int: ({ min, max }) => bounded(z.int(), min, max),
  number: ({ min, max }) => bounded(z.number(), min, max),
  cents: () => z.number().multipleOf(0.25),
  bigint: ({ min }) => (min === undefined ? z.bigint() : z.bigint().min(BigInt(min))),
  boolean: () => z.boolean(),
  date: ({ min }) => (min === undefined ? z.date() : z.date().min(new Date(min * day))),
  enum: ({ values }) => z.enum(values),
  literal: ({ values, min }) => z.literal([...values, min ?? 0, true]),
  array: ({ parts, min, max }) => bounded(z.array(partOf(parts)), min, max),
  set: ({ parts, min, max }) => bounded(z.set(partOf(parts)), min, max),
  map: ({ parts }) => z.map(z.string(), partOf(parts)),
  record: ({ parts }) => z.record(z.string(), partOf(parts)),
  tuple: ({ parts }) => z.tuple([partOf(parts), z.string()]),
  object: ({ parts, names }) => z.object(shapeOf(parts, names)),
  loose: ({ parts, names }) => z.object(shapeOf(parts, names)).catchall(z.number()),
  union: ({ parts }) => z.union([z.string(), ...parts.map(buildField)]),
  told: ({ parts, values }) =>
    z.discriminatedUnion('told', [
      z.object({ told: z.literal('one'), one: partOf(parts) }),
      z.object({ told: z.literal('other'), other: z.enum(values) }),
    ]),
  tree: ({ parts }) => {
    const node: z.ZodType = z.object({
      value: partOf(parts),
      get nodes() {
        return z.array(node)
      },
    })
    return node
  },
  forest: ({ parts }) => {
    const node: z.ZodType = z.object({
      value: partOf(parts),
      get byName() {
        return z.map(z.string(), node).optional()
      },
    })
    return node
  },
  lazy: ({ parts }) => z.lazy(() => partOf(parts)),
  codec: () =>
    z.codec(z.string(), z.number(), { decode: (text) => text.length, encode: (size) => 'x'.repeat(size) }),
} satisfies Record<string, (plan: FieldPlan) => z.ZodType>

type Bounded<T> = T & { min: (value: number) => T; max: (value: number) => T }

function bounded<T>(schema: Bounded<T>, min: number | undefined, max: number | undefined): T {
  // Sound: `min` and `max` give the same class of schema.
  const lower = (min === undefined ? schema : schema.min(min)) as Bounded<T>
  return max === undefined ? lower : lower.max(max)
}

function partOf([part]: readonly FieldPlan[]): z.ZodType {
  return part ? buildField(part) : z.string()
}

function shapeOf(parts: readonly FieldPlan[], names: readonly string[]): z.ZodRawShape {
  return Object.fromEntries(parts.map((part, index) => [names[index] ?? `field${index}`, buildField(part)]))
}

export function buildField(plan: FieldPlan): z.ZodType {
  const schema: z.ZodType = builders[plan.type](plan)
  const wrapped = {
    plain: () => schema.readonly(),
    optional: () => schema.optional(),
    nullable: () => schema.nullable(),
    nullish: () => schema.nullish(),
    // Any value: no parse here asks for it.
    default: () => schema.default('made up'),
  }[plan.wrap]()
  const { indexed, ...meta } = plan.meta
  return wrapped.register(fieldMeta, indexed && indexable.has(plan.type) ? plan.meta : meta)
}

const indexable: ReadonlySet<string> = new Set(['email', 'int', 'pattern', 'string', 'uuid'])

const entities = { authors: 'author', books: 'book', shops: 'shop' } as const

/** Builds the model: authors, their books (or books that may have an author), and shops that may have a book. */
export function buildModel({ service, entities: plans }: ModelPlan): AnyModel {
  const built = plans.map(({ name, fields, parent, load, managed }) => {
    const foreign = {
      authors: {},
      books: { authorId: parent === 'required' ? z.uuid() : z.uuid().nullable() },
      shops: { authorId: z.uuid().optional() },
    }[name]
    const own = Object.fromEntries(fields.map(([field, plan]) => [field, buildField(plan)]))
    const kept = managed ? { createdAt: z.iso.datetime() } : {}
    const schema: z.ZodObject = z.object({ id: z.uuid(), ...foreign, ...own, ...kept })
    return [name, defineEntity({ singular: entities[name], schema, load })]
  })
  return defineModel({ service, entities: Object.fromEntries(built) })
}

const plainNames = ['title', 'note', 'size', 'first name', 'pk', 'größe', 'a/b~c', '1st', 'kind']
const name = fc.constantFrom(...plainNames)
const bound = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined })

const leaves = [
  'any',
  'string',
  'pattern',
  'email',
  'uuid',
  'datetime',
  'int',
  'number',
  'cents',
  'bigint',
  'boolean',
  'date',
  'enum',
  'literal',
  'codec',
] as const

function planOf(
  type: fc.Arbitrary<FieldPlan['type']>,
  parts: fc.Arbitrary<FieldPlan[]>,
): fc.Arbitrary<FieldPlan> {
  return fc
    .record({
      type,
      wrap: fc.constantFrom('plain', 'plain', 'plain', 'optional', 'nullable', 'nullish', 'default'),
      min: bound,
      spread: bound,
      values: fc.uniqueArray(fc.constantFrom('red', 'green', 'blue', 'grey'), { minLength: 1, maxLength: 4 }),
      parts,
      names: fc.uniqueArray(name, { minLength: 3, maxLength: 3 }),
      label: fc.option(fc.constantFrom('A label', 'Another'), { nil: undefined }),
    })
    .map(({ spread, label, ...plan }) => {
      const bounds = spread === undefined ? {} : { max: (plan.min ?? 0) + spread }
      return Object.assign(bounds, plan, { meta: label === undefined ? {} : { label } })
    })
}

/** Random fields, up to three levels deep. */
export const fieldPlan: fc.Arbitrary<FieldPlan> = fc.letrec<{
  field: FieldPlan
  leaf: FieldPlan
  node: FieldPlan
}>((tie) => ({
  field: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie('leaf'), tie('node')),
  leaf: planOf(fc.constantFrom(...leaves), fc.constant([])),
  node: planOf(
    // Sound: the table's own keys.
    fc.constantFrom(...(Object.keys(builders) as FieldPlan['type'][])),
    fc.array(tie('field'), { minLength: 1, maxLength: 3 }),
  ),
})).field

const fieldsPlan = fc.uniqueArray(fc.tuple(name, fieldPlan), { maxLength: 4, selector: ([field]) => field })

function entityPlan(of: EntityPlan['name']): fc.Arbitrary<EntityPlan> {
  return fc.record({
    name: fc.constant(of),
    fields: fieldsPlan,
    parent: fc.constantFrom('required', 'nullable'),
    load: fc.constantFrom('eager', 'on-demand'),
    managed: fc.boolean(),
  })
}

/** Random models of one to three entities. */
export const modelPlan: fc.Arbitrary<ModelPlan> = fc
  .tuple(
    entityPlan('authors'),
    fc.array(fc.oneof(entityPlan('books'), entityPlan('shops')), { maxLength: 2 }),
  )
  .map(([root, others]) => ({
    service: 'library',
    entities: [root, ...new Map(others.map((entity) => [entity.name, entity])).values()],
  }))

/** What is no part of a model's shape: other labels, another order of fields, entities and values. */
export function sameShape(plan: ModelPlan): ModelPlan {
  const relabel = (field: FieldPlan): FieldPlan => ({
    ...field,
    values: field.values.toReversed(),
    parts: field.parts.map(relabel),
    meta: { ...field.meta, label: 'Relabelled' },
  })
  const relabelEntity = (entity: EntityPlan): EntityPlan => {
    const fields = entity.fields.map(([field, value]) => [field, relabel(value)] as const)
    return { ...entity, fields: fields.toReversed() }
  }
  return { ...plan, entities: plan.entities.map(relabelEntity).toReversed() }
}

/** One change of a field somewhere in the model, or of an entity; some change nothing that counts. */
export const mutation: fc.Arbitrary<(plan: ModelPlan) => ModelPlan> = fc
  .record({
    at: fc.nat(99),
    depth: fc.nat(2),
    field: fieldPlan,
    how: fc.constantFrom(
      'replace',
      'wrap',
      'min',
      'max',
      'values',
      'drop',
      'add',
      'index',
      'parent',
      'load',
      'managed',
      'entity',
    ),
  })
  .map(
    ({ at, depth, field, how }) =>
      (plan) =>
        mutate(plan, at, depth, field, how),
  )

function mutate(plan: ModelPlan, at: number, depth: number, other: FieldPlan, how: string): ModelPlan {
  const index = at % plan.entities.length
  if (how === 'entity')
    return { ...plan, entities: plan.entities.filter((_, place) => place === 0 || place !== index) }
  return {
    ...plan,
    entities: plan.entities.map((entity, place) =>
      place === index ? mutateEntity(entity, at, depth, other, how) : entity,
    ),
  }
}

function mutateEntity(
  entity: EntityPlan,
  at: number,
  depth: number,
  other: FieldPlan,
  how: string,
): EntityPlan {
  if (how === 'parent') return { ...entity, parent: entity.parent === 'required' ? 'nullable' : 'required' }
  if (how === 'load') return { ...entity, load: entity.load === 'eager' ? 'on-demand' : 'eager' }
  if (how === 'managed') return { ...entity, managed: !entity.managed }
  if (how === 'add')
    return { ...entity, fields: [...entity.fields.filter(([field]) => field !== 'added'), ['added', other]] }
  const place = entity.fields.length === 0 ? 0 : at % entity.fields.length
  if (how === 'drop') return { ...entity, fields: entity.fields.filter((_, index) => index !== place) }
  return {
    ...entity,
    fields: entity.fields.map(([key, field], index) => [
      key,
      index === place ? mutateField(field, depth, other, how) : field,
    ]),
  }
}

function mutateField(field: FieldPlan, depth: number, other: FieldPlan, how: string): FieldPlan {
  const [part, ...parts] = field.parts
  if (depth > 0 && part) return { ...field, parts: [mutateField(part, depth - 1, other, how), ...parts] }
  if (how === 'replace') return other
  if (how === 'wrap') return { ...field, wrap: other.wrap }
  if (how === 'values') return { ...field, values: other.values }
  if (how === 'min') return { ...field, min: other.min }
  if (how === 'max') return { ...field, max: other.max }
  return { ...field, meta: { ...field.meta, indexed: !field.meta.indexed } }
}

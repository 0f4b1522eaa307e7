import * as z from 'zod'
import type { FieldDescription, FieldKind } from '../field-description.ts'
import type { Relation } from '../relation.types.ts'
import { ModelDataError } from './model-data-error.ts'
import type { EntityJSON, FieldJSON, ModelJSON } from './model-json.types.ts'
import { modelToJSON } from './model-to-json.ts'

/**
 * Reads what `modelToJSON` wrote earlier, parsed from JSON.
 *
 * @throws {ModelDataError} `newer_format` for what a later version wrote, `invalid_export` with every problem for what is
 * no model's JSON.
 */
export function parseModelJSON(value: unknown): ModelJSON {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (typeof format === 'number' && format > 1) {
    const message = `This model was written in format ${format}; only format 1 is known. Update @throughline/schema.`
    throw new ModelDataError('newer_format', [message])
  }
  const { data, error } = modelSchema().safeParse(value)
  const problems = error
    ? error.issues.map(({ path, message }) => `${path.join('.') || 'the model'}: ${message}`)
    : Object.entries(data.entities).flatMap(([name, entity]) => checkNames(name, entity, data.entities))
  if (!data || problems.length > 0) {
    const message = 'This is not what `modelToJSON` writes. Write it again from its model.'
    throw new ModelDataError('invalid_export', [message, ...problems], { cause: error })
  }
  // Follows every reference: one that leads nowhere is found here.
  return modelToJSON(data)
}

/** Names that an entity refers to and that are not there. */
function checkNames(name: string, entity: EntityJSON, entities: ModelJSON['entities']): string[] {
  const { key, path, parentFields, parent, relations } = entity
  const fields = [...key, ...path, ...parentFields].filter((field) => !Object.hasOwn(entity.fields, field))
  const targets = [...(parent === null ? [] : [parent]), ...Object.values(relations).flatMap(targetsOf)]
  return [
    ...new Set([
      ...fields.map((field) => `entities.${name}: there is no field "${field}".`),
      ...targets
        .filter((target) => !Object.hasOwn(entities, target))
        .map((target) => `entities.${name}: there is no entity "${target}".`),
    ]),
  ]
}

function targetsOf(relation: Relation): readonly string[] {
  if (relation.kind === 'morphTo') return Object.values(relation.targets)
  return relation.kind === 'manyToMany' ? [relation.target, relation.through] : [relation.target]
}

/** Made when it is needed: nothing of it stays in a bundle that does not read exports. */
function modelSchema(): z.ZodType<ModelJSON> {
  const names = z.array(z.string())
  return z.strictObject({
    format: z.literal(1),
    service: z.string(),
    entities: z.record(
      z.string(),
      z.strictObject({
        singular: z.string(),
        key: names.min(1),
        keyPrefix: z.string(),
        parent: z.string().nullable(),
        parentFields: names,
        path: names.min(1),
        load: z.enum(['eager', 'on-demand']),
        managed: z.array(z.enum(['createdAt', 'updatedAt', 'version'])),
        relations: z.record(z.string(), relationSchema()),
        fields: z.record(z.string(), fieldSchema()),
      } satisfies Record<keyof EntityJSON, z.ZodType>),
    ),
  } satisfies Record<keyof ModelJSON, z.ZodType>)
}

function relationSchema(): z.ZodType<Relation> {
  const target = z.string()
  const fields = z.array(z.string()).min(1)
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('belongsTo'), target, fields }),
    z.strictObject({ kind: z.literal('hasMany'), target, fields }),
    z.strictObject({ kind: z.literal('manyToMany'), target, through: target, fields, targetFields: fields }),
    z.strictObject({
      kind: z.literal('morphTo'),
      targets: z.record(z.string(), target),
      type: z.string(),
      fields,
    }),
    z.strictObject({ kind: z.literal('morphMany'), target, type: z.string(), value: z.string(), fields }),
  ])
}

/** The members that a description of each kind cannot do without; a `lazy` one has one of two. */
const needed = {
  any: [],
  array: ['element'],
  bigint: [],
  boolean: [],
  date: [],
  enum: ['values'],
  lazy: [],
  literal: ['literals'],
  map: ['keys', 'element'],
  number: [],
  object: ['fields'],
  record: ['keys', 'element'],
  set: ['element'],
  string: [],
  tuple: ['items'],
  union: ['options'],
} as const satisfies Record<FieldKind, readonly (keyof FieldDescription)[]>

function fieldSchema(): z.ZodType<FieldJSON> {
  const text = z.string().optional()
  const number = z.number().optional()
  const flag = z.boolean().optional()
  const one: z.ZodType<FieldJSON | undefined> = z.lazy(() => field.optional())
  const list: z.ZodType<FieldJSON[] | undefined> = z.lazy(() => z.array(field).optional())
  const named: z.ZodType<Record<string, FieldJSON> | undefined> = z.lazy(() =>
    z.record(z.string(), field).optional(),
  )
  const field = z
    .strictObject({
      // Sound: the table is of every kind.
      kind: z.enum(Object.keys(needed) as FieldKind[]),
      optional: z.boolean(),
      nullable: z.boolean(),
      hasDefault: z.boolean(),
      input: one,
      format: text,
      patterns: z.array(z.string()).optional(),
      min: number,
      max: number,
      exclusiveMin: flag,
      exclusiveMax: flag,
      multipleOf: number,
      integer: flag,
      lowest: text,
      highest: text,
      values: z.array(z.string()).optional(),
      literals: z.array(z.union([z.boolean(), z.null(), z.number(), z.string()])).optional(),
      element: one,
      keys: one,
      fields: named,
      items: list,
      options: list,
      discriminator: text,
      resolved: one,
      ref: text,
      meta: z.looseObject({}),
    } satisfies Record<keyof FieldJSON, z.ZodType>)
    .check(({ value, issues }) => {
      const isLazy = value.kind === 'lazy'
      const missing = needed[value.kind].filter((member) => value[member] === undefined)
      const problems = missing.map((member) => `A field of the kind "${value.kind}" has no "${member}".`)
      if (isLazy ? !value.resolved === !value.ref : (value.resolved ?? value.ref)) {
        problems.push('A field of the kind "lazy", and no other, has either "resolved" or "ref".')
      }
      for (const message of problems) issues.push({ code: 'custom', message, input: value })
    })
  return field
}

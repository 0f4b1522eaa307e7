import * as z from 'zod'
import {
  absence,
  defOf,
  describeField,
  objectChecks,
  partsOf,
  shapeOf,
  UnsupportedFieldError,
} from './describe-field.ts'
import type { ManagedField, ObjectSchema } from './entity.types.ts'
import { isManagedField } from './field-spec.ts'
import { keyPartSchema, type KeyValue } from './key.ts'
import type { Variants } from './model.types.ts'
import { checksAfterOverwrite, outputSide } from './output-side.ts'
import { mapParts, withChecks, withMembers } from './rewrite-schema.ts'

type Schema = z.core.$ZodType
type ObjectCheck = z.core.$ZodCheck<Record<string, unknown>>

/** What `deriveVariants` needs to know of an entity. */
interface VariantSource {
  readonly schema: ObjectSchema
  readonly path: readonly string[]
}

/**
 * Derives the schemas of an insert, an update, a key and a row from an entity's own schema.
 *
 * - `insert` takes what a client writes (the input side of every field) and keeps the schema's own checks.
 * - `update` takes some of it. What it leaves out stays out, whatever default the field has; `undefined` clears an optional
 *   field. It is checked as a whole row once it is merged, since a check may read a field that the update does not carry.
 * - `row` takes a row as it is read (the output side), with the managed fields that the schema declares and the schema's checks.
 *   It fills in and decodes nothing.
 *
 * Unknown keys are refused by all of them, unless the schema has a `.catchall()` that says what they hold; those of a
 * `z.looseObject()`, which does not, are read and never written. Managed fields are refused by insert and update in any case,
 * key fields by update.
 */
export function deriveVariants({ schema, path }: VariantSource): Variants {
  const fields = Object.entries(shapeOf(schema))
  const written = fields.filter(([name]) => !isManagedField(name))
  const changeable = written.filter(([name]) => !path.includes(name))
  const { catchall } = defOf(schema)
  const rest = catchall && !isOpen(catchall) ? catchall : undefined
  const checks = objectChecks(schema)
  return {
    insert: objectOf(written, rest, rest ? [refuse(isManagedField), ...checks] : checks),
    update: objectOf(
      changeable.map(([name, field]) => [name, z.optional(storable(field, withoutDefault))]),
      rest && z.optional(rest),
      rest ? [refuse((name) => isManagedField(name) || path.includes(name))] : [],
    ),
    key: keySchemaOf(schema, path),
    row: objectOf(
      fields.map(([name, field]) => [name, storable(field, outputSide)]),
      catchall && storable(catchall, outputSide),
      checksAfterOverwrite(checks),
    ),
  }
}

/** Whether a catchall says nothing of what it catches, as that of `z.looseObject()`. */
function isOpen(catchall: Schema): boolean {
  return defOf(catchall).type === 'unknown' || defOf(catchall).type === 'any'
}

function objectOf(
  fields: readonly (readonly [name: string, field: Schema])[],
  rest: Schema = z.never(),
  checks: readonly ObjectCheck[],
): z.ZodType<Record<string, unknown>> {
  const object = z.object(Object.fromEntries(fields)).catchall(rest)
  return checks.length > 0 ? object.check(...checks) : object
}

/** Refuses keys that a catchall would let through, as any unknown one. */
function refuse(isRefused: (name: string) => boolean): ObjectCheck {
  return z.check(({ value, issues }) => {
    const keys = Object.keys(value).filter(isRefused)
    if (keys.length > 0) issues.push({ code: 'unrecognized_keys', keys, input: value, continue: true })
  })
}

/** A field made into another; as it is, where it cannot be stored: the model is refused for it. */
function storable(field: Schema, make: (field: Schema) => Schema): Schema {
  return kindOf(field) === undefined ? field : make(field)
}

function kindOf(field: Schema): string | undefined {
  try {
    return describeField(field).kind
  } catch (error) {
    if (error instanceof UnsupportedFieldError) return undefined
    throw error
  }
}

/** What takes these fields alone, as parts of a key: whole numbers, or text under the grammar of keys. */
export function keySchemaOf(schema: ObjectSchema, fields: readonly string[]) {
  const shape = shapeOf(schema)
  const parts = fields.map((name): [string, z.ZodType<KeyValue>] => {
    const field = shape[name]
    return [name, field && kindOf(field) === 'number' ? z.int() : keyPartSchema]
  })
  return z.strictObject(Object.fromEntries(parts))
}

/**
 * A field that gives nothing for nothing: without the defaults and prefaults around its value, at any depth of wrappers.
 *
 * Those inside the value (of a field of an object) stay, and so does a catch: a value that is written is a whole new one.
 */
function withoutDefault(field: Schema): Schema {
  const { type, innerType, checks, in: from } = defOf(field)
  if (!absence(field).optional || type === 'transform') return field
  if (innerType && (type === 'default' || type === 'prefault'))
    return withChecks(withoutDefault(innerType), checks)
  if (type === 'lazy')
    return withChecks(
      z.lazy(() => withoutDefault(partsOf(field)[0] ?? field)),
      checks,
    )
  return withMembers(field, from ? { in: withoutDefault(from) } : mapParts(field, withoutDefault))
}

/**
 * Runs the checks of an object schema on a row that was merged from an update, where one of them changes it (`.overwrite()`):
 * `row` changes nothing.
 */
export function overwriteRow(
  schema: ObjectSchema,
  row: Readonly<Record<string, unknown>>,
): z.ZodSafeParseResult<Readonly<Record<string, unknown>>> {
  const checks = objectChecks(schema)
  if (checksAfterOverwrite(checks) === checks) return { success: true, data: row }
  return z
    .record(z.string(), z.unknown())
    .check(...checks)
    .safeParse(row)
}

/** The managed fields that a schema declares. */
export function declaredManagedFields(schema: ObjectSchema): ManagedField[] {
  return Object.keys(shapeOf(schema)).filter(isManagedField)
}

/** Fills the defaults of fields that a row lacks altogether; what it has is left as it is. */
export function fillDefaults(
  schema: ObjectSchema,
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const filled = Object.entries(shapeOf(schema)).flatMap(([name, field]) => {
    if (row[name] !== undefined || isManagedField(name) || !absence(field).hasDefault) return []
    const { success, data } = z.safeParse(field, undefined)
    return success ? [[name, data] as const] : []
  })
  return filled.length > 0 ? { ...row, ...Object.fromEntries(filled) } : row
}

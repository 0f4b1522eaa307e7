import * as z from 'zod'
import type { ManagedField, ObjectSchema } from './entity.types.ts'
import { isManagedField } from './field-spec.ts'
import { objectChecks, shapeOf } from './describe-field.ts'
import { keyPartSchema } from './key.ts'
import type { Variants } from './model.types.ts'

/** What `deriveVariants` needs to know of an entity. */
interface VariantSource {
  readonly schema: ObjectSchema
  readonly path: readonly string[]
}

/**
 * Derives the schemas of an insert, an update and a key from an entity's own schema.
 *
 * Insert keeps the schema's own checks; an update is checked as a whole row once it is merged, since a check may
 * read a field that the update does not carry. Both refuse unknown keys and managed fields.
 */
export function deriveVariants({ schema, path }: VariantSource): Variants {
  const fields = Object.entries(shapeOf(schema)).filter(([name]) => !isManagedField(name))
  const insert = z.strictObject(Object.fromEntries(fields))
  const changeable = Object.fromEntries(fields.filter(([name]) => !path.includes(name)))
  const update = z.strictObject(
    Object.fromEntries(
      // A default is for a row that is made, not for a field that an update leaves alone.
      Object.entries(changeable).map(([name, field]) => [name, z.optional(withoutDefault(field))]),
    ),
  )
  const checks = objectChecks(schema)
  return {
    insert: checks.length > 0 ? insert.check(...checks) : insert,
    update,
    key: z.strictObject(Object.fromEntries(path.map((field) => [field, keyPartSchema]))),
  }
}

function withoutDefault(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? field.unwrap() : field
}

/** The managed fields that a schema declares. */
export function declaredManagedFields(schema: ObjectSchema): ManagedField[] {
  return Object.keys(shapeOf(schema)).filter(isManagedField)
}

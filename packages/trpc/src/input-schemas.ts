import type { AnyModelEntity } from '@throughline/schema'
import { keySchemaOf } from '@throughline/schema/adapter'
import * as z from 'zod'
import { isPlainObject } from './wire.ts'

/** A row, its changes, conditions or a key: an object of any fields here, checked by the model as it is planned. */
const values = z.custom<Readonly<Record<string, unknown>>>(isPlainObject, { error: 'This is not an object.' })

const baseVersion = z.int().positive().optional()
const unset = z.array(z.string()).optional()

/** Most rows of one `createMany`: as many as one DynamoDB transaction takes items. */
const maxRows = 100

/** What is wanted of each row; the names are checked by the model. */
const selection = {
  // More names than an entity has fields are no more of them.
  fields: z.array(z.string()).max(1000).optional(),
  include: z.unknown().optional(),
}

/** The input of an entity's `list`. */
export const listInput = z
  .strictObject({
    where: values.optional(),
    orderBy: values.optional(),
    ...selection,
    limit: z.int().min(1).max(1000).optional(),
    cursor: z.string().max(4096).nullish(),
    // tRPC's infinite queries send it with every page.
    direction: z.literal('forward').optional(),
  })
  .optional()

/** Names that the input of `byId` has beside those of the key's fields. */
export const selectionNames: readonly string[] = Object.keys(selection)

/** The input of an entity's `byId`: the fields of the key, and what is wanted of the row. */
export function byIdInput({ schema, path }: AnyModelEntity) {
  return keySchemaOf(schema, path).extend(selection)
}

/** The input of an entity's `create`: the row itself. */
export const createInput = values

/** The input of an entity's `createMany`. */
export const createManyInput = z.strictObject({
  rows: z.array(values).max(maxRows),
  atomic: z.boolean().optional(),
})

/** The input of an entity's `update`. */
export function updateInput({ variants }: AnyModelEntity) {
  return z.strictObject({ key: variants.key, changes: values, unset, baseVersion })
}

/** The input of an entity's `delete`. */
export function deleteInput({ variants }: AnyModelEntity) {
  return z.strictObject({ key: variants.key, baseVersion })
}

/** The input of an entity's `reveal`. */
export function revealInput({ variants, fields }: AnyModelEntity) {
  return z.strictObject({ key: variants.key, fields: z.array(z.enum(fields.map(({ name }) => name))).min(1) })
}

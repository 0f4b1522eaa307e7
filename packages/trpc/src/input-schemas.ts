import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { keySchemaOf } from '@throughline/schema/adapter'
import * as z from 'zod'
import { isPlainObject, maxPushMutations } from './wire.ts'

/** A row, its changes or a key: an object of any fields here, checked by the model as the write is planned. */
const values = z.custom<Readonly<Record<string, unknown>>>(isPlainObject, { error: 'This is not an object.' })

const baseVersion = z.int().positive().optional()
const unset = z.array(z.string()).optional()

const page = {
  limit: z.int().min(1).max(1000).optional(),
  cursor: z.string().max(4096).nullish(),
  // tRPC's infinite queries send it with every page.
  direction: z.literal('forward').optional(),
}

/** The input of an entity's `list`. */
export function listInput({ schema, parentFields }: AnyModelEntity) {
  // What names the parent whose rows are listed, by the entity's own fields; a root has none.
  const where = keySchemaOf(schema, parentFields).optional()
  return z.strictObject(parentFields.length > 0 ? { ...page, where } : page).optional()
}

/** The input of an entity's `create`: the row itself. */
export const createInput = values

/** The input of an entity's `update`. */
export function updateInput({ variants }: AnyModelEntity) {
  return z.strictObject({ key: variants.key, changes: values, unset, baseVersion })
}

/** The input of an entity's `delete`. */
export function deleteInput({ variants }: AnyModelEntity) {
  return z.strictObject({ key: variants.key, baseVersion })
}

/** The input of `sync.push`: the envelopes alone, so that one invalid row does not refuse the others. */
export function pushInput(model: AnyModel) {
  const envelope = { mutationId: z.uuid(), entity: z.enum(model.names) }
  const mutation = z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('insert'), ...envelope, row: values }),
    z.strictObject({
      op: z.literal('update'),
      ...envelope,
      key: values,
      changes: values,
      unset,
      baseVersion,
    }),
    z.strictObject({ op: z.literal('delete'), ...envelope, key: values, baseVersion }),
  ])
  return z.strictObject({ mutations: z.array(mutation).max(maxPushMutations) })
}

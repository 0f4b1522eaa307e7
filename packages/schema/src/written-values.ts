import * as z from 'zod'
// By name, not as `z.core`: Turbopack would keep all of Zod for it, with its 50 languages.
import { $ZodEncodeError, $ZodError } from 'zod/v4/core'
import { shapeOf } from './describe-field.ts'
import type { FieldSpec } from './field-spec.ts'
import type { AnyModelEntity } from './model.types.ts'
import { someDescription } from './walk-description.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Values of a row as a client writes them: what is read of a codec is encoded again, everything else is as it is.
 *
 * A field that decodes one way only (`z.preprocess`, a transform in a pipe) is left as it is read, for the schema to take
 * or to refuse.
 */
export function writtenValues(entity: AnyModelEntity, values: Values): Values {
  const fields = entity.fields.filter((field) => values[field.name] !== undefined && isDecoded(field))
  if (fields.length === 0) return values
  const shape = shapeOf(entity.schema)
  const written = new Map(fields.map(({ name }) => [name, encoded(shape[name], values[name])]))
  return { ...values, ...Object.fromEntries(written) }
}

const decoded = new WeakMap<FieldSpec, boolean>()

/** Whether what is read of a field, or of something in it, is of another form than what is written. */
function isDecoded(field: FieldSpec): boolean {
  const known = decoded.get(field) ?? someDescription(field, 'output', ({ input }) => input !== undefined)
  decoded.set(field, known)
  return known
}

function encoded(field: z.core.$ZodType | undefined, value: unknown): unknown {
  if (!field) return value
  try {
    return z.encode(field, value)
  } catch (error) {
    if (error instanceof $ZodEncodeError || error instanceof $ZodError) return value
    throw error
  }
}

import {
  describeField,
  type FieldDescription,
  type FieldKind,
  type ObjectSchema,
  shapeOf,
} from '@throughline/schema'
import { mayBeUndefined, outputSide } from '@throughline/schema/adapter'
import * as z from 'zod'
import type { ElectroAttribute, ElectroAttributes } from './attributes.types.ts'
import { fieldCodec, isUnbounded } from '../items/codec.ts'

/**
 * Derives ElectroDB attributes from any Zod 4 object schema (classic or mini).
 *
 * Required, enum, list, map and defaults come from the fields; every field is validated by its own Zod schema. A value
 * that ElectroDB has no type for (nullable, a date, a set, a union …) is an `any` attribute, held to its kind by the same
 * codec that the store uses: a `Date` is kept as an ISO text and read back as a `Date`, `null` stays `null`, and what is
 * absent stays absent. Checks of the whole object (`.refine`) are not ElectroDB's to run.
 *
 * @throws {UnsupportedFieldError} for a field that cannot be stored.
 */
export function zodToElectroDBAttributes<TSchema extends ObjectSchema>(
  schema: TSchema,
): ElectroAttributes<TSchema> {
  const attributes = Object.entries(shapeOf(schema)).map(([name, field]) => [
    name,
    fieldAttribute(name, field),
  ])
  // Sound: the type states the same derivation, from the schema's output.
  return Object.fromEntries(attributes) as ElectroAttributes<TSchema>
}

function fieldAttribute(name: string, field: z.core.$ZodType): ElectroAttribute {
  const description = describeField(field)
  // ElectroDB takes and gives what is stored, not what a client writes.
  const stored = outputSide(field)
  return {
    ...attributeOf(description),
    ...(description.hasDefault && { default: () => z.parse(field, undefined) }),
    validate: (value) => isValid(name, stored, value),
  }
}

/** ElectroDB validates absent values too; whether one may be absent is what `required` says. */
function isValid(name: string, field: z.core.$ZodType, value: unknown): true {
  const result = value === undefined ? undefined : z.safeParse(field, value)
  if (result?.error) {
    const messages = result.error.issues.map(
      ({ path, message }) => `${[name, ...path].join('.')}: ${message}`,
    )
    throw new Error(messages.join(' '), { cause: result.error })
  }
  return true
}

function attributeOf(description: FieldDescription): ElectroAttribute {
  const whole = description.nullable || isUnbounded(description)
  const attribute = whole ? anyOf(description) : kinds[description.kind](description)
  return { ...attribute, required: !mayBeUndefined(description, 'output') }
}

const kinds = {
  any: anyOf,
  array: (description) => {
    const { element } = description
    // ElectroDB's lists know no null, and drop an item that is `undefined`.
    if (!element || element.nullable || mayBeUndefined(element, 'output')) return anyOf(description)
    return { type: 'list', items: attributeOf(element) }
  },
  bigint: anyOf,
  boolean: () => ({ type: 'boolean' }),
  date: anyOf,
  enum: ({ values = [] }) => ({ type: values }),
  lazy: anyOf,
  literal: (description) => {
    const { literals = [] } = description
    if (literals.every((value) => typeof value === 'string')) return { type: literals }
    if (literals.every((value) => typeof value === 'number')) return { type: 'number' }
    return literals.every((value) => typeof value === 'boolean') ? { type: 'boolean' } : anyOf(description)
  },
  map: anyOf,
  number: () => ({ type: 'number' }),
  object: (description) => {
    const { element, fields = {} } = description
    // ElectroDB's maps drop every property that they do not know.
    if (element) return anyOf(description)
    const properties: Record<string, ElectroAttribute> = Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, attributeOf(field)]),
    )
    return { type: 'map', properties }
  },
  record: anyOf,
  set: anyOf,
  string: () => ({ type: 'string' }),
  tuple: anyOf,
  union: anyOf,
} satisfies Record<FieldKind, (description: FieldDescription) => ElectroAttribute>

function anyOf(description: FieldDescription): ElectroAttribute {
  const { encode, decode, plain } = fieldCodec(description)
  return { type: 'any', set: (value) => encode(value), ...(!plain && { get: (value) => decode(value) }) }
}

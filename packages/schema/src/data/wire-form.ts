import { type $ZodType, type JSONSchema, toJSONSchema } from 'zod/v4/core'
import { defOf, describeField } from '../describe-field.ts'
import type { FieldDescription } from '../field-description.ts'
import { fieldMeta } from '../field-meta.ts'
import { unionOptions } from '../union-options.ts'
import { type FieldSide, mayBeUndefined, sideOf } from '../walk-description.ts'
import { viewField } from './field-shape.ts'

type Schema = JSONSchema.BaseSchema

/** What Zod leaves open, noted in its place until the whole of a schema is there. */
export interface WireNote {
  readonly kind: 'bigint' | 'date' | 'list' | 'map' | 'set' | 'union'
  /** What a set or a map holds, by their places among all such parts. */
  readonly parts: readonly number[]
  /** Which items of a list, a set or a map may be `undefined`; the last of a list stands for all further ones. */
  readonly gaps: readonly boolean[]
  readonly size: Schema
}

/** Zod gives back a copy that was made by JSON: a note is under a key that no schema and no field has. */
export const noteKey = '~throughline'

/** The schema as Zod writes it, with notes of what it leaves open; what sets and maps hold is added to `parts`. */
export function convertSchema(schema: $ZodType, side: FieldSide, parts: $ZodType[]): Schema {
  return toJSONSchema(schema, {
    io: side,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema, path }) => {
      const { label, help } = fieldMeta.get(zodSchema) ?? {}
      // The entity's own fields are named outside of their wrappers, once they are written.
      if (path.length > 2 && label !== undefined) jsonSchema.title = label
      if (path.length > 2 && help !== undefined) jsonSchema.description = help
      const note = noteOf(zodSchema, side, (part) => parts.push(part) - 1)
      if (note) jsonSchema[noteKey] = note
      if (jsonSchema.required && defOf(zodSchema).type === 'object') {
        jsonSchema.required = requiredOf(jsonSchema.required, zodSchema, side)
      }
    },
  })
}

/** The fields that have to be there: one that takes any value does, to Zod's JSON Schema, and does not to its parser. */
function requiredOf(names: readonly string[], schema: $ZodType, side: FieldSide): string[] {
  const { fields = {} } = sideOf(describeField(schema), side)
  return names.filter((name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    return !field || !takesNothing(field, side)
  })
}

function takesNothing(field: FieldDescription, side: FieldSide): boolean {
  const { node, absent } = viewField(field, side)
  return (
    absent || node.kind === 'any' || (node.options?.some((option) => takesNothing(option, side)) ?? false)
  )
}

const noted: ReadonlySet<string> = new Set(['array', 'bigint', 'date', 'map', 'set', 'tuple', 'union'])

function noteOf(schema: $ZodType, side: FieldSide, keep: (part: $ZodType) => number): WireNote | undefined {
  const { type, keyType, valueType } = defOf(schema)
  if (!noted.has(type)) return undefined
  const field = sideOf(describeField(schema), side)
  const { min, max, keys, element, items = [] } = field
  const none = { parts: [], gaps: [], size: {} }
  const gaps = (inner: readonly (FieldDescription | undefined)[]): boolean[] =>
    inner.map((item) => item !== undefined && mayBeUndefined(item, side))
  if (type === 'date' || type === 'bigint') return { ...none, kind: type }
  if (type === 'set' || type === 'map') {
    const held = [keyType, valueType].filter((part) => part !== undefined)
    const size = { ...(min !== undefined && { minItems: min }), ...(max !== undefined && { maxItems: max }) }
    return { kind: type, parts: held.map(keep), gaps: gaps(keys ? [keys, element] : [element]), size }
  }
  if (type !== 'union') return { ...none, kind: 'list', gaps: gaps([...items, element]) }
  const isTagged = field.kind === 'union' && unionOptions(field, side) === undefined
  return isTagged ? { ...none, kind: 'union' } : undefined
}

/** How a value travels that JSON has no form for: as it is where its field tells what it is, else in an object that does. */
export function wireForm({ kind, size }: WireNote, held: readonly Schema[], isTagged: boolean): Schema {
  const form = formOf(kind, size, held)
  return isTagged ? tagged(`$${kind}`, form) : form
}

function formOf(kind: WireNote['kind'], size: Schema, held: readonly Schema[]): Schema {
  if (kind === 'date') return { type: 'string', format: 'date-time' }
  if (kind === 'bigint') return { type: 'string', pattern: String.raw`^-?\d+$` }
  if (kind === 'map') {
    const pair: Schema = { type: 'array', prefixItems: [...held], items: false, minItems: 2 }
    return { type: 'array', items: pair, ...size }
  }
  const [items = {}] = held
  // Two objects that look alike are two members of a set.
  const isScalar = typeof items.type === 'string' && items.type !== 'object' && items.type !== 'array'
  return { type: 'array', items, ...size, ...(isScalar && { uniqueItems: true }) }
}

/** What may be `undefined` in a list, where JSON has no gap. */
export function orUndefined(schema: unknown): Schema {
  // Sound: called for schemas alone; one that accepts anything accepts this too.
  const some = schema as Schema
  return Object.keys(some).length === 0 ? some : { anyOf: [some, tagged('$undefined', { const: true })] }
}

function tagged(tag: string, form: Schema): Schema {
  return { type: 'object', properties: { [tag]: form }, required: [tag], additionalProperties: false }
}

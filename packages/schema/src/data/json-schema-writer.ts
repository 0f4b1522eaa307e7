import type { $ZodType, JSONSchema } from 'zod/v4/core'
import type { FieldSide } from '../walk-description.ts'
import { escapePointer } from './description-members.ts'
import { mapValues } from './json-data.ts'
import { convertSchema, noteKey, orUndefined, wireForm, type WireNote } from './wire-form.ts'

type Schema = JSONSchema.BaseSchema

/** Schemas that are written together. */
interface Writing {
  readonly side: FieldSide
  /** What sets and maps hold. */
  readonly parts: $ZodType[]
  /** Those of them that contain themselves, by name. */
  readonly defs: Record<string, Schema>
  /** The names of those, and of those that are being written: plain, and tagged. */
  readonly names: readonly [Map<$ZodType, string>, Map<$ZodType, string>]
}

/** One schema as Zod wrote it, on its way to what travels. */
interface Document {
  readonly writing: Writing
  /** Where it will stand: Zod refers to it as `#`. */
  readonly base: string
  readonly root: Schema
  /** All of it is inside a union that has to tag its values. */
  readonly isTagged: boolean
  /** Definitions as they are inside such a union, where the document as a whole is not. */
  readonly twins: Record<string, Schema>
}

/** Writes the schema of what travels: what JSON has no form for stands as `jsonCodec` writes it. */
export function writeJSONSchema(schema: $ZodType, side: FieldSide): Schema {
  const writing: Writing = { side, parts: [], defs: {}, names: [new Map(), new Map()] }
  const { $defs, $ref, ...written } = writeDocument(schema, writing, '#', false)
  const defs = { ...$defs, ...writing.defs }
  // Zod puts a schema with an id of its own (`.meta({ id })`) among the definitions.
  const named = $ref === undefined ? {} : defs[definitionOf($ref)]
  return { ...written, ...named, ...(Object.keys(defs).length > 0 && { $defs: defs }) }
}

/** Name of the definition that a reference of Zod's leads to; `''` for the whole schema. */
function definitionOf(ref: string): string {
  const [, , name = ''] = ref.split('/')
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}

function writeDocument(schema: $ZodType, writing: Writing, base: string, isTagged: boolean): Schema {
  const root = convertSchema(schema, writing.side, writing.parts)
  const twins: Record<string, Schema> = {}
  const settled = settleSchema(root, { writing, base, root, isTagged, twins }, isTagged)
  return Object.keys(twins).length > 0 ? { ...settled, $defs: { ...settled.$defs, ...twins } } : settled
}

function settleSchema(schema: Schema, document: Document, isTagged: boolean): Schema {
  // Sound: a schema stays a schema.
  return settle(schema, document, isTagged) as Schema
}

/** Puts in what was noted, in a schema or any part of one. */
function settle(json: unknown, document: Document, isOutsideTagged: boolean): unknown {
  if (Array.isArray(json)) return json.map((item) => settle(item, document, isOutsideTagged))
  if (typeof json !== 'object' || json === null) return json
  // Sound: every member is looked at as what it turns out to be.
  const { [noteKey]: note, ...members } = json as { readonly [noteKey]?: WireNote } & Readonly<
    Record<string, unknown>
  >
  const isTagged = isOutsideTagged || note?.kind === 'union'
  const item = (value: unknown, index: number): unknown =>
    note?.gaps.at(index) ? orUndefined(settle(value, document, true)) : settle(value, document, isTagged)
  const inner = mapValues(members, (value, name) => {
    if (name === '$ref' && typeof value === 'string') return referTo(value, document, isTagged)
    if (note?.kind === 'list' && name === 'items') return item(value, -1)
    if (note?.kind === 'list' && name === 'prefixItems' && Array.isArray(value)) return value.map(item)
    return settle(value, document, isTagged)
  })
  if (!note || note.kind === 'union' || note.kind === 'list') return inner
  const held = note.parts.map((part, index) => {
    const gap = note.gaps[index] ?? false
    const schema = writePart(part, document.writing, isTagged || gap)
    return gap ? orUndefined(schema) : schema
  })
  // The default of a set or a map is none that Zod could have written.
  if (held.length > 0) delete inner['default']
  return { ...inner, ...wireForm(note, held, isTagged) }
}

/** Where something is that contains itself: as it is plain, or in a definition of its own as it is tagged. */
function referTo(ref: string, document: Document, isTagged: boolean): string {
  const { base, root, twins } = document
  if (isTagged === document.isTagged) return ref.replace('#', base)
  const name = definitionOf(ref)
  const twin = `${name || 'root'}.tagged`
  if (!Object.hasOwn(twins, twin)) {
    // There before it is done: it refers to itself.
    twins[twin] = {}
    const { $defs = {}, $schema: _, ...whole } = root
    twins[twin] = settleSchema((name ? $defs[name] : whole) ?? {}, document, true)
  }
  return `${base}/$defs/${escapePointer(twin)}`
}

/** What a set or a map holds: in its place, or by a reference where it contains itself. */
function writePart(place: number, writing: Writing, isTagged: boolean): Schema {
  const part = writing.parts[place]
  if (!part) return {}
  const names = writing.names[isTagged ? 1 : 0]
  // Its first place, so that no two parts have one name.
  const name = names.get(part) ?? `part${place}${isTagged ? '.tagged' : ''}`
  const reference = { $ref: `#/$defs/${name}` }
  if (names.has(part)) return reference
  names.set(part, name)
  const { $schema: _, ...schema } = writeDocument(part, writing, reference.$ref, isTagged)
  if (JSON.stringify(schema).includes('"$ref":"#')) {
    writing.defs[name] = schema
    return reference
  }
  names.delete(part)
  return schema
}

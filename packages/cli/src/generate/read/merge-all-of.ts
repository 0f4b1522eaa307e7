import type { Field, ObjectShape, Shape } from './document.types.ts'
import { asList, asObject, asText, inside, type JsonObject, type Located, where } from './lookup.ts'
import { isChoice, type ShapeReader } from './shape-reader.ts'
import { nullableOf } from './shape.ts'

const merging = new WeakMap<ShapeReader, MergeState>()

interface MergeState {
  /** Objects that an `$ref` in an `allOf` stands for, by its place; a description may extend one a thousand times. */
  readonly done: Map<string, ObjectShape | undefined>
  readonly open: Set<string>
}

function stateOf(reader: ShapeReader): MergeState {
  const state = merging.get(reader) ?? { done: new Map(), open: new Set() }
  merging.set(reader, state)
  return state
}

/** All of several schemas: one object where they are objects, otherwise each beside the others. */
export function mergeAllOf(reader: ShapeReader, place: Located, schema: JsonObject): Shape {
  const { own, parts } = partsOfAll(place, schema)
  const [only] = parts
  // The common way to say something about a `$ref`.
  if (only && parts.length === 1 && !own) return reader.shape(only)
  const objects: ObjectShape[] = []
  const others: Shape[] = []
  for (const part of parts) {
    const object = objectIn(reader, part)
    if (object) objects.push(object)
    else others.push(reader.shape(part))
  }
  if (own) objects.push(own(reader))
  const rest = others.filter(({ kind }) => kind !== 'unknown')
  const merged =
    objects.length > 0 ? mergeObjects(reader, place, objects, rest.length > 0, schema) : undefined
  const all = [...(merged && (merged.fields.length > 0 || rest.length === 0) ? [merged] : []), ...rest]
  const [first] = all
  if (!first) return { kind: 'unknown' }
  return all.length === 1 ? first : { kind: 'intersection', parts: narrowest(all) }
}

/** Plain values that are said twice, such as `allOf: [string, { maxLength }]`, are what comes first. */
function narrowest(parts: readonly Shape[]): readonly Shape[] {
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()]
}

function partsOfAll(
  place: Located,
  schema: JsonObject,
): { own?: (reader: ShapeReader) => ObjectShape; parts: Located[] } {
  const parts = asList(schema['allOf'])
    .map((_, index) => inside(place, 'allOf', String(index)))
    // Parts that say nothing of types: a description, an example, `nullable`.
    .filter(({ value }) => saysType(asObject(value)))
  for (const name of ['oneOf', 'anyOf']) {
    if (!isChoice(schema[name])) continue
    parts.push({ ...place, value: { [name]: schema[name], discriminator: schema['discriminator'] } })
  }
  const hasOwn = asObject(schema['properties']) !== undefined || schema['additionalProperties'] !== undefined
  if (!hasOwn) return { parts }
  return {
    parts,
    own: (reader) => {
      const shape = reader.object(place, schema)
      return shape.kind === 'object' ? shape : { kind: 'object', fields: [], others: 'keep' }
    },
  }
}

const typeNames = [
  '$ref',
  'additionalProperties',
  'allOf',
  'anyOf',
  'const',
  'enum',
  'items',
  'oneOf',
  'prefixItems',
  'properties',
  'type',
]

function saysType(schema: JsonObject | undefined): boolean {
  return schema !== undefined && typeNames.some((name) => Object.hasOwn(schema, name))
}

/** The object that a part is, whatever names lead to it; `undefined` for anything else. */
function objectIn(reader: ShapeReader, part: Located): ObjectShape | undefined {
  const state = stateOf(reader)
  const at = reader.lookup.follow(part)
  if (!at) return undefined
  const id = `${at.file}#${at.pointer}`
  if (state.done.has(id)) return state.done.get(id)
  if (state.open.has(id)) {
    reader.note('schema', where(part), 'It extends itself; that is left out.')
    return { kind: 'object', fields: [], others: 'strip' }
  }
  state.open.add(id)
  const schema = asObject(at.value)
  const found = schema && readMember(reader, at, schema)
  state.open.delete(id)
  const object = found?.kind === 'object' && !found.nullable ? found : undefined
  state.done.set(id, object)
  return object
}

function readMember(reader: ShapeReader, at: Located, schema: JsonObject): Shape | undefined {
  if (schema['enum'] !== undefined || schema['const'] !== undefined) return undefined
  if (Array.isArray(schema['allOf'])) return mergeAllOf(reader, at, schema)
  if (isChoice(schema['oneOf']) || isChoice(schema['anyOf'])) return undefined
  const isEmpty =
    asText(schema['type']) === 'object' &&
    !('properties' in schema) &&
    !asObject(schema['additionalProperties'])
  if (isEmpty) return { kind: 'object', fields: [], others: 'strip' }
  const shape = reader.typed(at, schema)
  return schema['nullable'] === true ? nullableOf(shape) : shape
}

function mergeObjects(
  reader: ShapeReader,
  place: Located,
  objects: readonly ObjectShape[],
  isPart: boolean,
  schema: JsonObject,
): ObjectShape {
  const required = new Set([
    ...asList(schema['required']),
    ...asList(schema['allOf']).flatMap((part) => asList(asObject(part)?.['required'])),
  ])
  const fields = new Map<string, Field>()
  for (const field of objects.flatMap((object) => object.fields)) {
    const before = fields.get(field.name)
    fields.set(field.name, before ? mergeFields(reader, place, before, field) : field)
  }
  const others = objects.some((object) => object.others === 'keep') ? 'keep' : 'strip'
  const isRefused = !isPart && others === 'strip' && objects.every((object) => object.others === 'refuse')
  return {
    kind: 'object',
    fields: [...fields.values()].map((field) => (required.has(field.name) ? asRequired(field) : field)),
    others: isRefused ? 'refuse' : others,
  }
}

function asRequired(field: Field): Field {
  return { ...field, required: true }
}

/** The later one stands, which mostly says more; what one of them requires is required. */
function mergeFields(reader: ShapeReader, place: Located, before: Field, after: Field): Field {
  const required = before.required || after.required
  if (after.shape.kind === 'unknown') return { ...before, required }
  const isSame = JSON.stringify(before.shape) === JSON.stringify(after.shape)
  if (!isSame && before.shape.kind !== 'unknown' && before.shape.kind !== after.shape.kind) {
    reader.note(
      'field',
      `${where(place)} ${after.name}`,
      'Several parts of its schema say what it is; the last one is taken.',
    )
  }
  return { ...after, required }
}

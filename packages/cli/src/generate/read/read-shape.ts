import type { Field, Shape } from './document.types.ts'
import { asList, asObject, asText, inside, type JsonObject, type Located, member, where } from './lookup.ts'
import { mergeAllOf } from './merge-all-of.ts'
import { readDefault, readNumber, readString, readValues } from './read-scalar.ts'
import { isChoice, type ShapeReader } from './shape-reader.ts'
import { nullableOf, unionOf } from './shape.ts'

const unknownShape: Shape = { kind: 'unknown' }

/** Makes what reads JSON Schemas of OpenAPI 3.0 and 3.1. */
export function createShapeReader(options: Pick<ShapeReader, 'lookup' | 'nameRef' | 'note'>): ShapeReader {
  const reader: ShapeReader = {
    ...options,
    shape: (place) => readShape(reader, place),
    typed: (place, schema) => readTyped(reader, place, schema),
    object: (place, schema) => readObject(reader, place, schema, true),
  }
  return reader
}

function readShape(reader: ShapeReader, place: Located): Shape {
  const { value } = place
  if (value === true || value === undefined) return unknownShape
  if (value === false) return { kind: 'never' }
  const schema = asObject(value)
  if (!schema) {
    reader.note('schema', where(place), 'It is no schema; anything is taken.')
    return unknownShape
  }
  const shape = readPlain(reader, place, schema)
  const isNullable = schema['nullable'] === true || asList(schema['type']).includes('null')
  return isNullable ? nullableOf(shape) : shape
}

function readPlain(reader: ShapeReader, place: Located, schema: JsonObject): Shape {
  const ref = asText(schema['$ref'])
  if (ref !== undefined) {
    const to = reader.nameRef(place, ref)
    return to === undefined ? unknownShape : { kind: 'ref', to }
  }
  if ('const' in schema) return readValues(reader.note, place, [schema['const']])
  if (Array.isArray(schema['enum'])) return readValues(reader.note, place, asList(schema['enum']), schema)
  if (Array.isArray(schema['allOf'])) return mergeAllOf(reader, place, schema)
  const choice = ['oneOf', 'anyOf'].find((name) => isChoice(schema[name]))
  if (choice !== undefined) return readChoice(reader, place, schema, choice)
  return readTyped(reader, place, schema)
}

function readChoice(reader: ShapeReader, place: Located, schema: JsonObject, name: string): Shape {
  const options = asList(schema[name]).map((_, index) =>
    readShape(reader, inside(place, name, String(index))),
  )
  const field = asText(member(schema['discriminator'], 'propertyName'))
  const union = unionOf(options, field)
  return asObject(schema['properties'])
    ? { kind: 'intersection', parts: [readObject(reader, place, schema, true), union] }
    : union
}

/** By `type`, or by what else tells it. */
function readTyped(reader: ShapeReader, place: Located, schema: JsonObject): Shape {
  const given = schema['type']
  if (Array.isArray(given)) {
    const types = given.filter((type): type is string => typeof type === 'string' && type !== 'null')
    if (types.length === 0) return given.includes('null') ? { kind: 'null' } : unknownShape
    return unionOf(types.map((type) => readOfType(reader, place, schema, type)))
  }
  return readOfType(reader, place, schema, asText(given) ?? impliedType(schema))
}

function impliedType(schema: JsonObject): string | undefined {
  if ('properties' in schema || 'additionalProperties' in schema || 'patternProperties' in schema)
    return 'object'
  if ('items' in schema || 'prefixItems' in schema) return 'array'
  return undefined
}

function readOfType(
  reader: ShapeReader,
  place: Located,
  schema: JsonObject,
  type: string | undefined,
): Shape {
  switch (type) {
    case 'array':
      return readList(reader, place, schema)
    case 'boolean':
      return { kind: 'boolean' }
    case 'file':
      return { kind: 'binary' }
    case 'integer':
    case 'number':
      return readNumber(schema, type === 'integer')
    case 'null':
      return { kind: 'null' }
    case 'object':
      return readObject(reader, place, schema)
    case 'string':
      return readString(reader.note, place, schema)
    case undefined:
      return unknownShape
    default:
      reader.note('schema', where(place), `The type "${type.slice(0, 60)}" is not known; anything is taken.`)
      return unknownShape
  }
}

function readList(reader: ShapeReader, place: Located, schema: JsonObject): Shape {
  const tuple = Array.isArray(schema['prefixItems'])
    ? 'prefixItems'
    : Array.isArray(schema['items'])
      ? 'items'
      : undefined
  if (tuple !== undefined) {
    const items = asList(schema[tuple]).map((_, index) =>
      readShape(reader, inside(place, tuple, String(index))),
    )
    const rest = tuple === 'prefixItems' && 'items' in schema ? 'items' : 'additionalItems'
    // A tuple of JSON Schema may be shorter than its items are, which no tuple of TypeScript says.
    const isWhole = Number(schema['minItems'] ?? 0) >= items.length && items.length > 0
    const more = schema[rest] === false ? undefined : readShape(reader, inside(place, rest))
    if (isWhole) return { kind: 'tuple', items, ...(more && { rest: more }) }
    return { kind: 'list', items: unionOf(more ? [...items, more] : items) }
  }
  return {
    kind: 'list',
    items: readShape(reader, inside(place, 'items')),
    ...count(schema, 'minItems', 'min'),
    ...count(schema, 'maxItems', 'max'),
  }
}

function count<TName extends string>(
  schema: JsonObject,
  from: string,
  to: TName,
): Partial<Record<TName, number>> {
  const value = schema[from]
  // Sound: of the one name.
  return (Number.isSafeInteger(value) && Number(value) > 0 ? { [to]: value } : {}) as Partial<
    Record<TName, number>
  >
}

/** Fields that one object may have. */
const mostFields = 2_000

/** `isPart`: an object beside others of one value, which have names of their own. */
function readObject(reader: ShapeReader, place: Located, schema: JsonObject, isPart = false): Shape {
  const properties = asObject(schema['properties']) ?? {}
  const required = new Set(asList(schema['required']))
  const names = Object.keys(properties).filter((name) => isName(reader, place, name))
  if (names.length > mostFields) {
    reader.note('schema', where(place), `It has ${names.length} fields; the first ${mostFields} are taken.`)
  }
  const fields = names
    .slice(0, mostFields)
    .map((name) => readField(reader, inside(place, 'properties', name), name, required.has(name)))
  const others = schema['additionalProperties']
  if (fields.length === 0 && !isPart) {
    if (others === false && 'properties' in schema) return { kind: 'object', fields, others: 'refuse' }
    const values = asObject(others)
      ? readShape(reader, inside(place, 'additionalProperties'))
      : patternValues(reader, place, schema)
    return { kind: 'record', values }
  }
  if (asObject(others) && Object.keys(asObject(others) ?? {}).length > 0) {
    reader.note(
      'schema',
      where(place),
      'Names beside its fields have a type of their own; their values are unknown here.',
    )
  }
  const isOpen = others === true || asObject(others) !== undefined || 'patternProperties' in schema
  const isRefused = others === false && !isPart
  return { kind: 'object', fields, others: isOpen ? 'keep' : isRefused ? 'refuse' : 'strip' }
}

function patternValues(reader: ShapeReader, place: Located, schema: JsonObject): Shape {
  const patterns = Object.keys(asObject(schema['patternProperties']) ?? {})
  if (patterns.length === 0) return unknownShape
  return unionOf(patterns.map((pattern) => readShape(reader, inside(place, 'patternProperties', pattern))))
}

/** `__proto__` is no name of an own member once a program writes it, whatever it means to. */
function isName(reader: ShapeReader, place: Located, name: string): boolean {
  if (name !== '__proto__') return true
  reader.note(
    'field',
    `${where(place)}/properties/__proto__`,
    'A field of this name is left out: it is not safe to hold.',
  )
  return false
}

function readField(reader: ShapeReader, place: Located, name: string, isRequired: boolean): Field {
  const schema = asObject(place.value) ?? {}
  const relationship = asObject(schema['x-relationship'])
  const text = asText(schema['description'])
  return {
    name,
    shape: readShape(reader, place),
    required: isRequired,
    ...(schema['readOnly'] === true && { readOnly: true }),
    ...(schema['writeOnly'] === true && { writeOnly: true }),
    ...(text !== undefined && { text }),
    ...(schema['deprecated'] === true && { deprecated: true }),
    ...readDefault(schema),
    ...(relationship && {
      relationship: {
        entity: asText(relationship['entity']) ?? '',
        type: asText(relationship['type']) ?? 'belongsTo',
      },
    }),
  }
}

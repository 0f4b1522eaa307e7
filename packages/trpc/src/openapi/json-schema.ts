/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 has them, or any other object of the document. */
export type Json = Readonly<Record<string, unknown>>

/** The schemas of a document, by their names. */
export type Schemas = Readonly<Record<string, Json>>

const root = '#/components/schemas'

/** A reference to a schema of the document. */
export function ref(name: string): Json {
  return { $ref: `${root}/${name}` }
}

/** A reference to one property of a schema of the document. */
export function propertyRef(name: string, property: string): Json {
  const token = property.replaceAll('~', '~0').replaceAll('/', '~1')
  return { $ref: `${root}/${name}/properties/${encodeURIComponent(token)}` }
}

/** The name of one of an entity's schemas; those of the document itself have no dot. */
export function schemaName(entity: string, part: string): string {
  return `${entity.replaceAll(/[^\w-]/g, '_')}.${part}`
}

/** An object with these properties and no others; those are required that are named. */
export function objectOf(properties: Schemas, required: readonly string[] = Object.keys(properties)): Json {
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

export function arrayOf(items: Json, more: Json = {}): Json {
  return { type: 'array', items, ...more }
}

export function nullable(schema: Json): Json {
  return { anyOf: [schema, { type: 'null' }] }
}

/** Keywords whose members are schemas by names of the user's. */
const schemaMaps: ReadonlySet<string> = new Set([
  '$defs',
  'dependentSchemas',
  'patternProperties',
  'properties',
])
/** Keywords that hold data. */
const dataKeywords: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples'])

/** A schema that was complete in itself as a part of the document: its own references lead to where it stands. */
export function placeSchema(schema: object, name: string): Json {
  const members = Object.entries(schema).filter(([keyword]) => keyword !== '$schema' && keyword !== '$id')
  // Sound: an object is placed as an object.
  return place(Object.fromEntries(members), `${root}/${name}`) as Json
}

/** An object of named parts, each of its own type. */
export function mapOf<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  return Object.fromEntries(entries)
}

function place(value: unknown, at: string): unknown {
  if (Array.isArray(value)) return value.map((item) => place(item, at))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([keyword, member]: [string, unknown]) => {
    if (dataKeywords.has(keyword)) return [keyword, member]
    if (keyword === '$ref' && typeof member === 'string') return [keyword, member.replace(/^#/, () => at)]
    return [keyword, schemaMaps.has(keyword) ? placeEach(member, at) : place(member, at)]
  })
  return Object.fromEntries(members)
}

function placeEach(schemas: unknown, at: string): unknown {
  if (typeof schemas !== 'object' || schemas === null) return schemas
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, place(schema, at)]))
}

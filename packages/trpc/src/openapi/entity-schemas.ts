import type { AnyModel, AnyModelEntity, FieldSpec, Relation } from '@throughline/schema'
import { operatorsOf } from '@throughline/schema/adapter'
import { toJSONSchema } from '@throughline/schema/data'
import type { PolicyMatrix } from '@throughline/schema/policy'
import {
  arrayOf,
  type Json,
  mapOf,
  nullable,
  objectOf,
  placeSchema,
  propertyRef,
  ref,
  schemaName,
  type Schemas,
} from './json-schema.ts'
import { pageInput, text } from './shared-schemas.ts'

/** The schemas of one entity: what is read, what is written, and what a list may ask for. */
export function entitySchemas(
  model: AnyModel,
  entity: AnyModelEntity,
  policies: PolicyMatrix[string] | undefined,
): Schemas {
  const { name, path } = entity
  const part = (key: string): string => schemaName(name, key)
  const written = (variant: 'insert' | 'key' | 'row' | 'update', key: string): Json =>
    placeSchema(toJSONSchema(model, name, { variant }), part(key))
  const row = seen(written('row', 'Row'), entity, policies)
  const stored = { meta: ref('Meta'), withheld: ref('Withheld') }
  return {
    [part('Key')]: written('key', 'Key'),
    [part('Row')]: row,
    [part('Insert')]: written('insert', 'Insert'),
    [part('Changes')]: written('update', 'Changes'),
    [part('Stored')]: objectOf({ row: ref(part('Row')), ...stored }, ['row', 'meta']),
    [part('Selected')]: {
      description: 'A row with the fields that were asked for; all when none were.',
      ...row,
      properties: mapOf(
        Object.keys(propertiesOf(row)).map((field) => [field, propertyRef(part('Row'), field)] as const),
      ),
      required: path,
    },
    [part('Read')]: objectOf({ row: ref(part('Selected')), ...stored, ...relatedSchemas(entity) }, [
      'row',
      'meta',
    ]),
    [part('Where')]: {
      description: 'Conditions by field, all of which must hold: a value, or operators.',
      ...objectOf(mapOf(entity.fields.flatMap(conditionOf)), []),
    },
    [part('List')]: objectOf(
      { where: ref(part('Where')), orderBy: orderOf(entity), ...selection(entity), ...pageInput },
      [],
    ),
  }
}

/** What a read may ask of each row, as properties of its input. */
export function selection(entity: AnyModelEntity): Schemas {
  const relations = Object.keys(entity.relations)
  const fields = entity.fields.map(({ name }) => name)
  return {
    fields: arrayOf({ enum: fields }),
    ...(relations.length > 0 && {
      include: {
        description: 'Relations whose rows come with each row, in `related`; an object says more of each.',
        anyOf: [
          arrayOf({ enum: relations }, { uniqueItems: true }),
          objectOf(mapOf(relations.map((name) => [name, included] as const)), []),
        ],
      },
    }),
  }
}

const included: Json = { anyOf: [{ const: true }, objectOf({ include: {} }, [])] }

function propertiesOf(schema: Json): Json {
  // Sound: the schema of an object with fields.
  return (schema['properties'] ?? {}) as Json
}

/** A row as users see it: what policies may withhold is not there for all, or is masked. */
function seen(row: Json, { path }: AnyModelEntity, policies: PolicyMatrix[string] | undefined): Json {
  if (!policies) return row
  const properties = Object.entries(propertiesOf(row)).map(([field, schema]): [string, unknown] => {
    const isMasked = Object.hasOwn(policies.fields, field)
    return [field, isMasked ? { anyOf: [schema, { type: 'string', description: 'Masked.' }] } : schema]
  })
  // Sound: of an object schema these are names of properties.
  const required = (row['required'] ?? []) as readonly string[]
  return {
    ...row,
    properties: mapOf(properties),
    required: required.filter((field) => path.includes(field) || !Object.hasOwn(policies.fields, field)),
  }
}

function relatedSchemas({ relations }: AnyModelEntity): Schemas {
  const names = Object.keys(relations)
  if (names.length === 0) return {}
  const related = Object.entries(relations).map(
    ([name, relation]) => [name, relatedSchema(relation)] as const,
  )
  return {
    related: objectOf(mapOf(related), []),
    more: arrayOf({ enum: names }, { description: 'Relations that have more rows than came.' }),
  }
}

function relatedSchema(relation: Relation): Json {
  const readOf = (name: string): Json => ref(schemaName(name, 'Read'))
  if (relation.kind === 'belongsTo') return nullable(readOf(relation.target))
  if (relation.kind !== 'morphTo') return arrayOf(readOf(relation.target))
  return { anyOf: [...new Set(Object.values(relation.targets))].map(readOf).concat({ type: 'null' }) }
}

function orderOf({ fields, path }: AnyModelEntity): Json {
  const ordered = fields.filter(({ name, meta }) => meta.indexed || meta.unique || path.includes(name))
  const directions = ordered.map(({ name }) => [name, { enum: ['asc', 'desc'] }] as const)
  return { ...objectOf(mapOf(directions), []), minProperties: 1, maxProperties: 1 }
}

function conditionOf(field: FieldSpec): [string, Json][] {
  const operators = operatorsOf(field)
  if (operators.length === 0) return []
  const value = valueOf(field)
  const operands = operators.map((operator): [string, Json] => {
    if (operator === 'exists') return [operator, { type: 'boolean' }]
    if (operator === 'startsWith') return [operator, text]
    if (operator === 'contains') return [operator, {}]
    return [operator, operator === 'in' ? arrayOf(value, { minItems: 1, maxItems: 100 }) : value]
  })
  return [[field.name, { anyOf: [value, objectOf(mapOf(operands), [])] }]]
}

/** What a field may be compared with; a pattern that its values have is none of what is asked. */
function valueOf({ kind, nullable: isNullable }: FieldSpec): Json {
  const type = kind === 'number' || kind === 'boolean' ? kind : texts.has(kind) ? 'string' : undefined
  return type === undefined ? {} : { type: isNullable ? [type, 'null'] : type }
}

const texts: ReadonlySet<string> = new Set(['bigint', 'date', 'enum', 'string'])

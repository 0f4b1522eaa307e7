import { describeField, shapeOf, UnsupportedFieldError } from './describe-field.ts'
import type { EntityDefinition } from './entity.types.ts'
import { type FieldSpec, toFieldSpec } from './field-spec.ts'
import { ModelError, type ModelProblem } from './model-error.ts'
import type { AnyModelEntity, EntityDefinitions, Model, Relation } from './model.types.ts'
import { toCamelCase, toConstantCase } from './naming.ts'
import { declaredManagedFields, deriveVariants } from './variants.ts'

/** What `defineModel` takes. */
export interface ModelOptions<TEntities extends EntityDefinitions> {
  /** Name of the service: of the table and the ElectroDB service, unless said otherwise. */
  service: string
  /** The entities by their plural names. */
  entities: TEntities
}

interface ForeignKey {
  readonly entity: string
  readonly field: string
  readonly target: string
}

const namePattern = /^[a-z][A-Za-z0-9]*$/

/**
 * Checks entities as one model and derives what every layer needs: fields, relations, parents, key prefixes, variants.
 *
 * @throws {ModelError} with every problem of the model at once, each with entity, field and what to do.
 */
export function defineModel<const TEntities extends EntityDefinitions>(
  options: ModelOptions<TEntities>,
): Model<TEntities> {
  const { service, entities } = options
  const problems: ModelProblem[] = [...checkNames(entities), ...checkKeys(entities)]
  const foreignKeys = findForeignKeys(entities)
  const parents = findParents(entities, foreignKeys, problems)
  problems.push(...checkCycles(parents))

  const resolved = Object.entries(entities).map(([name, definition]) =>
    resolveEntity({ name, definition, entities, foreignKeys, parents, problems }),
  )
  problems.push(...checkPrefixes(resolved))
  if (problems.length > 0) throw new ModelError(service, problems)

  // Sound: each entity is resolved from the definition of the same name; `model.types.ts` states the same derivation.
  return {
    service,
    entities: Object.fromEntries(resolved.map((entity) => [entity.name, entity])),
    names: resolved.map(({ name }) => name),
  } as unknown as Model<TEntities>
}

function checkNames(entities: EntityDefinitions): ModelProblem[] {
  const problems: ModelProblem[] = []
  const seen = new Map<string, string>()
  for (const [name, { singular }] of Object.entries(entities)) {
    for (const text of [name, singular]) {
      if (!namePattern.test(text)) {
        const message = `The name "${text}" is not camelCase. Write it as "${toCamelCase(text) || 'name'}".`
        problems.push({ code: 'invalid_name', entity: name, message })
      }
    }
    const other = seen.get(singular)
    if (other !== undefined) {
      const message = `The singular "${singular}" is also that of "${other}". Give each entity its own.`
      problems.push({ code: 'invalid_name', entity: name, message })
    }
    seen.set(singular, name)
  }
  return problems
}

function checkKeys(entities: EntityDefinitions): ModelProblem[] {
  return Object.entries(entities).flatMap(([name, { key, schema }]) =>
    key
      .filter((field) => !(field in shapeOf(schema)))
      .map((field) => ({
        code: 'key_not_in_schema' as const,
        entity: name,
        field,
        message: `The key field "${field}" is not in the schema. Add it, or name another with \`key\`.`,
      })),
  )
}

function checkPrefixes(entities: readonly AnyModelEntity[]): ModelProblem[] {
  return entities.flatMap(({ name, keyPrefix }, index): ModelProblem[] => {
    const twin = entities.slice(0, index).find((other) => other.keyPrefix === keyPrefix)
    if (!/^[A-Z][A-Z0-9_]*$/.test(keyPrefix)) {
      const message = `The key prefix "${keyPrefix}" is not CONSTANT_CASE. Write it as "${toConstantCase(keyPrefix)}".`
      return [{ code: 'invalid_name', entity: name, message }]
    }
    if (!twin) return []
    const message = `The key prefix "${keyPrefix}" is also that of "${twin.name}". Set \`keyPrefix\` on one of them.`
    return [{ code: 'duplicate_prefix', entity: name, message }]
  })
}

function findForeignKeys(entities: EntityDefinitions): ForeignKey[] {
  const targets = new Map(Object.entries(entities).map(([name, { singular }]) => [singular, name]))
  return Object.entries(entities).flatMap(([entity, { schema }]) =>
    Object.keys(shapeOf(schema)).flatMap((field) => {
      const stem = /^(.+?)(?:Id|_id)$/.exec(field)?.[1]
      const target = stem === undefined ? undefined : targets.get(toCamelCase(stem))
      return target === undefined ? [] : [{ entity, field, target }]
    }),
  )
}

function findParents(
  entities: EntityDefinitions,
  foreignKeys: readonly ForeignKey[],
  problems: ModelProblem[],
): Map<string, ForeignKey> {
  const parents = new Map<string, ForeignKey>()
  for (const [entity, { parent }] of Object.entries(entities)) {
    const own = foreignKeys.filter((key) => key.entity === entity && key.target !== entity)
    const chosen = parent === undefined ? own[0] : own.find(({ field }) => field === parent)
    if (chosen) parents.set(entity, chosen)
    else if (parent !== undefined) {
      const known = own.map(({ field }) => `"${field}"`).join(', ') || 'none'
      const message = `\`parent\` names "${parent}", which points to no other entity. Foreign keys found: ${known}.`
      problems.push({ code: 'parent_not_a_relation', entity, field: parent, message })
    }
  }
  return parents
}

function checkCycles(parents: ReadonlyMap<string, ForeignKey>): ModelProblem[] {
  const problems: ModelProblem[] = []
  for (const start of parents.keys()) {
    const seen = [start]
    let next = parents.get(start)?.target
    while (next !== undefined && !seen.includes(next)) {
      seen.push(next)
      next = parents.get(next)?.target
    }
    if (next === start) {
      const message = `Its parents form a circle: ${[...seen, start].join(' → ')}. Set \`parent\` on one of them.`
      problems.push({ code: 'relation_cycle', entity: start, message })
    }
  }
  return problems
}

interface ResolveInput {
  readonly name: string
  readonly definition: EntityDefinition
  readonly entities: EntityDefinitions
  readonly foreignKeys: readonly ForeignKey[]
  readonly parents: ReadonlyMap<string, ForeignKey>
  readonly problems: ModelProblem[]
}

function resolveEntity(input: ResolveInput): AnyModelEntity {
  const { name, definition, foreignKeys, parents } = input
  const { singular, schema, key } = definition
  const parent = parents.get(name)
  const path = parent ? [parent.field, ...key.filter((field) => field !== parent.field)] : [...key]
  return {
    name,
    singular,
    schema,
    key,
    path,
    keyPrefix: definition.keyPrefix ?? toConstantCase(singular),
    ...(parent && { parentField: parent.field, parent: parent.target }),
    children: [...parents.values()].filter(({ target }) => target === name).map(({ entity }) => entity),
    relations: findRelations(input),
    fields: describeFields(input, foreignKeys),
    managed: declaredManagedFields(schema),
    load: definition.load ?? (parent ? 'on-demand' : 'eager'),
    variants: deriveVariants({ schema, path }),
  }
}

function findRelations({ name, entities, foreignKeys }: ResolveInput): Record<string, Relation> {
  const relations: Record<string, Relation> = {}
  for (const { entity, field, target } of foreignKeys) {
    const singular = entities[target]?.singular
    if (entity === name && singular !== undefined) relations[singular] = { kind: 'belongsTo', target, field }
    if (target === name) relations[entity] = { kind: 'hasMany', target: entity, field }
  }
  return relations
}

function describeFields(
  { name, definition, problems }: ResolveInput,
  foreignKeys: readonly ForeignKey[],
): FieldSpec[] {
  return Object.entries(shapeOf(definition.schema)).flatMap(([field, schema]) => {
    try {
      const target = foreignKeys.find((key) => key.entity === name && key.field === field)?.target
      const place = {
        key: definition.key.includes(field),
        ...(target !== undefined && { references: target }),
      }
      return [toFieldSpec(field, describeField(schema), place)]
    } catch (error) {
      if (!(error instanceof UnsupportedFieldError)) throw error
      const path = [field, error.path].filter(Boolean).join('.')
      problems.push({ code: 'unsupported_field', entity: name, field: path, message: error.message })
      return []
    }
  })
}

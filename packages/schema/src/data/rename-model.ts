import type { Relation } from '../relation.types.ts'
import type { ModelRenames } from './diff-models.types.ts'
import { mapValues } from './json-data.ts'
import { ModelDataError } from './model-data-error.ts'
import type { EntityShape, ModelShape } from './model-json.types.ts'

/** New names of a model's entities, and of each entity's fields, by the old ones. */
interface Names {
  readonly entity: (name: string) => string
  /** `entity` is the old name. */
  readonly field: (entity: string, name: string) => string
}

/**
 * The old model under the names of the new one, so that what was renamed is compared as one and the same.
 *
 * @throws {ModelDataError} `unknown_rename` for a hint that does not fit the two models.
 */
export function renameModel(before: ModelShape, after: ModelShape, renames: ModelRenames): ModelShape {
  const names: Names = {
    entity: (name) => ownValue(renames.entities, name) ?? name,
    field: (entity, name) => ownValue(renames.fields, `${entity}.${name}`) ?? name,
  }
  const problems = [...checkEntities(before, after, renames), ...checkFields(before, after, renames, names)]
  if (problems.length > 0) throw new ModelDataError('unknown_rename', problems)
  const entities = Object.entries(before.entities).map(([name, entity]): [string, EntityShape] => {
    const relations = Object.entries(entity.relations).map(([relation, value]): [string, Relation] => [
      relationName(relation, value, before, after, names),
      renameRelation(name, value, names),
    ])
    const renamed = renameEntity(name, entity, names)
    return [names.entity(name), { ...renamed, relations: Object.fromEntries(relations) }]
  })
  return { service: before.service, entities: Object.fromEntries(entities) }
}

function ownValue<T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined
}

function renameEntity(name: string, entity: EntityShape, names: Names): EntityShape {
  const own = (fields: readonly string[]): string[] => fields.map((field) => names.field(name, field))
  return {
    ...entity,
    key: own(entity.key),
    parent: entity.parent === null ? null : names.entity(entity.parent),
    parentFields: own(entity.parentFields),
    path: own(entity.path),
    fields: Object.fromEntries(
      Object.entries(entity.fields).map(([field, description]) => [names.field(name, field), description]),
    ),
  }
}

/** A relation that bears the name of its target, in the plural or the singular, is renamed with it. */
function relationName(
  name: string,
  relation: Relation,
  before: ModelShape,
  after: ModelShape,
  names: Names,
): string {
  if (!('target' in relation)) return name
  const target = names.entity(relation.target)
  if (name === relation.target) return target
  const old = ownValue(before.entities, relation.target)?.singular
  return name === old ? (ownValue(after.entities, target)?.singular ?? name) : name
}

/** A relation under new names; foreign keys are fields of the entity that holds them, on whichever side that is. */
function renameRelation(owner: string, relation: Relation, { entity, field }: Names): Relation {
  const fieldsOf = (holder: string, fields: readonly string[]): string[] =>
    fields.map((name) => field(holder, name))
  switch (relation.kind) {
    case 'belongsTo':
      return { ...relation, target: entity(relation.target), fields: fieldsOf(owner, relation.fields) }
    case 'hasMany':
      return {
        ...relation,
        target: entity(relation.target),
        fields: fieldsOf(relation.target, relation.fields),
      }
    case 'manyToMany':
      return {
        ...relation,
        target: entity(relation.target),
        through: entity(relation.through),
        fields: fieldsOf(relation.through, relation.fields),
        targetFields: fieldsOf(relation.through, relation.targetFields),
      }
    case 'morphTo':
      return {
        ...relation,
        targets: mapValues(relation.targets, entity),
        type: field(owner, relation.type),
        fields: fieldsOf(owner, relation.fields),
      }
    case 'morphMany':
      return {
        ...relation,
        target: entity(relation.target),
        type: field(relation.target, relation.type),
        fields: fieldsOf(relation.target, relation.fields),
      }
  }
}

function checkEntities(before: ModelShape, after: ModelShape, { entities = {} }: ModelRenames): string[] {
  return checkNames('entity', entities, before.entities, after.entities, (name) => `entities["${name}"]`)
}

function checkFields(
  before: ModelShape,
  after: ModelShape,
  { fields = {} }: ModelRenames,
  { entity }: Names,
): string[] {
  const byEntity = new Map<string, [string, string][]>()
  for (const [path, name] of Object.entries(fields)) {
    const [owner = '', ...field] = path.split('.')
    byEntity.set(owner, [...(byEntity.get(owner) ?? []), [field.join('.'), name]])
  }
  return [...byEntity].flatMap(([owner, own]) => {
    const [old, now] = [ownValue(before.entities, owner), ownValue(after.entities, entity(owner))]
    const where = (field: string): string => `fields["${owner}.${field}"]`
    if (old && now) return checkNames('field', Object.fromEntries(own), old.fields, now.fields, where)
    const problem = old
      ? `the new model has no entity "${entity(owner)}". Name what it is called in \`renames.entities\`.`
      : `the old model has no entity "${owner}". Name entity and field as they were: "entity.field".`
    return own.map(([field]) => `\`renames.${where(field)}\`: ${problem}`)
  })
}

/** What is wrong with new names: an old one is not there, or is still there; a new one is not there, was there before or is given twice. */
function checkNames(
  what: 'entity' | 'field',
  renames: Readonly<Record<string, string>>,
  before: object,
  after: object,
  where: (name: string) => string,
): string[] {
  const given = Object.entries(renames)
  return given.flatMap(([old, name], index) => {
    const rules: [isBroken: boolean, problem: string][] = [
      [!Object.hasOwn(before, old), `the old model has no ${what} "${old}". Take the name that it had.`],
      [!Object.hasOwn(after, name), `the new model has no ${what} "${name}". Take the name that it has.`],
      [
        Object.hasOwn(after, old) && !isTaken(old, given),
        `the ${what} "${old}" is in the new model as well. Leave the hint out.`,
      ],
      [
        Object.hasOwn(before, name) && !Object.hasOwn(renames, name),
        `the ${what} "${name}" was in the old model already. Leave the hint out.`,
      ],
      [
        given.slice(0, index).some(([, other]) => other === name),
        `another ${what} is to be "${name}" too. Keep one of them.`,
      ],
    ]
    const broken = rules.find(([isBroken]) => isBroken)
    return broken ? [`\`renames.${where(old)}\`: ${broken[1]}`] : []
  })
}

/** Whether another is given this name: two names may change places. */
function isTaken(name: string, given: readonly (readonly [string, string])[]): boolean {
  return given.some(([old, taken]) => taken === name && old !== name)
}

import type { AnyModel, AnyModelEntity, HasMany, ManyToMany, MorphMany } from '@throughline/schema'
import type { AnyRow } from './address.ts'
import { FakerError } from './faker-error.ts'

/** The fields of an entity that name a row of its parent's: the parent's whole path. */
function parentFieldsOf(entity: AnyModelEntity, parent: AnyModelEntity, row: AnyRow): AnyRow {
  return Object.fromEntries(entity.parentFields.map((field, index) => [field, row[parent.path[index] ?? '']]))
}

function pointTo(fields: readonly string[], target: AnyModelEntity, row: AnyRow): AnyRow {
  return Object.fromEntries(fields.map((field, index) => [field, row[target.key[index] ?? '']]))
}

function isParentKey(
  { parent, parentFields }: AnyModelEntity,
  target: string,
  fields: readonly string[],
): boolean {
  return parent === target && fields.every((field) => parentFields.includes(field))
}

/** The entity of this name. Sound: names of a model's relations are those of its entities. */
function entityIn(model: AnyModel, name: string): AnyModelEntity {
  const entity = model.entities[name]
  if (entity) return entity
  throw new FakerError('invalid_options', `The model has no entity "${name}".`, { entity: name })
}

/** The foreign key of one relation to a row; with the parent's key the keys above it. */
export function foreignKey(
  model: AnyModel,
  name: string,
  fields: readonly string[],
  target: string,
  row: AnyRow,
): AnyRow {
  const [entity, other] = [entityIn(model, name), entityIn(model, target)]
  return isParentKey(entity, target, fields)
    ? { ...pointTo(fields, other, row), ...parentFieldsOf(entity, other, row) }
    : pointTo(fields, other, row)
}

/**
 * The foreign keys that point to rows given by the names of relations.
 *
 * @throws {FakerError} `invalid_options` for a name that is no belongsTo and no morphTo of the entity's.
 */
export function parentsOf(model: AnyModel, name: string, parents: AnyRow): AnyRow {
  const keys: AnyRow = {}
  for (const [relation, given] of Object.entries(parents)) {
    if (given !== undefined) Object.assign(keys, pointerTo(model, name, relation, given))
  }
  return keys
}

function pointerTo(model: AnyModel, name: string, relationName: string, given: unknown): AnyRow {
  const { relations } = entityIn(model, name)
  const relation = relations[relationName]
  if (relation?.kind === 'belongsTo') {
    // Sound: the types ask for a row; what it lacks is refused as a field.
    return foreignKey(model, name, relation.fields, relation.target, given as AnyRow)
  }
  if (relation?.kind === 'morphTo') {
    // Sound: the types ask for a row with its entity's name, which is looked up.
    const { entity, row } = given as { readonly entity: string; readonly row: AnyRow }
    const value = Object.keys(relation.targets).find((key) => relation.targets[key] === entity)
    if (value !== undefined) {
      return { [relation.type]: value, ...pointTo(relation.fields, entityIn(model, entity), row) }
    }
  }
  const known = Object.keys(relations).filter((key) => relations[key]?.kind.endsWith('To'))
  const message = relation
    ? `"${name}.${relationName}" does not point to rows of the entity that is given.`
    : `"${name}" has no relation "${relationName}" to a row that it points to. It has: ${known.join(', ') || 'none'}.`
  throw new FakerError('invalid_options', message, { entity: name, field: relationName })
}

/** The key paths of the rows above a row, and of itself, by entity. */
function pathsAbove(model: AnyModel, name: string, row: AnyRow): ReadonlyMap<string, readonly unknown[]> {
  const paths = new Map<string, readonly unknown[]>()
  let entity: AnyModelEntity | undefined = entityIn(model, name)
  let values = entity.path.map((field) => row[field])
  while (entity) {
    paths.set(entity.name, values)
    values = values.slice(0, entity.parentFields.length)
    entity = entity.parent === undefined ? undefined : model.entities[entity.parent]
  }
  return paths
}

/** The parent's key of a row that is made for another one: the same parent as that one has above it, where there is one. */
export function sharedParent(model: AnyModel, target: string, name: string, row: AnyRow): AnyRow {
  const { parent, parentFields } = entityIn(model, target)
  const path = parent === undefined ? undefined : pathsAbove(model, name, row).get(parent)
  if (!path || path.some((value) => value === undefined)) return {}
  return Object.fromEntries(parentFields.map((field, index) => [field, path[index]]))
}

/** What a row gets that is to lie next to another by a relation: its own fields, and the join row that ties them. */
export interface Neighbour {
  readonly own: AnyRow
  readonly join?: { readonly entity: string; readonly fields: (made: AnyRow) => AnyRow }
}

/** How a row of a relation's target points to a row. */
export function nextTo(
  model: AnyModel,
  name: string,
  relation: HasMany | ManyToMany | MorphMany,
  row: AnyRow,
): Neighbour {
  const { target } = relation
  const shared = sharedParent(model, target, name, row)
  if (relation.kind === 'manyToMany') {
    const { through, fields, targetFields } = relation
    return {
      own: shared,
      join: {
        entity: through,
        fields: (made) => ({
          ...foreignKey(model, through, fields, name, row),
          ...foreignKey(model, through, targetFields, target, made),
        }),
      },
    }
  }
  const key = foreignKey(model, target, relation.fields, name, row)
  return {
    own: { ...shared, ...key, ...(relation.kind === 'morphMany' && { [relation.type]: relation.value }) },
  }
}

import { toCamelCase } from '@throughline/schema'
import type { ApiDocument, Field, TakeNote } from '../read/document.types.ts'
import { capitalized } from '../names.ts'
import type { Entity, EntityRelation, Overrides } from './entity.types.ts'
import { kindOf } from './fields.ts'

/** Finds what each entity's fields point to: by hand, by `x-relationship`, by names such as `customer_id`. */
export function findRelations(
  api: ApiDocument,
  entities: readonly Entity[],
  overrides: Overrides,
  note: TakeNote,
): readonly Entity[] {
  const taken = new Map(
    entities.map(({ name, row, relations }) => [
      name,
      new Set([...row.fields.map((field) => field.name), ...relations.map((relation) => relation.name)]),
    ]),
  )
  const free = (entity: string, wanted: string): string => {
    const names = taken.get(entity) ?? new Set<string>()
    let name = wanted
    for (let count = 1; names.has(name); count += 1) name = `${wanted}Row${count === 1 ? '' : count}`
    names.add(name)
    return name
  }
  // The other sides of what is known already have their names first.
  const parents = new Map(
    entities.map(({ name, relations }) => [
      name,
      relations.map((relation) =>
        relation.kind === 'none'
          ? relation
          : { ...relation, inverse: free(relation.target, relation.inverse) },
      ),
    ]),
  )
  return entities.map((entity) => {
    const given = overrides.relations?.[entity.name] ?? {}
    for (const name of Object.keys(given)) checkGiven(api, entities, entity, name, given[name], note)
    const relations = entity.row.fields.flatMap((field): EntityRelation[] => {
      if (entity.relations.some((relation) => relation.field === field.name)) return []
      const target = targetOf(api, entities, entity, field, given, note)
      if (!target)
        return looksLike(entities, field)
          ? [{ kind: 'none', name: free(entity.name, `${toCamelCase(field.name)}Value`), field: field.name }]
          : []
      const name = free(entity.name, target.name)
      const isPlain = target.name === target.entity.singular && target.entity !== entity
      const usual = isPlain ? entity.name : `${target.name}${capitalized(entity.name)}`
      const inverse = free(target.entity.name, target.inverse ?? usual)
      return [{ kind: 'belongsTo', name, target: target.entity.name, field: field.name, inverse }]
    })
    return { ...entity, relations: [...(parents.get(entity.name) ?? []), ...relations] }
  })
}

type Given = NonNullable<Overrides['relations']>[string]

interface Target {
  readonly entity: Entity
  readonly name: string
  readonly inverse?: string | undefined
}

/** What the model itself would take a field for. */
function looksLike(entities: readonly Entity[], { name }: Field): Entity | undefined {
  const stem = /^(.+?)(?:Id|_id)$/.exec(name)?.[1]
  return stem === undefined ? undefined : entities.find(({ singular }) => singular === toCamelCase(stem))
}

function targetOf(
  api: ApiDocument,
  entities: readonly Entity[],
  entity: Entity,
  field: Field,
  given: Given,
  note: TakeNote,
): Target | undefined {
  const at = `${entity.name}.${field.name}`
  const hand = Object.entries(given).find(([name, value]) =>
    value === false ? name === field.name : value.field === field.name,
  )
  if (hand) {
    const [name, value] = hand
    const target = value === false ? undefined : entities.find((one) => one.name === value.entity)
    return value !== false && target && fits(api, field, target)
      ? { entity: target, name, inverse: value.inverse }
      : undefined
  }
  const stem = /^(.+?)(?:_?[iI]ds?|_?(?:ref|key))$/.exec(field.name)?.[1]
  const said = field.relationship
  const target = said ? entities.find((one) => isCalled(one, said.entity)) : looksLike(entities, field)
  if (said && !target) {
    note('relation', at, `\`x-relationship\` names "${said.entity.slice(0, 60)}", which is no entity.`)
    return undefined
  }
  if (
    said &&
    !/^(?:belongs_?to|many_?to_?one|one_?to_?one|reference)$/i.test(said.type.replaceAll('-', '_'))
  ) {
    note('relation', at, `\`x-relationship\` of type "${said.type.slice(0, 60)}" is told by the other side.`)
    return undefined
  }
  if (!target) {
    if (/(?:[a-z]Id|_id)$/.test(field.name) && field.name !== entity.key) {
      note(
        'relation',
        at,
        'Its name is that of a foreign key, of no entity here. Name one in `relations`, or `false`.',
      )
    }
    return undefined
  }
  if (!fits(api, field, target)) {
    note(
      'relation',
      at,
      `It is of another type than "${target.name}.${target.key}", or that is named by more than one field.`,
    )
    return undefined
  }
  return { entity: target, name: stem === undefined || stem === '' ? target.singular : toCamelCase(stem) }
}

function isCalled({ name, singular }: Entity, said: string): boolean {
  const wanted = toCamelCase(said)
  return wanted === name || wanted === singular
}

function fits(api: ApiDocument, field: Field, target: Entity): boolean {
  const key = target.row.fields.find(({ name }) => name === target.key)
  return key !== undefined && kindOf(api, field.shape) === kindOf(api, key.shape)
}

function checkGiven(
  api: ApiDocument,
  entities: readonly Entity[],
  entity: Entity,
  name: string,
  value: Given[string] | undefined,
  note: TakeNote,
): void {
  const at = `${entity.name}.${name}`
  if (!value) return
  const field = entity.row.fields.find((one) => one.name === value.field)
  const target = entities.find((one) => one.name === value.entity)
  if (!field) note('relation', at, `"${entity.name}" has no field "${value.field}".`)
  else if (!target) note('relation', at, `There is no entity "${value.entity}".`)
  else if (!fits(api, field, target))
    note('relation', at, `"${value.field}" is of another type than "${target.name}.${target.key}".`)
}

import type { ModelDraft, Report } from './entity-draft.ts'
import type { OwnRelation } from './find-relations.ts'
import type { Relation } from './relation.types.ts'

/** The relations of an entity, by name. */
export type NamedRelations = Readonly<Record<string, Relation>>

/** Every relation from both its sides, by entity; a name that is taken is reported. */
export function gatherRelations(
  model: ModelDraft,
  own: readonly OwnRelation[],
  report: Report,
): ReadonlyMap<string, NamedRelations> {
  const byEntity = new Map<string, Record<string, Relation>>([...model.keys()].map((name) => [name, {}]))
  for (const { entity, name, relation } of own) {
    const place = { model, relations: byEntity.get(entity), entity, name }
    addRelation(place, relation, 'Rename the field, or write the relation out under another name.', report)
  }
  for (const relation of own) {
    for (const [entity, seen] of inverses(relation)) {
      const place = { model, relations: byEntity.get(entity), entity, name: relation.inverse || '' }
      const advice = `Set \`inverse\` on "${relation.entity}.${relation.name}".`
      if (relation.inverse !== false) addRelation(place, seen, advice, report)
    }
  }
  return byEntity
}

interface RelationPlace {
  readonly model: ModelDraft
  readonly relations: Record<string, Relation> | undefined
  readonly entity: string
  readonly name: string
}

function addRelation(
  { model, relations, entity, name }: RelationPlace,
  relation: Relation,
  advice: string,
  report: Report,
): void {
  const isField = model.get(entity)?.fields.has(name) ?? false
  if (!isField && relations && !Object.hasOwn(relations, name)) {
    relations[name] = relation
    return
  }
  const message = `The ${relation.kind} of "${targetOf(relation)}" has the name of ${isField ? 'a field' : 'another relation'}. ${advice}`
  report('invalid_relation', entity, message, name)
}

/** The relation as each of its targets sees it. */
function inverses({ entity, relation }: OwnRelation): [string, Relation][] {
  if (relation.kind === 'belongsTo') {
    return [[relation.target, { kind: 'hasMany', target: entity, fields: relation.fields }]]
  }
  if (relation.kind === 'manyToMany') {
    const { target, through, fields, targetFields } = relation
    return [
      [target, { kind: 'manyToMany', target: entity, through, fields: targetFields, targetFields: fields }],
    ]
  }
  const { type, fields } = relation
  return Object.entries(relation.targets).map(([value, target]) => [
    target,
    { kind: 'morphMany', target: entity, type, value, fields },
  ])
}

function targetOf(relation: Relation): string {
  return relation.kind === 'morphTo' ? Object.values(relation.targets).join(', ') : relation.target
}

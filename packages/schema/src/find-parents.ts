import { canBeAbsent, type EntityDraft, type ModelDraft, type Report } from './entity-draft.ts'
import { keyKind, type OwnRelation } from './find-relations.ts'
import type { BelongsTo } from './relation.types.ts'

/** Whose partition an entity's rows share. */
export interface Parent {
  readonly entity: string
  /** Fields of the child that hold the parent's whole path, in its order. */
  readonly fields: readonly string[]
}

/** Finds the parent of each entity that has one, roots first. */
export function findParents(
  model: ModelDraft,
  own: readonly OwnRelation[],
  report: Report,
): ReadonlyMap<string, Parent> {
  const relations = new Map<string, BelongsTo>()
  for (const draft of model.values()) {
    const relation = parentRelation(model, draft, own, report)
    if (relation) relations.set(draft.name, relation)
  }
  const parents = new Map<string, Parent>()
  for (const name of relations.keys()) {
    if (!reportCircle(name, relations, report)) addParent(model, name, relations, parents, report)
  }
  return parents
}

function parentRelation(
  model: ModelDraft,
  { name, definition: { parent } }: EntityDraft,
  own: readonly OwnRelation[],
  report: Report,
): BelongsTo | undefined {
  if (parent === null) return undefined
  const candidates = own.flatMap(({ entity, name: relationName, relation }) =>
    entity === name && relation.kind === 'belongsTo' && isAlwaysThere(model, name, relation)
      ? [{ name: relationName, relation }]
      : [],
  )
  const known = candidates.map((candidate) => `"${candidate.name}"`).join(', ')
  if (parent === undefined) {
    if (candidates.length < 2) return candidates[0]?.relation
    const message = `Several foreign keys could be the parent's. Set \`parent\` to one of ${known}, or to null for a root.`
    report('ambiguous_parent', name, message)
    return undefined
  }
  const chosen =
    candidates.find((candidate) => candidate.name === parent) ??
    candidates.find(({ relation }) => relation.fields.length === 1 && relation.fields[0] === parent)
  if (chosen) return chosen.relation
  const message = `\`parent\` names no required foreign key to another entity. There are: ${known || 'none'}.`
  report('parent_not_a_relation', name, message, parent)
  return undefined
}

/** A parent's key is part of its children's: it is never absent, and never that of the same entity. */
function isAlwaysThere(model: ModelDraft, name: string, { target, fields }: BelongsTo): boolean {
  return (
    target !== name &&
    fields.every((field) => {
      const description = model.get(name)?.fields.get(field)
      return description !== undefined && !canBeAbsent(description)
    })
  )
}

function reportCircle(start: string, relations: ReadonlyMap<string, BelongsTo>, report: Report): boolean {
  const seen = [start]
  let next = relations.get(start)?.target
  while (next !== undefined && !seen.includes(next)) {
    seen.push(next)
    next = relations.get(next)?.target
  }
  if (next === start) {
    const message = `Its parents form a circle: ${[...seen, start].join(' → ')}. Set \`parent\` on one of them.`
    report('relation_cycle', start, message)
  }
  return next !== undefined
}

/** Works out the fields that hold the parent's path: the foreign key, and what names the parent's own parent. */
function addParent(
  model: ModelDraft,
  name: string,
  relations: ReadonlyMap<string, BelongsTo>,
  parents: Map<string, Parent>,
  report: Report,
): void {
  const relation = relations.get(name)
  if (!relation || parents.has(name)) return
  const { target } = relation
  addParent(model, target, relations, parents, report)
  const parent = model.get(target)
  const key = parent?.definition.key ?? []
  const fields = pathOf(parents.get(target)?.fields ?? [], key).map((theirs) => {
    const field = relation.fields[key.indexOf(theirs)] ?? theirs
    const own = model.get(name)?.fields.get(field)
    if (!own || canBeAbsent(own) || keyKind(own) !== keyKind(parent?.fields.get(theirs))) {
      const message = `Rows of its parent "${target}" are named by "${field}" as well. Add it, required and of one type.`
      report('invalid_key', name, message, field)
    }
    return field
  })
  parents.set(name, { entity: target, fields })
}

/** The fields that name a row in the table: those of its parent, then the own ones that are not among them. */
export function pathOf(parentFields: readonly string[], key: readonly string[]): string[] {
  return [...parentFields, ...key.filter((field) => !parentFields.includes(field))]
}

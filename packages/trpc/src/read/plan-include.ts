import type { AnyModel, AnyModelEntity, Relation } from '@throughline/schema'
import { entityOf, isPlainObject } from '@throughline/schema/adapter'
import { badRequest } from './bad-request.ts'
import type { QueryLimits } from './query-limits.ts'

/** One relation to read, and those of its rows, by the name of the entity that they are of. */
export interface IncludePlan {
  readonly name: string
  readonly relation: Relation
  readonly below: ReadonlyMap<string, readonly IncludePlan[]>
}

/** An include option as it was sent, checked in its shape: relation names with the options below them. */
interface IncludeTree {
  readonly path: readonly string[]
  readonly relations: readonly (readonly [name: string, below: IncludeTree])[]
}

/**
 * Checks which related rows are asked for.
 *
 * @throws {ApiError} BAD_REQUEST for a relation that the entity does not have, and for more than the limits allow.
 */
export function planInclude(
  model: AnyModel,
  entity: AnyModelEntity,
  include: unknown,
  limits: Required<QueryLimits>,
): readonly IncludePlan[] {
  if (include === undefined) return []
  const tree = readTree(include, ['include'], limits.maxDepth, limits.maxDepth)
  const asked = count(tree)
  if (asked > limits.maxInclude) {
    const message = `A query includes at most ${limits.maxInclude} relations, not ${asked}. Ask for the others apart.`
    throw badRequest(['include'], message)
  }
  return planTree(model, entity, tree)
}

/** The fields that the relations of a row are found by. */
export function fieldsOfPlans(plans: readonly IncludePlan[]): string[] {
  return plans.flatMap(({ relation }) => {
    if (relation.kind === 'belongsTo') return [...relation.fields]
    return relation.kind === 'morphTo' ? [relation.type, ...relation.fields] : []
  })
}

function readTree(option: unknown, path: readonly string[], left: number, maxDepth: number): IncludeTree {
  const entries = Array.isArray(option)
    ? option.map((name: unknown): [unknown, unknown] => [name, true])
    : isPlainObject(option)
      ? Object.entries(option).filter(([, value]) => value !== undefined)
      : undefined
  if (!entries) throw malformed(path)
  if (left < 1 && entries.length > 0) {
    const message = `Relations are included at most ${maxDepth} levels deep. Ask for those below apart.`
    throw badRequest(path, message)
  }
  const relations = entries.map(([name, value]): [string, IncludeTree] => {
    if (typeof name !== 'string') throw malformed(path)
    const at = [...path, name]
    if (value === true) return [name, { path: at, relations: [] }]
    const [known, ...others] = isPlainObject(value) ? Object.keys(value) : ['']
    if (!isPlainObject(value) || others.length > 0 || (known !== undefined && known !== 'include')) {
      throw malformed(at)
    }
    const below = value['include'] ?? []
    return [name, readTree(below, [...at, 'include'], left - 1, maxDepth)]
  })
  if (new Set(relations.map(([name]) => name)).size < relations.length) throw malformed(path)
  return { path, relations }
}

function malformed(path: readonly string[]): Error {
  const message =
    'An include is a list of relations, each once, or an object of them: { name: true } or { name: { include } }.'
  return badRequest(path, message)
}

function count({ relations }: IncludeTree): number {
  return relations.reduce((sum, [, below]) => sum + 1 + count(below), 0)
}

function planTree(model: AnyModel, entity: AnyModelEntity, { path, relations }: IncludeTree): IncludePlan[] {
  return relations.map(([name, tree]) => {
    const relation = Object.hasOwn(entity.relations, name) ? entity.relations[name] : undefined
    if (!relation) {
      const known = Object.keys(entity.relations).join(', ') || 'none'
      const message = `"${entity.name}" has no relation "${name}". It has: ${known}.`
      throw badRequest([...path, name], message)
    }
    const targets = relation.kind === 'morphTo' ? Object.values(relation.targets) : [relation.target]
    const below = new Map(targets.map((target) => [target, planTree(model, entityOf(model, target), tree)]))
    return { name, relation, below }
  })
}

import type { AnyModel, AnyModelEntity, Relation } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import type { AnyWhere } from '../where.types.ts'

/** Which relations of a row are looked at, and which of the rows there; in the order of names. */
export interface Shape {
  readonly [relation: string]: Shape
}

/** An `include` option, before its entity is known. */
export type AnyInclude = readonly string[] | Readonly<Record<string, unknown>>

export function isMany({ kind }: Relation): boolean {
  return kind !== 'belongsTo' && kind !== 'morphTo'
}

/** The entities that a relation leads to. */
export function targetsOf(model: AnyModel, relation: Relation): AnyModelEntity[] {
  const names = relation.kind === 'morphTo' ? Object.values(relation.targets) : [relation.target]
  return names.map((name) => entityOf(model, name))
}

/** The relation of that name; of several entities, the first that has one. */
export function relationOf(entities: readonly AnyModelEntity[], name: string): Relation | undefined {
  return entities.find(({ relations }) => Object.hasOwn(relations, name))?.relations[name]
}

/** What an `include` asks for. @throws {TypeError} for a name that is no relation. */
export function shapeOfInclude(
  model: AnyModel,
  entities: readonly AnyModelEntity[],
  include: AnyInclude = [],
): Shape {
  const asked = Array.isArray(include)
    ? include.map((name): [string, unknown] => [String(name), true])
    : Object.entries(include)
  const shapes = asked.flatMap(([name, option]): [string, Shape][] => {
    if (option === undefined || option === false) return []
    const relation = relationOf(entities, name)
    if (!relation) {
      const names = entities.flatMap(({ relations }) => Object.keys(relations)).join(', ')
      throw new TypeError(`"${name}" is no relation of "${entities[0]?.name}". There are: ${names}.`)
    }
    return [[name, shapeOfInclude(model, targetsOf(model, relation), nestedIn(option))]]
  })
  return ordered(shapes)
}

/** The relations that conditions are about. */
export function shapeOfWhere(
  model: AnyModel,
  entities: readonly AnyModelEntity[],
  where: AnyWhere | undefined,
): Shape {
  let shape: Shape = {}
  for (const [name, condition] of Object.entries(where ?? {})) {
    const relation = relationOf(entities, name)
    if (relation && condition !== undefined) {
      const targets = targetsOf(model, relation)
      const parts = partsOf(isMany(relation) ? Object.values(condition ?? {}) : condition)
      shape = merged([shape, { [name]: merged(parts.map((part) => shapeOfWhere(model, targets, part))) }])
    } else if (['and', 'or', 'not'].includes(name)) {
      shape = merged([shape, ...partsOf(condition).map((part) => shapeOfWhere(model, entities, part))])
    }
  }
  return shape
}

function nestedIn(option: unknown): AnyInclude | undefined {
  // Sound: what is no relation's name below is refused like one above.
  return typeof option === 'object' && option !== null
    ? (Reflect.get(option, 'include') as AnyInclude)
    : undefined
}

function partsOf(condition: unknown): AnyWhere[] {
  return (Array.isArray(condition) ? condition : [condition]).filter(
    (part): part is AnyWhere => typeof part === 'object' && part !== null,
  )
}

function merged(shapes: readonly Shape[]): Shape {
  const names = new Set(shapes.flatMap((shape) => Object.keys(shape)))
  return ordered(Array.from(names, (name) => [name, merged(shapes.flatMap((shape) => shape[name] ?? []))]))
}

function ordered(entries: [string, Shape][]): Shape {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

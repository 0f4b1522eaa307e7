import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { foldText } from '@throughline/schema/adapter'

/** A field that is searched. */
export interface PlannedField {
  readonly name: string
  /** The number of its entity. */
  readonly entity: number
  /** What a filter may call it, folded: its name, its label, or what its entity is called. */
  readonly names: readonly string[]
  /** Nothing for enums that are not searchable: they are found by filters alone. */
  readonly weight: number
  /** What people call the values of an enum. */
  readonly valueLabels?: Readonly<Record<string, string>> | undefined
}

/** The number of an entity among the model's, and fields of a row that hold the key of one of its rows. */
interface KeyFields {
  readonly number: number
  readonly names: readonly string[]
}

/** One entity as it is indexed. */
export interface PlannedEntity {
  readonly name: string
  /** The key of its root, and so on down to its own. */
  readonly path: readonly KeyFields[]
  readonly fields: readonly PlannedField[]
}

/** What of a model is searched, as plain data that can be sent to another thread. */
export type SearchPlan = readonly PlannedEntity[]

/** What of a model is searched, ready to be asked. */
export interface SearchFields {
  readonly plan: SearchPlan
  /** For each folded name or label of a field or an entity its fields. */
  readonly names: ReadonlyMap<string, readonly PlannedField[]>
  /** What an index that was saved has to agree with. */
  readonly fingerprint: string
}

/** A name as filters are compared: folded, without spaces and signs. */
export const plainName = (name: string): string => foldText(name).replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Entities of a model: an index has eight bits for which it is. */
const mostEntities = 256

/**
 * Reads which fields of a model are searched; never one that is `sensitive`.
 *
 * @throws {RangeError} for a model of more than 256 entities.
 */
export function searchPlanOf({ entities, service }: AnyModel): SearchPlan {
  const all = Object.values(entities)
  if (all.length > mostEntities) {
    throw new RangeError(
      `A search index takes ${mostEntities} entities at most, and the model "${service}" has ${all.length}.`,
    )
  }
  return all.map((entity, number) => {
    const path: KeyFields[] = []
    // What is above has its fields in the same places of the path.
    for (let above: AnyModelEntity | undefined = entity; above; above = entities[above.parent ?? '']) {
      const places = above.key.map((field) => above.path.indexOf(field))
      path.unshift({ number: all.indexOf(above), names: places.map((place) => entity.path[place] ?? '') })
    }
    const fields = entity.fields
      .filter(({ kind, meta }) => !meta.sensitive && (meta.searchable || kind === 'enum'))
      .map(({ name, label, meta: { searchable, valueLabels } }) => ({
        name,
        entity: number,
        names: [name, label, entity.name, entity.singular].map(plainName),
        weight: typeof searchable === 'object' ? searchable.weight : Number(searchable ?? 0),
        valueLabels,
      }))
    return { name: entity.name, path, fields }
  })
}

/** Prepares what a plan says for searches. */
export function searchFieldsOf(plan: SearchPlan): SearchFields {
  const names = new Map<string, PlannedField[]>()
  for (const field of plan.flatMap(({ fields }) => fields))
    for (const name of field.names) names.set(name, [...(names.get(name) ?? []), field])
  return { plan, names, fingerprint: JSON.stringify([5, plan]) }
}

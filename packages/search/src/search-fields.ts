import type { AnyModel, AnyModelEntity, FieldSpec } from '@throughline/schema'
import { foldText } from '@throughline/schema/adapter'

/** One entity as it is indexed. */
export interface SearchedEntity {
  readonly entity: AnyModelEntity
  readonly root: AnyModelEntity
  /** The entity's fields that hold the key of its root. */
  readonly rootKey: readonly string[]
  /** Searchable fields with their weights; enums that are not searchable have none, and are found by filters alone. */
  readonly fields: readonly { readonly spec: FieldSpec; readonly weight: number }[]
}

/** What of a model is searched. */
export interface SearchFields {
  readonly entities: readonly SearchedEntity[]
  /** Bits that hold the number of a field within its entity. */
  readonly bits: number
  /** The weight of each field, at `entity << bits | field`. */
  readonly weights: Float32Array
  /** For each folded name or label of a field or an entity the places of its fields in `weights`. */
  readonly names: ReadonlyMap<string, readonly number[]>
  /** What an index that was saved has to agree with. */
  readonly fingerprint: string
}

const weightOf = ({ meta: { searchable } }: FieldSpec): number =>
  typeof searchable === 'object' ? searchable.weight : Number(searchable ?? 0)

/** A name as filters are compared: folded, without spaces and signs. */
export function plainName(name: string): string {
  return foldText(name).replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Reads which fields of a model are searched; never one that is `sensitive`. */
export function searchFieldsOf(model: AnyModel): SearchFields {
  const entities = Object.values(model.entities).map((entity): SearchedEntity => {
    let root = entity
    for (let parent; (parent = model.entities[root.parent ?? '']);) root = parent
    const fields = entity.fields
      .filter(({ kind, meta }) => !meta.sensitive && (meta.searchable || kind === 'enum'))
      .map((spec) => ({ spec, weight: weightOf(spec) }))
    return { entity, root, rootKey: entity.path.slice(0, root.path.length), fields }
  })
  const bits = Math.ceil(Math.log2(Math.max(2, ...entities.map(({ fields }) => fields.length))))
  const weights = new Float32Array(entities.length << bits)
  const names = new Map<string, number[]>()
  for (const [number, { entity, fields }] of entities.entries()) {
    for (const [index, { spec, weight }] of fields.entries()) {
      const place = (number << bits) | index
      weights[place] = weight
      for (const name of new Set([entity.name, entity.singular, spec.name, spec.label].map(plainName))) {
        names.set(name, [...(names.get(name) ?? []), place])
      }
    }
  }
  const fingerprint = JSON.stringify([
    1,
    entities.map(({ entity, rootKey, fields }) => [
      entity.name,
      entity.key,
      rootKey,
      fields.map(({ spec, weight }) => [spec.name, weight]),
    ]),
  ])
  return { entities, bits, weights, names, fingerprint }
}

/** The texts of a value: a text, a number or a date itself, each item of a list. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)]
  if (value instanceof Date) return Number.isNaN(value.valueOf()) ? [] : [value.toISOString()]
  return Array.isArray(value) || value instanceof Set ? [...value].flatMap(textsOf) : []
}

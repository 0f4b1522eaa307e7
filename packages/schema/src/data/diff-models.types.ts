import type { JsonValue } from './model-json.types.ts'

/**
 * What a change asks for, before the new model goes live.
 *
 * `safe`: nothing; stored rows fit, clients of the old model go on. `needs-backfill`: rows or indexes that are stored
 * have to be rewritten. `breaking`: clients of the old model, or keys that are stored, no longer fit.
 */
export type ChangeSafety = 'breaking' | 'needs-backfill' | 'safe'

/** What was changed. */
export type ModelChangeKind =
  | 'entity-added'
  | 'entity-rekeyed'
  | 'entity-removed'
  | 'entity-renamed'
  | 'field-added'
  | 'field-changed'
  | 'field-kind-changed'
  | 'field-narrowed'
  | 'field-removed'
  | 'field-renamed'
  | 'field-widened'
  | 'index-added'
  | 'index-removed'
  | 'load-changed'
  | 'managed-added'
  | 'managed-removed'
  | 'relation-added'
  | 'relation-changed'
  | 'relation-removed'
  | 'service-changed'
  | 'unique-added'
  | 'unique-removed'

/** One difference between two models. */
export interface ModelChange {
  readonly kind: ModelChangeKind
  /** Name of the entity in the new model, in the old one where it was removed; `''` for the model itself. */
  readonly entity: string
  /** Dotted path of the field, as in `UnsupportedFieldError.path`: `place.x`, `tags.[]`, `prices.{}`. */
  readonly field?: string
  /** Name of the relation. */
  readonly relation?: string
  /** It is about what clients write, and not about what is stored and read. */
  readonly written?: true
  readonly safety: ChangeSafety
  /** What is different and what to do about it. */
  readonly message: string
  /** What was, and what is: the members that differ, or the whole of what was removed or added. */
  readonly from?: JsonValue
  readonly to?: JsonValue
}

/** What was renamed from the old model to the new one: nothing else tells it from removed and added. */
export interface ModelRenames {
  /** `{ clients: 'customers' }` */
  readonly entities?: Readonly<Record<string, string>>
  /** `{ 'clients.surname': 'lastName' }`: the old entity and field, the new field. */
  readonly fields?: Readonly<Record<string, string>>
}

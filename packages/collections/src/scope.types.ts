import type { AnyModelEntity, KeyValues } from '@throughline/schema'

/** Which rows: all of an entity, or those of one parent. */
export interface Scope {
  readonly entity: AnyModelEntity
  /** The parent's own key, as one string. */
  readonly parentKey: string | undefined
  /** The parent's whole path, in fields of the entity, where the asker says it; else its row has to tell. */
  readonly where?: KeyValues | undefined
}

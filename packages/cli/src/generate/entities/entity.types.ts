import type { ObjectShape, Operation } from '../read/document.types.ts'

/** When a write is shown: once the server has it, or at once. */
export type SyncMode = 'confirmed' | 'optimistic'

/** How a list is read page by page. */
export type Paging =
  | { readonly kind: 'none' }
  /** Pages are numbered from 1 on. */
  | { readonly kind: 'page'; readonly param: string; readonly size?: PageSize }
  /** Rows are passed over. */
  | { readonly kind: 'offset'; readonly param: string; readonly size?: PageSize }
  /** The answer tells where the next page begins. */
  | {
      readonly kind: 'cursor'
      readonly param: string
      readonly next: readonly string[]
      readonly size?: PageSize
    }
  /** The next page begins after the last row's key. */
  | {
      readonly kind: 'after'
      readonly param: string
      readonly more?: readonly string[]
      readonly size?: PageSize
    }

interface PageSize {
  readonly param: string
  /** Most rows that may be asked for. */
  readonly max: number
}

/** A call that reads or writes one row. */
export interface RowCall {
  readonly operation: Operation
  /** Where the row is in the answer; `[]` for the whole of it, nothing where there is none. */
  readonly unwrap?: readonly string[]
}

/** A call that sends values of a row. */
export interface WriteCall extends RowCall {
  /** Where the values stand in the body. */
  readonly wrap: readonly string[]
  /** Names that it takes. */
  readonly fields: readonly string[]
  /** Names without which it is refused. */
  readonly required: readonly string[]
  /** All values are sent, not those alone that changed. */
  readonly isWhole: boolean
  /** The body may be `null` too, which says nothing of a row. */
  readonly isNullable: boolean
}

/** A field that names the row's parent, or what is above that. */
export interface ParentField {
  readonly field: string
  /** The rows of the API do not have it: it is known from the address that they were read by. */
  readonly isAdded: boolean
}

/** A relation as the model writes it out; `none` for a field that only looks like one. */
export type EntityRelation =
  | { readonly kind: 'none'; readonly name: string; readonly field: string }
  | {
      readonly kind: 'belongsTo'
      readonly name: string
      readonly target: string
      readonly field: string
      readonly inverse: string
    }

/** A resource of the API as an entity of a model. */
export interface Entity {
  readonly name: string
  readonly singular: string
  readonly row: ObjectShape
  /** Its own key field. */
  readonly key: string
  /** Of the parent's address, from the root down; none for a root. */
  readonly parentFields: readonly ParentField[]
  readonly parent: string | undefined
  readonly list: RowCall & { readonly query: Readonly<Record<string, unknown>>; readonly paging: Paging }
  readonly get: RowCall | undefined
  readonly create: WriteCall | undefined
  readonly update: WriteCall | undefined
  readonly remove: RowCall | undefined
  readonly relations: readonly EntityRelation[]
  /** Of creating, and of updating and deleting. */
  readonly sync: { readonly create: SyncMode; readonly change: SyncMode }
}

/** What people say themselves about entities and relations. */
export interface Overrides {
  /** For all entities; `confirmed` when absent. */
  readonly sync?: SyncMode
  /** By entity; `false` leaves it out. Calls are named by their `operationId`. */
  readonly entities?: Readonly<Record<string, EntityOverride | false>>
  /** By entity and relation, or by the name of a field that is none. */
  readonly relations?: Readonly<Record<string, Readonly<Record<string, RelationOverride | false>>>>
}

export interface EntityOverride {
  readonly singular?: string
  readonly key?: string
  readonly sync?: SyncMode
  readonly list?: string
  /** Sent with each list. */
  readonly query?: Readonly<Record<string, unknown>>
  readonly get?: string
  readonly create?: string | false
  readonly update?: string | false
  readonly delete?: string | false
}

export interface RelationOverride {
  readonly entity: string
  readonly field: string
  readonly inverse?: string
}

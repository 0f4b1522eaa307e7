import type {
  AnyModel,
  EntityName,
  EntityOf,
  Key,
  ManagedField,
  Row,
  StoreError,
  StoredRow,
} from '@throughline/schema'

/** A field that clients write: all of a row's but the managed ones. */
type WrittenField<TModel extends AnyModel, TName extends EntityName<TModel>> = Exclude<
  keyof Row<EntityOf<TModel, TName>> & string,
  ManagedField
>

interface ChangeOf<TModel extends AnyModel, TName extends EntityName<TModel>> {
  readonly entity: TName
  readonly key: Key<EntityOf<TModel, TName>>
  /** Whose row it is; absent where the table has one tenant. */
  readonly tenant?: string
  /** Fields whose values differ, in the order of the schema; of an insert and of a delete, all that the row has. */
  readonly changedFields: readonly WrittenField<TModel, TName>[]
  /** Names the record among all of DynamoDB's: the same again where it is delivered again. */
  readonly eventId: string
  /** Its place in its shard; all changes of one row are in one shard, or in a shard and its successors. */
  readonly sequenceNumber: string
  /** ISO date-time of the write, rounded down to the second; absent where the record does not tell. */
  readonly at?: string
}

/** A row came: also one that was deleted before and is written anew. */
export interface RowInserted<TModel extends AnyModel, TName extends EntityName<TModel>> extends ChangeOf<
  TModel,
  TName
> {
  readonly op: 'insert'
  readonly cause: 'write'
  readonly before?: undefined
  readonly after: StoredRow<Row<EntityOf<TModel, TName>>>
}

/** A row was written over; `changedFields` is empty where only its version and times are others. */
export interface RowUpdated<TModel extends AnyModel, TName extends EntityName<TModel>> extends ChangeOf<
  TModel,
  TName
> {
  readonly op: 'update'
  readonly cause: 'write'
  readonly before: StoredRow<Row<EntityOf<TModel, TName>>>
  readonly after: StoredRow<Row<EntityOf<TModel, TName>>>
}

/** A row went, alone or with one that it belonged to. */
export interface RowDeleted<TModel extends AnyModel, TName extends EntityName<TModel>> extends ChangeOf<
  TModel,
  TName
> {
  readonly op: 'delete'
  /** `expired`: DynamoDB deleted it, since its time to live was over. */
  readonly cause: 'expired' | 'write'
  readonly before: StoredRow<Row<EntityOf<TModel, TName>>>
  readonly after?: undefined
}

/** What one record of a stream tells of a row: narrowed by `entity`, and by `op`. */
export type RowChange<
  TModel extends AnyModel = AnyModel,
  TName extends EntityName<TModel> = EntityName<TModel>,
> = {
  [N in TName]: RowDeleted<TModel, N> | RowInserted<TModel, N> | RowUpdated<TModel, N>
}[TName]

/** A record about an item that has a row's mark and keys, and is no row of the model. */
export interface RecordFailure {
  readonly entity: string
  readonly tenant?: string
  /** The item's key in the table. */
  readonly keys: { readonly pk: string; readonly sk: string }
  readonly eventId: string
  readonly sequenceNumber: string
  /** What is wrong with the item: `invalid`, or `not_configured` where an upgrade of it failed. */
  readonly error: StoreError
}

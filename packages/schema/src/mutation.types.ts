import type { AnyModel, EntityName, EntityOf } from './model.types.ts'
import type { Insert, Key, Row, Update } from './entity.types.ts'

/** What the server keeps about each row, apart from the entity's own fields. */
export interface RowMeta {
  /** 1 for a new row, above its tombstone where one of its key was deleted before; one more with each write. */
  readonly version: number
  /** ISO date-time of the first write. */
  readonly createdAt: string
  /** ISO date-time of the last write. */
  readonly updatedAt: string
}

/** A row with what the server keeps about it. */
export interface StoredRow<TRow = Readonly<Record<string, unknown>>> {
  readonly row: TRow
  readonly meta: RowMeta
  /** Fields whose values this reader may not see: masked in `row`, or left out of it. */
  readonly withheld?: readonly string[]
}

/** One write, made by a client; `mutationId` is a UUID that its outcome is matched by. */
export type Mutation<
  TModel extends AnyModel = AnyModel,
  TName extends EntityName<TModel> = EntityName<TModel>,
> = {
  [N in TName]: InsertMutation<TModel, N> | UpdateMutation<TModel, N> | DeleteMutation<TModel, N>
}[TName]

/** Creates a row; rejected with `already_exists` where its key is taken, `parent_not_found` where its parent is not there. */
export interface InsertMutation<TModel extends AnyModel, TName extends EntityName<TModel>> {
  readonly op: 'insert'
  readonly mutationId: string
  readonly entity: TName
  /** All fields but the managed ones, key included. */
  readonly row: Insert<EntityOf<TModel, TName>>
}

/** Changes fields of a row. */
export interface UpdateMutation<TModel extends AnyModel, TName extends EntityName<TModel>> {
  readonly op: 'update'
  readonly mutationId: string
  readonly entity: TName
  readonly key: Key<EntityOf<TModel, TName>>
  readonly changes: Update<EntityOf<TModel, TName>>
  /** The version that the client saw; a conflict where the row's is another. Absent: the last write wins. */
  readonly baseVersion?: number
}

/** Deletes a row with its children. */
export interface DeleteMutation<TModel extends AnyModel, TName extends EntityName<TModel>> {
  readonly op: 'delete'
  readonly mutationId: string
  readonly entity: TName
  readonly key: Key<EntityOf<TModel, TName>>
  /** As for an update. */
  readonly baseVersion?: number
}

/** One thing that is wrong with a value that was sent. */
export interface FieldIssue {
  /** Path of the field, empty for the whole row. */
  readonly path: readonly string[]
  /** A sentence for people. */
  readonly message: string
}

export type RejectionCode =
  | 'already_exists'
  | 'denied'
  | 'invalid'
  | 'not_found'
  | 'parent_not_found'
  | 'too_large'

/** What became of a mutation. */
export type MutationOutcome<TRow = Readonly<Record<string, unknown>>> =
  | { readonly status: 'applied'; readonly mutationId: string; readonly stored: StoredRow<TRow> | null }
  | {
      readonly status: 'conflict'
      readonly mutationId: string
      /** The row as it is now. */
      readonly stored: StoredRow<TRow>
    }
  | {
      readonly status: 'rejected'
      readonly mutationId: string
      readonly code: RejectionCode
      readonly message: string
      readonly issues: readonly FieldIssue[]
    }

/** A row of any entity of a model, with the entity's name. */
export type EntityRow<TModel extends AnyModel, TName extends EntityName<TModel> = EntityName<TModel>> = {
  [N in TName]: { readonly entity: N; readonly row: Row<EntityOf<TModel, N>> }
}[TName]

import type { FieldName, Row } from '../entity.types.ts'
import type { AnyModel, EntityName, EntityOf } from '../model.types.ts'
import type { StoredRow } from '../mutation.types.ts'
import type { SnapshotRow } from '../store.types.ts'
import type { Change, SyncStore } from '../sync.types.ts'

/** What can be done with the rows of an entity. */
export type Operation = 'create' | 'delete' | 'read' | 'update'

/** What can be done with a field. */
export type FieldOperation = 'mask' | 'read' | 'reveal' | 'write'

/** Who asks, as policies see it. */
export interface Principal<TRole extends string = string> {
  /** Names the user in the audit trail, and keeps apart what clients of different users have sent. */
  readonly id: string
  readonly role: TRole
}

/** What a condition is asked about; of a create the row that is to be. Synchronous and pure: it sees nothing but these. */
export interface ConditionInput<TUser, TRow> {
  readonly user: TUser
  readonly row: TRow
}

/** Whether a role may, for this row. */
export type RowCondition<TUser, TRow> = (input: ConditionInput<TUser, TRow>) => boolean

/** Who may: everybody, the roles of a list, or for each role yes, no, or a condition on the row; nobody else. */
export type Rule<TUser, TRole extends string, TRow> =
  | 'everyone'
  | readonly TRole[]
  | { readonly [R in TRole]?: RowCondition<TUser, TRow> | boolean }

/** Who may do what with a field; what is absent follows the entity's own rules, and for sensitive fields denies. */
export interface FieldPolicy<TUser, TRole extends string, TRow> {
  /** Who gets the value. */
  readonly read?: Rule<TUser, TRole, TRow>
  /** Who gets the value masked, of those who do not get it; the field is left out for all others. */
  readonly mask?: Rule<TUser, TRole, TRow>
  /** Who may ask for the value in a call of its own, which the audit trail tells of. */
  readonly reveal?: Rule<TUser, TRole, TRow>
  /** Who may set it, at create and at update. */
  readonly write?: Rule<TUser, TRole, TRow>
}

/** Who may do what with an entity; an operation that is absent is denied. */
export type EntityPolicy<TUser, TRole extends string, TRow, TField extends string> = {
  readonly [O in Operation]?: Rule<TUser, TRole, TRow>
} & {
  readonly fields?: { readonly [F in TField]?: FieldPolicy<TUser, TRole, TRow> }
}

/** What {@link definePolicies} takes: an entity that is not named is a problem, not a door. */
export interface PolicyOptions<TModel extends AnyModel, TUser, TRole extends string> {
  readonly roles: readonly TRole[]
  /** Who a user is; the user is whatever the server's context holds, `null` for nobody too. */
  readonly principal: (user: TUser) => Principal<TRole>
  readonly entities: {
    readonly [N in EntityName<TModel>]: EntityPolicy<
      TUser,
      TRole,
      Row<EntityOf<TModel, N>>,
      FieldName<EntityOf<TModel, N>['schema']>
    >
  }
  /** The entity, of the schema `auditEntry`, that every write and reveal is told in, in the same transaction. */
  readonly audit?: EntityName<TModel>
  /**
   * What of a user the conditions read; the whole user, as JSON, when absent. Where it changes, clients begin anew.
   */
  readonly attributes?: (user: TUser) => unknown
}

/** What a role may: always, never, or by row. */
export type Grant = 'allow' | 'by row' | 'deny'

/** Entity → operation → role → grant, and the same for fields with rules or with a mask: for reviews and snapshots. */
export interface PolicyMatrix {
  readonly [entity: string]: { readonly [O in Operation]: Readonly<Record<string, Grant>> } & {
    readonly fields: Readonly<Record<string, { readonly [O in FieldOperation]: Readonly<Record<string, Grant>> }>>
  }
}

/** Rules about a model, checked; made by `definePolicies`. */
export interface Policies<TModel extends AnyModel = AnyModel, TUser = never> {
  readonly model: TModel
  readonly roles: readonly string[]
  /** Some rows are read by condition: the store's feed has to tell what rows were before (`feedBefore`). */
  readonly needsBefore: boolean
  readonly matrix: PolicyMatrix
  /** A store as one user sees it. @throws {StoreError} `not_configured` where the store's feed does not tell enough. */
  readonly open: (store: SyncStore<TModel>, user: TUser) => GuardedStore<TModel>
}

/**
 * A store as one user sees it: every answer holds what the user may read, every write what the user may write.
 *
 * `load` and `clear` are `denied`. Pages may be short. A `where` or `orderBy` on a field that the user may not read is
 * `denied`, since its answer would tell the value. The cursors of `heads`, `snapshot` and `pull` are of the user's scope:
 * one of another scope (another role, other attributes) is answered with `reset`, or, of a snapshot, refused as `invalid`.
 */
export interface GuardedStore<TModel extends AnyModel = AnyModel> extends SyncStore<TModel> {
  /** The same for all users who see the same of every row: 1–64 characters of `[A-Za-z0-9_-]`. What is answered may be cached by it. */
  readonly scope: string
  /** Rows of the store's own snapshot as the user sees them; those that the user may not see are left out. */
  readonly seeRows: (rows: readonly SnapshotRow<TModel>[]) => readonly SnapshotRow<TModel>[]
  /** Changes of the store's own feed as the user sees them, fewer where some tell nothing; `reset` where that cannot be told. */
  readonly seeChanges: (changes: readonly Change<TModel>[]) => 'reset' | readonly Change<TModel>[]
  /** The user's cursor for one of the store's own feed, and the other way; `undefined` for one of another scope. */
  readonly seeCursor: (feed: string) => string
  readonly readCursor: (cursor: string) => string | undefined
  /**
   * The values of withheld fields of one row, after the audit trail has told of it.
   *
   * @throws {StoreError} `denied`, `not_found`.
   */
  readonly reveal: <N extends EntityName<TModel>>(
    entity: N,
    key: Readonly<Record<string, unknown>>,
    fields: readonly string[],
  ) => Promise<StoredRow>
}

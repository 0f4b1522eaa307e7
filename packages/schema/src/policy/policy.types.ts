import type { FieldName, Key, Row } from '../entity.types.ts'
import type { AnyModel, EntityName, EntityOf } from '../model.types.ts'
import type { StoredRow } from '../mutation.types.ts'
import type { Selected } from '../read.types.ts'
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

/**
 * Who may do what with a field, of those who may do it with the row.
 *
 * A field that is `sensitive`, or has a sensitive one inside, is masked for all where nothing else is said. Only text is
 * masked: other values, and what is nested in them, are left out whole. Fields of the row's key take no rules.
 */
export interface FieldPolicy<TUser, TRole extends string, TRow> {
  /** Who gets the value: all when absent, and of a sensitive field nobody. */
  readonly read?: Rule<TUser, TRole, TRow>
  /** Who of the others gets a sensitive field masked: all when absent. For those who do not, it is left out. */
  readonly mask?: Rule<TUser, TRole, TRow>
  /** Who may ask for the value in a call of its own, which the audit trail tells of: nobody when absent. */
  readonly reveal?: Rule<TUser, TRole, TRow>
  /** Who may set it, at create and at update (where a condition holds before and after): all when absent. */
  readonly write?: Rule<TUser, TRole, TRow>
}

/**
 * Who may do what with an entity; an operation that is absent is denied.
 *
 * `create` is asked about the new row, `update` about the row before and after, `delete` about the row: what is below it
 * goes with it, whoever may delete that. Nobody updates or deletes a row, or creates one below it, that they may not read.
 */
export type EntityPolicy<TUser, TRole extends string, TRow, TField extends string> = {
  readonly [O in Operation]?: Rule<TUser, TRole, TRow>
} & {
  readonly fields?: { readonly [F in TField]?: FieldPolicy<TUser, TRole, TRow> }
}

/** What `definePolicies` takes: an entity that is not named is a problem, not a door. */
export interface PolicyOptions<TModel extends AnyModel, TUser, TRole extends string> {
  readonly roles: readonly TRole[]
  /** Who a user is; the user is whatever the server's context holds, `null` for nobody too. Annotate it: conditions get its type. */
  readonly principal: (user: TUser) => Principal<NoInfer<TRole>>
  readonly entities: {
    readonly [N in EntityName<TModel>]: EntityPolicy<
      NoInfer<TUser>,
      NoInfer<TRole>,
      Row<EntityOf<TModel, N>>,
      FieldName<EntityOf<TModel, N>['schema']>
    >
  }
  /**
   * The entity, of the schema `auditEntry`, that every write is told in, in the same transaction, and every reveal before it.
   *
   * Nobody writes it; who reads it reads of all rows what changed in them, but no value of a field that is sensitive or that
   * not everybody reads.
   */
  readonly audit?: EntityName<TModel>
  /**
   * What of a user the conditions read, plain data; the whole user when absent. Users with the same share what is cached,
   * and where it changes, clients begin anew.
   */
  readonly attributes?: (user: NoInfer<TUser>) => unknown
}

/** What a role may: always, never, or by row. */
export type Grant = 'allow' | 'by row' | 'deny'

/** Entity → operation → role → grant, and the same for fields with rules or with a mask: for reviews and snapshots. */
export interface PolicyMatrix {
  readonly [entity: string]: { readonly [O in Operation]: Readonly<Record<string, Grant>> } & {
    readonly fields: Readonly<
      Record<string, { readonly [O in FieldOperation]: Readonly<Record<string, Grant>> }>
    >
  }
}

/** Rules about a model, checked; made by `definePolicies`. */
export interface Policies<TModel extends AnyModel = AnyModel, TUser = never> {
  readonly model: TModel
  readonly roles: readonly string[]
  /** Some rows are read by condition: the store's feed has to tell what rows were before (`feedBefore`). */
  readonly needsBefore: boolean
  readonly matrix: PolicyMatrix
  /**
   * A store as one user sees it.
   *
   * @throws {StoreError} `not_configured` where the store's feed does not tell enough; `denied` for a user who has none of the
   * roles, or no id.
   */
  readonly open: (store: SyncStore<TModel>, user: TUser) => GuardedStore<TModel>
}

/**
 * A store as one user sees it: every answer holds what the user may read, every write what the user may write.
 *
 * `load` and `clear` are `denied`. Pages may be short. A `where` or `orderBy` on a field that the user may not read of every
 * row is `denied`, since its answer would tell the value. The cursors of `heads`, `snapshot` and `pull` are of the user's
 * scope: one of another scope (another role, other attributes) is answered with `reset`, or, of a snapshot, refused as `invalid`.
 *
 * What is written is answered as the user sees it: of a row that they may not read afterwards, `stored` is `null`. A row that
 * they may not read is `not_found` where they change or delete it, and a key that it has taken is `denied`. What no rule can
 * hide: that a `unique` value is taken, that a check across fields of the schema refuses a value, that a row which is deleted
 * with `restrict` has rows below it, and that a list by condition passes over several rows that match: its pages are short.
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
   * The values of these fields of one row, with those of its key, after the audit trail has told of it.
   *
   * Fields that the user reads anyway are not told of. Nothing is revealed where the trail cannot be written.
   *
   * @throws {StoreError} `denied` with the fields as issues, `not_found`, `invalid` for no field, or one that there is not.
   */
  readonly reveal: <N extends EntityName<TModel>, F extends FieldName<EntityOf<TModel, N>['schema']>>(
    entity: N,
    key: Key<EntityOf<TModel, N>>,
    fields: readonly F[],
  ) => Promise<StoredRow<Selected<EntityOf<TModel, N>, readonly F[]>>>
}

import type { AnyModel, EntityName, EntityOf, Row } from '@throughline/schema'
import type { Conflict } from '../collections-error.ts'
import type { Values } from '../values.ts'

/** What becomes of the fields in which both changed a row: mine, theirs, or these values. */
export type ConflictChoice<TRow = Values> = 'mine' | 'theirs' | Partial<TRow>

/** An edit that met another's in the same fields. */
export interface ConflictDetails extends Conflict {
  readonly entity: string
  /** Own key of the row, as one string. */
  readonly key: string
}

/**
 * What becomes of an edit that met another's in the same fields; other fields are merged in any case.
 *
 * `merge`: it is rolled back and told as `conflict`. `server`: the server's fields stand. `client`: mine are sent over them.
 * `ask`: it waits in `store.conflicts`; so do fields marked `sensitive`, of which no rule throws a side away. A function
 * decides one by one, also by values for the fields; its answers stand for sensitive fields too.
 */
export type ConflictPolicy =
  | ConflictRule
  | ((conflict: ConflictDetails) => ConflictChoice | 'ask' | 'client' | 'merge' | 'server')

type ConflictRule = 'ask' | 'client' | 'merge' | 'server'

/** Policies for all entities, and for some of them. */
export interface ConflictOptions<TName extends string = string> {
  /** `merge` when absent. */
  readonly default?: ConflictPolicy | undefined
  readonly entities?: { readonly [N in TName]?: ConflictPolicy | undefined } | undefined
}

interface WaitingConflict<TName extends string, TRow> {
  readonly id: string
  readonly entity: TName
  /** Own key of the row, as one string. */
  readonly key: string
  /** The row when the edit began. */
  readonly base: TRow
  /** The fields that the edit set; `null` for a delete. */
  readonly mine: Partial<TRow> | null
  /** The row as the server has it now. */
  readonly theirs: TRow
  /** Names of the fields that both changed; empty for a delete. */
  readonly fields: readonly string[]
  /** Ends the waiting; a delete takes `mine`, anything else takes it back. @throws {CollectionsError} `invalid`. */
  resolve(choice: ConflictChoice<TRow>): void
}

/** An edit that waits for someone to say what becomes of it. */
export type StoreConflict<TModel extends AnyModel = AnyModel> = {
  [N in EntityName<TModel>]: WaitingConflict<N, Row<EntityOf<TModel, N>>>
}[EntityName<TModel>]

/** The same, before its entity is known. */
export type AnyStoreConflict = WaitingConflict<string, Values>

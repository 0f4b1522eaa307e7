import type { FieldIssue, RejectionCode } from '@throughline/schema'

/** Why a store could not do what it was asked. */
export type CollectionsErrorCode =
  | 'conflict'
  | 'denied'
  | 'disposed'
  | 'invalid'
  | 'not_configured'
  | 'not_found'
  | 'not_loaded'
  | 'offline'
  | 'rejected'
  | 'unavailable'

type Values = Readonly<Record<string, unknown>>

/** What an edit that met another's came from, wanted, and found. */
export interface Conflict {
  /** The row as it was when the edit began. */
  readonly base: Values
  /** The fields that the edit set; `null` for a delete. */
  readonly mine: Values | null
  /** The row as the server has it now. */
  readonly theirs: Values
  /** Names of the fields that both changed; empty for a delete. */
  readonly fields: readonly string[]
}

/** Where an error happened, and what is known about it. */
export interface CollectionsErrorDetails {
  readonly cause?: unknown
  /** Name of the entity. */
  readonly entity?: string | undefined
  /** Own key of the row, as one string. */
  readonly key?: string | undefined
  /** What failed: a write, or `load` for a read. */
  readonly operation?: 'delete' | 'insert' | 'load' | 'update' | undefined
  /** What is wrong with the values, at which field. */
  readonly issues?: readonly FieldIssue[] | undefined
  /** The server's reason, where it refused the write. */
  readonly reason?: RejectionCode | undefined
  readonly conflict?: Conflict | undefined
}

/** The one error of this package; by the time it is told, the optimistic change is rolled back. */
export class CollectionsError extends Error {
  override readonly name = 'CollectionsError'
  readonly code: CollectionsErrorCode
  readonly entity: string | undefined
  readonly key: string | undefined
  readonly operation: CollectionsErrorDetails['operation']
  readonly issues: readonly FieldIssue[]
  readonly reason: RejectionCode | undefined
  readonly conflict: Conflict | undefined

  constructor(code: CollectionsErrorCode, message: string, details: CollectionsErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.entity = details.entity
    this.key = details.key
    this.operation = details.operation
    this.issues = details.issues ?? []
    this.reason = details.reason
    this.conflict = details.conflict
  }
}

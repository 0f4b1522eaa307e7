import type { SyncOutcome } from '@throughline/schema'
import type { Session } from './judge.ts'
import type { EntityName } from './plan.types.ts'

type Values = Readonly<Record<string, unknown>>

/** What a user has done to one row, by a store's public doors. */
export interface UserEdit {
  /** As `pendingMutations` name it. */
  readonly id: string
  readonly session: Session
  /** Where it was made. */
  readonly tab: string
  readonly row: string
  readonly entity: EntityName
  /** The row's own key, as one string. */
  readonly key: string
  readonly op: 'delete' | 'insert' | 'update'
  readonly values: Values
  /** The row as the user saw it when the edit began. */
  readonly seen: Values | undefined
  readonly baseVersion: number | undefined
  /** The user was told that it is kept. */
  isKept: boolean
  /** `promised`: the user was told that it is stored, since the database was lost last; `lost`: no tab has it, and no disk. */
  stored: 'before' | 'lost' | 'no' | 'promised'
  /** It has ended, as the user was told, or was lost before they were told anything. */
  isOver: boolean
  /** Why it was taken back, or waits. */
  error: Error | undefined
  /** The last answer to it. */
  outcome: SyncOutcome | undefined
  /** The user, or a rule, has decided about what it met: part of it, or nothing, is left. */
  isDecided: boolean
  /** The user has said that it is to be so whatever others have written. */
  isForced: boolean
  /** The names under which it was sent, perhaps together with others. */
  readonly mutationIds: Set<string>
}

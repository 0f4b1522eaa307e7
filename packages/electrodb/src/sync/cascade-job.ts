import type { KeyValues } from '@throughline/schema'

/** A delete that has begun and will end, whoever ends it: all that its last transaction needs. */
export interface CascadeJob {
  readonly entity: string
  readonly key: KeyValues
  /** Of the row that is deleted, which nobody can write any more. */
  readonly version: number
  readonly mutationId: string
  /** ISO date-time. */
  readonly deletedAt: string
  /** Whose mutation it is, and which; absent for one without a source. */
  readonly client?: { readonly clientId: string; readonly seq: number; readonly request: string }
}

import type { AnyModel } from '@throughline/schema'
import type { GuardedStore } from '@throughline/schema/policy'
import type { QueryLimits } from './query-limits.ts'
import type { SideBySide } from './side-by-side.ts'

/** What the relations of one answer are read with. */
export interface RelatedReads {
  readonly model: AnyModel
  readonly view: GuardedStore
  readonly limits: Required<QueryLimits>
  readonly signal: AbortSignal | undefined
  readonly run: SideBySide
  /** Rows that may still be read. */
  budget: number
}

import type { Checkpoint } from './checkpoint.ts'
import type { Clock } from './clock.ts'
import type { Limiter } from './limiter.ts'
import type {
  MigrateOptions,
  MigrationPlan,
  MigrationStep,
  RefusedRow,
  StepCounts,
} from './migration.types.ts'
import type { Table, TenantItems } from './table-access.ts'
import type { Item } from '../items/item.ts'
import type { TableLayout } from '../layout/table-layout.ts'

/** What every step of one run works with. */
export interface RunContext {
  readonly plan: MigrationPlan
  readonly options: MigrateOptions
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  readonly checkpoint: Checkpoint
  readonly dryRun: boolean
  /** Where the rows are. */
  readonly source: Table
  /** Where they go: the same table, unless the plan copies them. */
  readonly target: Table
  /** The new layout, of the tenant where each has a table. */
  readonly layout: TableLayout
  readonly itemsOf: (item: Item) => TenantItems | undefined
  readonly reads: Limiter
  readonly writes: Limiter
  /** Tells how far a step is. */
  readonly tell: (step: MigrationStep, done: number, total: number) => void
}

/** What a step found and did. */
export interface StepOutcome {
  readonly counts: StepCounts
  /** The first of the rows that were refused, or that would be deleted. */
  readonly rows: readonly RefusedRow[]
}

/** The most rows that a report names. */
export const mostNamed = 10

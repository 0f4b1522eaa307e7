import type { AnyModel } from '@throughline/schema'
import type { ModelJSON, ModelRenames, ModelSource } from '@throughline/schema/data'
import type { IndexLayout, KeyTemplates, TableLayout } from '../layout/table-layout.ts'
import type { Clock } from './clock.ts'
import type { Upgrades } from './upgrades.ts'

/** A layout as it was kept: one of before tables had TTL lacks it. */
export type KeptLayout = Omit<TableLayout, 'ttl'> & Partial<Pick<TableLayout, 'ttl'>>

/** What `planMigration` takes. */
export interface MigrationInput {
  /** What the table holds: the model or its JSON, and its layout as plain data. */
  readonly from: { readonly model: ModelSource; readonly layout: KeptLayout }
  readonly to: { readonly model: AnyModel; readonly layout: TableLayout; readonly upgrades?: Upgrades }
  /** As `diffModels` takes them: without a hint, what was renamed was removed and added. */
  readonly renames?: ModelRenames
}

/**
 * When a step is done. `expand`: before the new code is deployed; the old code goes on. `backfill`: once all code that
 * writes is new. `contract`: once all code that reads is new too.
 */
export type MigrationPhase = 'backfill' | 'contract' | 'expand'

/** What is done to the rows of one entity. */
export interface EntityBackfill {
  /** Plural name in the new model. */
  readonly entity: string
  /** The mark that its items bear in the old layout. */
  readonly singular: string
  /** In the old layout. */
  readonly keys: Pick<KeyTemplates, 'pk' | 'sk'>
  /** Why its rows are rewritten, in words. */
  readonly reasons: readonly string[]
  /** New names of fields, by the old ones. */
  readonly renamed: Readonly<Record<string, string>>
  /** Fields that the new model lacks: they are left in the items. */
  readonly removed: readonly string[]
  /** Fields whose values every row has to hold for itself from now on. */
  readonly unique: readonly string[]
}

/** Whose rows are taken away. */
export interface RemovedEntity {
  readonly entity: string
  readonly singular: string
  readonly keys: Pick<KeyTemplates, 'pk' | 'sk'>
}

interface StepBase<TKind extends string, TPhase extends MigrationPhase> {
  /** Names the step in its plan. */
  readonly id: string
  readonly kind: TKind
  readonly phase: TPhase
  /** What is done, in a sentence. */
  readonly message: string
  /** It takes data away: done only where `migrate` is told so. */
  readonly destructive: boolean
  /** It is done in the table that is there. */
  readonly inPlace: boolean
}

/** One step of a migration, as plain data. */
export type MigrationStep =
  | (StepBase<'new_table', 'expand'> & { readonly tableName: string })
  | (StepBase<'add_index', 'expand'> & { readonly index: IndexLayout })
  | (StepBase<'enable_ttl', 'expand'> & { readonly attribute: string })
  | (StepBase<'backfill', 'backfill'> & {
      readonly entities: readonly EntityBackfill[]
      /** Rows move to other shards of the feed, or have another name in it, so that every cursor begins anew. */
      readonly resetsFeed: boolean
    })
  | (StepBase<'remove_index', 'contract'> & { readonly index: IndexLayout })
  | (StepBase<'remove_fields', 'contract'> & { readonly entities: readonly EntityBackfill[] })
  | (StepBase<'remove_unique', 'contract'> & { readonly partitions: readonly string[] })
  | (StepBase<'remove_entity', 'contract'> & RemovedEntity)

export type MigrationStepKind = MigrationStep['kind']

/** What is wrong with a migration, or may turn out to be. */
export interface MigrationProblem {
  readonly code:
    | 'duplicates'
    | 'ambiguous_rename'
    | 'index_limit'
    | 'index_replaced'
    | 'local_index_kept'
    | 'may_not_fit'
    | 'missing_value'
    | 'same_table'
    | 'tenancy'
  /** `error`: `migrate` refuses the plan. `warning`: rows that it is about are listed by a dry run, and stop the step. */
  readonly severity: 'error' | 'warning'
  readonly entity?: string
  readonly field?: string
  /** What is wrong, where, and what to do. */
  readonly message: string
}

/** A migration of one table as plain data: it can be kept as JSON, shown and run later. */
export interface MigrationPlan {
  readonly format: 1
  readonly from: { readonly layout: KeptLayout }
  readonly to: { readonly model: ModelJSON; readonly layout: TableLayout; readonly version: number }
  /** In the order in which they are done. */
  readonly steps: readonly MigrationStep[]
  readonly problems: readonly MigrationProblem[]
}

/** How far a step is. */
export interface MigrationProgress {
  /** `id` of the step. */
  readonly step: string
  readonly kind: MigrationStepKind
  /** Items read so far; of a step that reads none, looks at the table. */
  readonly done: number
  /** Items in the table as DynamoDB last counted them (on AWS, every six hours); 0 where none are read. */
  readonly total: number
}

/** Options of `migrate`. */
export interface MigrateOptions {
  /** The new model, of which the plan was made. */
  readonly model: AnyModel
  /** As the store is given them. */
  readonly upgrades?: Upgrades
  /** Of a deployment with a table for each tenant: whose. */
  readonly tenant?: string
  /** Reads and counts, and writes nothing. */
  readonly dryRun?: boolean
  /** The steps that are done; all when absent. */
  readonly phases?: readonly MigrationPhase[]
  /** Takes data away where a step says so; otherwise such a step only lists what it would take. */
  readonly destructive?: boolean
  /** Does finished steps once more. */
  readonly again?: boolean
  readonly onProgress?: (progress: MigrationProgress) => void
  readonly signal?: AbortSignal
  /** At most so much a second, over all segments. */
  readonly rate?: {
    /** Items read. */
    readonly items?: number
    /** Write units, counted from the sizes of items and of their copies in indexes. */
    readonly writeUnits?: number
  }
  /** Segments of the table that are read side by side, 1 to 100; 4 when absent. */
  readonly segments?: number
  /** How long a runner that died keeps others waiting; milliseconds, 60,000 when absent. */
  readonly lease?: number
  /** The system's when absent. */
  readonly clock?: Clock
}

/** A row that a step cannot bring into its new form. */
export interface RefusedRow {
  readonly entity: string
  readonly pk: string
  readonly sk: string
  readonly message: string
}

/** What a step did; of a dry run, what it would do. */
export type StepCounts = Readonly<
  Record<
    /** Items read; of these, rows that the step is about; of these, written, written with another content for clients, deleted, refused. */
    'changed' | 'deleted' | 'refused' | 'rows' | 'scanned' | 'written',
    number
  >
>

/** What became of a step. */
export interface StepReport {
  readonly id: string
  readonly kind: MigrationStepKind
  /**
   * `done` now or `done_before`; `planned` in a dry run; `listed` where data would be taken away and `migrate` was not told
   * to; `skipped`, being of another phase.
   */
  readonly status: 'done' | 'done_before' | 'listed' | 'planned' | 'skipped'
  readonly counts: StepCounts
  /** The first of the rows that were refused, or that would be deleted. */
  readonly rows: readonly RefusedRow[]
}

/** What `migrate` did, or would do. */
export interface MigrationReport {
  /** Names the plan: the sort key of its checkpoint in the table. */
  readonly plan: string
  readonly steps: readonly StepReport[]
}

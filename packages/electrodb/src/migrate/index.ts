export type { Clock } from './clock.ts'
export { type Deployed, readDeployed, writeDeployed } from './deployed.ts'
export { migrate } from './migrate.ts'
export type {
  EntityBackfill,
  KeptLayout,
  MigrateOptions,
  MigrationInput,
  MigrationPhase,
  MigrationPlan,
  MigrationProblem,
  MigrationProgress,
  MigrationReport,
  MigrationStep,
  MigrationStepKind,
  RefusedRow,
  RemovedEntity,
  StepCounts,
  StepReport,
} from './migration.types.ts'
export { planMigration } from './plan.ts'

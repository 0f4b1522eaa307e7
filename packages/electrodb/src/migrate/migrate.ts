import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { diffModels } from '@throughline/schema/data'
import { guarded } from '../connection.ts'
import { layoutHash } from '../layout/layout-hash.ts'
import { readLayoutRecord, writeLayoutRecord } from '../layout/layout-record.ts'
import type { TableLayout } from '../layout/table-layout.ts'
import { tenantLayout } from '../layout/tenancy.ts'
import { runBackfill } from './backfill.ts'
import { changeTable } from './change-table.ts'
import { type Checkpoint, looseCheckpoint, noCounts, openCheckpoint } from './checkpoint.ts'
import { systemClock } from './clock.ts'
import { createLimiter } from './limiter.ts'
import type {
  MigrateOptions,
  MigrationPlan,
  MigrationReport,
  MigrationStep,
  StepReport,
} from './migration.types.ts'
import { planHash } from './plan-hash.ts'
import { removeRows } from './remove-rows.ts'
import type { RunContext, StepOutcome } from './run-context.ts'
import { newSegments } from './scan-table.ts'
import { tenantItems } from './table-access.ts'

const mostSegments = 100
const defaultLease = 60_000

/**
 * Carries out a plan on its table; what it did before it goes on from.
 *
 * How far it is is kept in the table (partition `MIGRATION`, the plan's hash), with a lease, so that one runner works at
 * a time. Each row is written where nobody else wrote it meanwhile; its version goes up, and every feed begins anew, only
 * where clients read another content. A second run changes nothing.
 *
 * @throws {StoreError} `invalid` for a plan with errors or of another model, and for rows that cannot be rewritten, which
 * are named; `conflict` where another runner is at work; `aborted`. What `onProgress` throws is thrown on.
 */
export async function migrate(
  client: DynamoDBDocumentClient,
  plan: MigrationPlan,
  options: MigrateOptions,
): Promise<MigrationReport> {
  checkPlan(plan, options)
  const thrown: { error?: unknown } = {}
  const source = { client, tableName: tenantTable(plan.from.layout, options) }
  try {
    return await guarded(source, () => run(client, plan, withThrown(options, thrown), source.tableName))
  } catch (error) {
    throw 'error' in thrown ? thrown.error : error
  }
}

function checkPlan(plan: MigrationPlan, { model, upgrades, rate = {}, segments = 1 }: MigrateOptions): void {
  const errors = plan.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  if (errors.length > 0) throw invalid(`This migration cannot be done. ${errors.join(' ')}`)
  const version = upgrades?.version ?? 1
  if (diffModels(plan.to.model, model).length > 0 || version !== plan.to.version) {
    throw invalid(
      'The plan was made for another model, or for other upgrades. Plan anew with those of today.',
    )
  }
  const rates = Object.entries(rate).filter(([, units]) => !(units > 0))
  for (const [name, units] of rates)
    throw invalid(`${units} ${name} a second is no rate: give a number above 0.`)
  if (!Number.isInteger(segments) || segments < 1 || segments > mostSegments)
    throw invalid(`${segments} is no number of segments: use 1 to ${mostSegments}.`)
}

function invalid(message: string): StoreError {
  return new StoreError('invalid', message)
}

/** The name of the table; the tenant's, where each has one. */
function tenantTable(layout: MigrationPlan['from']['layout'], { tenant }: MigrateOptions): string {
  return ownLayout({ ...layout, ttl: 'ttl' }, tenant).tableName
}

/** A tenant is named where each has a table of its own, and nowhere else: one table is migrated whole. */
function ownLayout(layout: TableLayout, tenant: string | undefined): TableLayout {
  if (layout.tenancy === 'table') return tenantLayout(layout, tenant)
  if (tenant === undefined) return layout
  throw invalid(
    `All tenants of "${layout.tableName}" are migrated together: leave out the tenant "${tenant}".`,
  )
}

/** An error of the caller's own comes back to it as it is. */
function withThrown(options: MigrateOptions, thrown: { error?: unknown }): MigrateOptions {
  const { onProgress } = options
  if (!onProgress) return options
  return {
    ...options,
    onProgress: (progress) => {
      try {
        onProgress(progress)
      } catch (error) {
        thrown.error = error
        throw error
      }
    },
  }
}

async function run(
  client: DynamoDBDocumentClient,
  plan: MigrationPlan,
  options: MigrateOptions,
  tableName: string,
): Promise<MigrationReport> {
  const { clock = systemClock, lease = defaultLease, dryRun = false, again = false, signal } = options
  const hash = await planHash(plan)
  const source = { client, tableName }
  const checkpoint = dryRun
    ? looseCheckpoint()
    : await openCheckpoint(source, { plan: hash, clock, lease, again, signal })
  const context = newContext(plan, options, { source, checkpoint, dryRun })
  try {
    const steps: StepReport[] = []
    for (const step of plan.steps) steps.push(await runStep(context, step))
    if (!dryRun) await recordLayout(context)
    return { plan: hash, steps }
  } finally {
    await checkpoint.close()
  }
}

/** Keeps in the table which layout its items follow, once they do. */
async function recordLayout({
  plan,
  checkpoint: { state },
  target,
  layout,
  signal,
}: RunContext): Promise<void> {
  const isDone = plan.steps.every(({ id, phase }) => phase === 'contract' || state.finished.includes(id))
  if (!isDone) return
  const record = await readLayoutRecord(target, layout.tableName, signal)
  if (record?.hash !== (await layoutHash(layout))) await writeLayoutRecord(target, layout)
}

function newContext(
  plan: MigrationPlan,
  options: MigrateOptions,
  { source, checkpoint, dryRun }: Pick<RunContext, 'checkpoint' | 'dryRun' | 'source'>,
): RunContext {
  const {
    clock = systemClock,
    lease = defaultLease,
    signal,
    rate,
    model,
    upgrades,
    onProgress,
    tenant,
  } = options
  const layout = ownLayout(plan.to.layout, tenant)
  const pace = { clock, signal, slice: lease / 3, onWait: checkpoint.beat }
  return {
    plan,
    options,
    clock,
    signal,
    checkpoint,
    dryRun,
    source,
    target: { ...source, tableName: layout.tableName },
    layout,
    itemsOf: tenantItems(model, layout, upgrades),
    reads: createLimiter(rate?.items, pace),
    writes: createLimiter(rate?.writeUnits, pace),
    tell: ({ id, kind }, done, total) => onProgress?.({ step: id, kind, done, total }),
  }
}

async function runStep(context: RunContext, step: MigrationStep): Promise<StepReport> {
  const { options, checkpoint, dryRun } = context
  const { id, kind } = step
  const nothing = { id, kind, counts: noCounts, rows: [] }
  if (options.phases && !options.phases.includes(step.phase)) return { ...nothing, status: 'skipped' }
  if (checkpoint.state.finished.includes(id)) return { ...nothing, status: 'done_before' }
  if (step.destructive && !options.destructive && !dryRun) {
    const listing = { ...context, dryRun: true, checkpoint: looseCheckpoint() }
    return { id, kind, status: 'listed', ...(await carryOut(listing, step)) }
  }
  const outcome = await carryOut(context, step)
  if (dryRun) return { id, kind, status: 'planned', ...outcome }
  checkpoint.state.finished.push(id)
  forgetStep(checkpoint)
  await checkpoint.save()
  return { id, kind, status: 'done', ...outcome }
}

/** Goes on with the step where it was begun before, and begins it otherwise. */
async function carryOut(context: RunContext, step: MigrationStep): Promise<StepOutcome> {
  const { state } = context.checkpoint
  if (state.step !== step.id) {
    forgetStep(context.checkpoint)
    state.step = step.id
    state.segments = newSegments(context.options.segments ?? 4)
  }
  switch (step.kind) {
    case 'backfill':
    case 'remove_fields':
      return runBackfill(context, step)
    case 'remove_entity':
    case 'remove_unique':
      return removeRows(context, step)
    case 'add_index':
    case 'remove_index':
    case 'enable_ttl':
    case 'new_table':
      return changeTable(context, step)
  }
}

function forgetStep({ state }: Checkpoint): void {
  Object.assign(state, { step: undefined, segments: [], counts: noCounts })
}

import { readFile } from 'node:fs/promises'
import { layoutHash, type TableLayout } from '@throughline/electrodb'
import {
  type KeptLayout,
  type MigrationPlan,
  planMigration,
  readDeployed,
} from '@throughline/electrodb/migrate'
import { diffModels, type ModelChange, type ModelJSON, parseModelJSON } from '@throughline/schema/data'
import { CliError } from '../cli-error.ts'
import type { Connected } from '../project/project.ts'
import { describeTable } from './describe-table.ts'

/** What a table's rows follow: a model and its layout as they were. */
export interface TableOrigin {
  readonly model: ModelJSON
  readonly layout: KeptLayout
}

export interface TablePlan {
  readonly origin: TableOrigin
  readonly changes: readonly ModelChange[]
  readonly plan: MigrationPlan
  /** Nothing is to be done, not even to be noted. */
  readonly isUpToDate: boolean
}

/** Plans what brings the table to today's model. @throws {CliError} where nobody knows what the table holds. */
export async function planTable(connected: Connected, from: string | undefined): Promise<TablePlan> {
  const origin = from === undefined ? await originOf(connected) : await originIn(from)
  const { model, config, sharedLayout: layout } = connected
  const { renames = {}, upgrades } = config
  const changes = diffModels(origin.model, model, { renames })
  const plan = planMigration({
    from: { model: origin.model, layout: origin.layout },
    to: { model, layout, ...(upgrades && { upgrades }) },
    renames,
  })
  const isUpToDate = changes.length === 0 && plan.steps.length === 0 && plan.problems.length === 0
  return { origin, changes, plan, isUpToDate }
}

async function originOf(connected: Connected): Promise<TableOrigin> {
  const { client, layout, place } = connected
  if (!(await describeTable(connected))) {
    throw new CliError('failed', `There is no table ${place}.`, 'Make it: throughline table create')
  }
  const deployed = await readDeployed({ client }, layout.tableName)
  if (deployed) return deployed
  throw new CliError(
    'failed',
    `The table ${place} does not say which model its rows follow.`,
    "If it is today's, run `throughline table create`, which notes it; else name a file: --from <file>",
  )
}

async function originIn(file: string): Promise<TableOrigin> {
  try {
    // Sound: the model's part is checked by the parser, the layout by the planner.
    const { model, layout } = JSON.parse(await readFile(file, 'utf8')) as {
      model: unknown
      layout: KeptLayout
    }
    return { model: parseModelJSON(model), layout }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const advice = 'Write it with `modelToJSON` and `tableLayout`, as { "model": …, "layout": … }.'
    throw new CliError('usage', `${file} cannot be used: ${reason}`, advice, { cause })
  }
}

/** Whether two layouts make the same keys and indexes. */
export async function isSameLayout(one: KeptLayout, other: TableLayout): Promise<boolean> {
  const [a, b] = await Promise.all([layoutHash({ ...one, ttl: 'ttl' }), layoutHash(other)])
  return a === b
}

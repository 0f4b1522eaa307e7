import { createTable } from '@throughline/electrodb'
import { migrate, writeDeployed } from '@throughline/electrodb/migrate'
import type { Connected } from '../project/project.ts'
import { planTable } from '../table/plan-table.ts'
import type { Output } from '../terminal/output.ts'

/** Migrates the table to the model of now, and takes no data away; says what it did. */
export async function followModel(connected: Connected, output: Output): Promise<void> {
  const { client, model, config, layout, sharedLayout, place, tenant } = connected
  const { plan, isUpToDate, changes } = await planTable(connected, undefined)
  if (isUpToDate) return
  const { paint } = output
  const errors = plan.problems.filter(({ severity }) => severity === 'error')
  for (const { message } of changes) output.note(`  ${paint.dim(message)}`)
  if (errors.length > 0) {
    for (const { message } of errors) output.note(`${paint.bad('✗')} ${message}`)
    return
  }
  const { upgrades } = config
  const { steps } = await migrate(client, plan, {
    model,
    ...(upgrades && { upgrades }),
    ...(layout.tenancy === 'table' && tenant !== undefined && { tenant }),
  })
  // Steps of a table of another name make it; it is the one from now on.
  await createTable(client, layout)
  const left = steps.filter(({ status }) => status === 'listed')
  for (const { id } of left) {
    const step = plan.steps.find((one) => one.id === id)
    output.note(`${paint.warn('•')} Not done, it takes data away: ${step?.message ?? id}`)
  }
  if (left.length === 0) await writeDeployed({ client }, layout.tableName, { model, layout: sharedLayout })
  output.note(`${paint.good('✓')} The table ${place} follows the model.`)
}

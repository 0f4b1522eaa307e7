import { createTable, createTableInput } from '@throughline/electrodb'
import { readDeployed, writeDeployed } from '@throughline/electrodb/migrate'
import type { Answer, Context } from '../command.ts'
import { connect, openProject, type PlaceFlags } from '../project/project.ts'
import { describeTable } from './describe-table.ts'

/** `table create` */
export async function create({ flags, output }: Context<{ dryRun?: boolean }>): Promise<Answer> {
  if (flags.dryRun) return plannedTable(flags)
  const connected = await connect(flags)
  const { client, layout, sharedLayout, place, model } = connected
  const isThere = (await describeTable(connected)) !== undefined
  if (!isThere) output.note(`Making the table ${place} …`)
  await createTable(client, layout)
  // A table with rows of an older model says so already.
  const isNamed = (await readDeployed({ client }, layout.tableName)) !== undefined
  if (!isNamed) await writeDeployed({ client }, layout.tableName, { model, layout: sharedLayout })
  const done = isThere
    ? `The table ${place} is there, with the model's keys and indexes.`
    : `Made the table ${place}.`
  return {
    json: { table: layout.tableName, created: !isThere, indexes: layout.indexes.map(({ name }) => name) },
    text: `${output.paint.good('✓')} ${done}`,
  }
}

async function plannedTable(flags: PlaceFlags): Promise<Answer> {
  const { layout } = await openProject(flags)
  const input = createTableInput(layout)
  return { json: input, text: JSON.stringify(input, null, 2) }
}

import { existsSync, readdirSync } from 'node:fs'
import { createTable } from '@throughline/electrodb'
import { startDynamoDBLocal } from '@throughline/electrodb/local'
import { readDeployed, writeDeployed } from '@throughline/electrodb/migrate'
import { type Connected, connect, type PlaceFlags, storeOf } from '../project/project.ts'
import { seedRows } from '../seed/seed-rows.ts'
import { describeTable } from '../table/describe-table.ts'
import type { Output } from '../terminal/output.ts'
import { counted } from '../terminal/text-table.ts'
import { followModel } from './follow-model.ts'

export interface PrepareOptions {
  /** Whether a table without rows is seeded. */
  readonly seed: boolean
  readonly output: Output
  readonly signal: AbortSignal
}

/** Makes the table, or brings it to the model of now, and seeds it where it has no rows. */
export async function prepareTable(
  connected: Connected,
  { seed, output, signal }: PrepareOptions,
): Promise<void> {
  const { client, layout, sharedLayout, model, config } = connected
  if (!(await describeTable(connected)) || !(await readDeployed({ client }, layout.tableName))) {
    await createTable(client, layout)
    await writeDeployed({ client }, layout.tableName, { model, layout: sharedLayout })
  } else {
    await followModel(connected, output)
  }
  // Of tenants, nobody says whose rows they would be.
  if (!seed || layout.tenancy !== undefined) return
  const store = storeOf(connected)
  const { items } = await store.snapshot({ limit: 1 })
  if (items.length > 0) return
  const { rows } = await store.load(seedRows(model, config.seed ?? {}, {}).rows, { signal })
  output.note(`Wrote ${counted(rows, 'row')}.`)
}

/** Whether a folder has no database of DynamoDB Local yet. */
export function isEmptyFolder(folder: string): boolean {
  return !existsSync(folder) || readdirSync(folder).length === 0
}

/**
 * Seeds a folder that has no database yet: on a copy in memory, since on a disk every row waits to be durable.
 *
 * All rows are there in the end, or the folder is as it was.
 */
export async function seedFolder(dataDir: string, flags: PlaceFlags, options: PrepareOptions): Promise<void> {
  const local = await startDynamoDBLocal({ dataDir, staged: true })
  try {
    const connected = await connect({ ...flags, endpoint: local.endpoint })
    try {
      await prepareTable(connected, { ...options, seed: true })
    } finally {
      connected.client.destroy()
    }
  } catch (error) {
    // What ends unasked leaves the folder alone.
    process.kill(local.pid, 'SIGKILL')
    throw error
  }
  await local.stop()
}

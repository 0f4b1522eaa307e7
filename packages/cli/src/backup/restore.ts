import {
  DescribeTableCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb'
import { createTable } from '@throughline/electrodb'
import { CliError, exitCodes } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { type Connected, connect, storeOf } from '../project/project.ts'
import { confirmed } from '../terminal/confirm.ts'
import { importRows } from '../transfer/import.ts'
import { call, requireAws, until } from './aws-call.ts'

export interface RestoreFlags {
  readonly at?: string
  readonly to?: string
  readonly yes?: boolean
  readonly aws?: boolean
}

/** `restore` */
export async function restore(context: Context<RestoreFlags>): Promise<Answer> {
  const { flags, args } = context
  const source = typeof args[0] === 'string' ? args[0] : undefined
  if (source === undefined && flags.at === undefined) {
    throw new CliError(
      'usage',
      'Nothing is named to restore from.',
      'Name a backup, a file, or a moment: --at <time>',
    )
  }
  if (source !== undefined && flags.at !== undefined) {
    throw new CliError(
      'usage',
      'A backup has one moment, so --at goes without one.',
      'Leave out one of them.',
    )
  }
  const connected = await connect(flags)
  const isFile = source !== undefined && !source.startsWith('arn:')
  return isFile ? restoreFile(context, connected, source) : restoreTable(context, connected, source)
}

/** The rows of a file instead of those that are there. */
async function restoreFile(
  context: Context<RestoreFlags>,
  connected: Connected,
  file: string,
): Promise<Answer> {
  const { flags, output, signal } = context
  const checked = await importRows({ ...context, flags: { ...flags, dryRun: true }, args: [file] })
  if (checked.exitCode !== exitCodes.done) {
    throw new CliError(
      'failed',
      `${file} has rows that are not valid, so nothing was deleted.`,
      `See them: throughline import ${file} --dry-run --rejects rejects.ndjson`,
    )
  }
  await confirmed({
    question: `Delete all rows of ${connected.place}, and write those of ${file}?`,
    yes: flags.yes === true,
    signal,
  })
  await createTable(connected.client, connected.layout)
  const { rows } = await storeOf(connected).clear({ signal })
  if (rows > 0) output.note(`Deleted ${rows.toLocaleString('en')} rows.`)
  return importRows({ ...context, args: [file] })
}

async function restoreTable(
  { flags, output, signal }: Context<RestoreFlags>,
  connected: Connected,
  arn: string | undefined,
): Promise<Answer> {
  requireAws(connected, flags)
  const { client, layout } = connected
  const { to } = flags
  if (to === undefined)
    throw new CliError('usage', 'DynamoDB restores into a new table.', 'Name it: --to <table>')
  const moment = arn === undefined ? momentOf(flags.at) : undefined
  output.note(`Restoring into "${to}": DynamoDB takes minutes to hours …`)
  await call(connected, async () => {
    if (moment) {
      const input = { SourceTableName: layout.tableName, TargetTableName: to, ...moment }
      await client.send(new RestoreTableToPointInTimeCommand(input))
    } else {
      await client.send(new RestoreTableFromBackupCommand({ TargetTableName: to, BackupArn: arn }))
    }
  })
  await until(
    async () => {
      const { Table } = await call(connected, () => client.send(new DescribeTableCommand({ TableName: to })))
      return Table?.TableStatus === 'ACTIVE' ? true : undefined
    },
    signal,
    `The restore into "${to}" goes on at AWS.`,
  )
  // A restored table has neither time to live nor protection: this enables the first, and checks keys and indexes.
  await createTable(client, { ...layout, tableName: to })
  return {
    json: { table: to, from: arn ?? flags.at },
    text: `${output.paint.good('✓')} Restored into "${to}". Turn on what it is to have more: throughline backup pitr --set on --table ${to}`,
  }
}

function momentOf(at = ''): { UseLatestRestorableTime: true } | { RestoreDateTime: Date } {
  if (at === 'latest') return { UseLatestRestorableTime: true }
  const time = new Date(at)
  if (Number.isNaN(time.getTime()))
    throw new CliError('usage', `"${at}" is no moment.`, 'Write it as 2026-01-31T12:00:00Z, or latest.')
  return { RestoreDateTime: time }
}

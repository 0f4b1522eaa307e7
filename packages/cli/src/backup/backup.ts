import path from 'node:path'
import {
  CreateBackupCommand,
  DescribeBackupCommand,
  DescribeContinuousBackupsCommand,
  ListBackupsCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb'
import { CliError } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { type Connected, connect } from '../project/project.ts'
import { confirmed } from '../terminal/confirm.ts'
import { textTable } from '../terminal/text-table.ts'
import { exportRows } from '../transfer/export.ts'
import { call, requireAws, until } from './aws-call.ts'

export interface BackupFlags {
  readonly name?: string
  readonly output?: string
  readonly aws?: boolean
}

export interface RecoveryFlags {
  readonly set?: 'off' | 'on'
  readonly yes?: boolean
  readonly aws?: boolean
}

/** `backup create` */
export async function createBackup(context: Context<BackupFlags>): Promise<Answer> {
  const { flags, output, signal } = context
  const connected = await connect(flags)
  const { tableName } = connected.layout
  const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const name = flags.name ?? `${tableName}-${time}`
  if (!connected.isAws && !flags.aws) {
    const file = flags.output ?? path.join('backups', `${name}.ndjson.gz`)
    return exportRows({ ...context, args: [file] })
  }
  const arn = await begin(connected, name)
  output.note(`Making the backup ${name} …`)
  const status = await until(
    async () => {
      const { BackupDescription: found } = await call(connected, () =>
        connected.client.send(new DescribeBackupCommand({ BackupArn: arn })),
      )
      const { BackupStatus } = found?.BackupDetails ?? {}
      return BackupStatus === 'CREATING' ? undefined : BackupStatus
    },
    signal,
    `The backup ${name} goes on at AWS.`,
  )
  if (status !== 'AVAILABLE')
    throw new CliError('failed', `The backup ${name} is ${status}.`, 'Look at it in the console of AWS.')
  return {
    json: { table: tableName, name, arn },
    text: `${output.paint.good('✓')} Made the backup ${name}: ${arn}`,
  }
}

async function begin(connected: Connected, name: string): Promise<string> {
  const input = { TableName: connected.layout.tableName, BackupName: name }
  const { BackupDetails } = await call(connected, () => connected.client.send(new CreateBackupCommand(input)))
  if (BackupDetails?.BackupArn !== undefined) return BackupDetails.BackupArn
  throw new CliError('failed', 'DynamoDB did not name the backup.', 'Look for it: throughline backup list')
}

/** `backup list` */
export async function listBackups({ flags }: Context<BackupFlags>): Promise<Answer> {
  const connected = await connect(flags)
  requireAws(connected, flags)
  const backups: { name: string; arn: string; status: string; at: string; bytes: number }[] = []
  let after: string | undefined
  do {
    const input = { TableName: connected.layout.tableName, ExclusiveStartBackupArn: after }
    const answer = await call(connected, () => connected.client.send(new ListBackupsCommand(input)))
    for (const found of answer.BackupSummaries ?? []) {
      const { BackupName: name = '', BackupArn: arn = '', BackupStatus: status = 'unknown' } = found
      const at = found.BackupCreationDateTime?.toISOString() ?? ''
      backups.push({ name, arn, status, at, bytes: found.BackupSizeBytes ?? 0 })
    }
    after = answer.LastEvaluatedBackupArn
  } while (after !== undefined)
  backups.sort((a, b) => (a.at < b.at ? 1 : -1))
  const rows = backups.map(({ name, status, at, arn }) => [name, status, at, arn])
  return {
    json: backups,
    text:
      rows.length === 0
        ? `There is no backup of ${connected.place}.`
        : textTable(['name', 'status', 'made', 'ARN'], rows),
  }
}

/** `backup pitr` */
export async function recovery({ flags, output, signal }: Context<RecoveryFlags>): Promise<Answer> {
  const connected = await connect(flags)
  requireAws(connected, flags)
  const { client, layout, place } = connected
  if (flags.set === 'off') {
    const question = `Turn off point-in-time recovery of ${place}, and lose every moment of before?`
    await confirmed({ question, yes: flags.yes === true, signal })
  }
  if (flags.set !== undefined) {
    const input = {
      TableName: layout.tableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: flags.set === 'on' },
    }
    await call(connected, () => client.send(new UpdateContinuousBackupsCommand(input)))
  }
  const answer = await call(connected, () =>
    client.send(new DescribeContinuousBackupsCommand({ TableName: layout.tableName })),
  )
  const { PointInTimeRecoveryStatus, EarliestRestorableDateTime, LatestRestorableDateTime } =
    answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {}
  const isOn = PointInTimeRecoveryStatus === 'ENABLED'
  const [from, to] = [EarliestRestorableDateTime, LatestRestorableDateTime].map((date) => date?.toISOString())
  const span = isOn && from !== undefined && to !== undefined ? `, from ${from} to ${to}` : ''
  return {
    json: { table: layout.tableName, on: isOn, ...(span !== '' && { from, to }) },
    text: `${isOn ? output.paint.good('✓') : output.paint.warn('•')} Point-in-time recovery is ${isOn ? 'on' : 'off'}${span}.`,
  }
}

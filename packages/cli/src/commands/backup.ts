import { Option } from 'commander'
import { type CommandDefinition, newCommand, onRun } from '../command.ts'
import type { BackupFlags, RecoveryFlags } from '../backup/backup.ts'

/** `backup create | list | pitr` */
export const backupCommand: CommandDefinition = (cli) => {
  const backup = newCommand({
    name: 'backup',
    summary: 'Keep the table as it is now.',
    description:
      "On AWS by DynamoDB's own backups and point-in-time recovery. DynamoDB Local has neither: there a backup is a packed export.",
  })
  const create = newCommand({
    name: 'create',
    summary: 'Make a backup of the whole table.',
    examples: [
      ['backup create --name before-release', 'on AWS: an on-demand backup'],
      ['backup create --local', 'of DynamoDB Local: backups/<table>-<time>.ndjson.gz'],
    ],
  })
    .option('--name <name>', 'name of the backup; the table and the time when absent')
    .option('-o, --output <file>', 'file of an export, where the table is not on AWS')
    .addOption(new Option('--aws', 'use the calls of AWS, whatever the endpoint is').hideHelp())
  onRun<BackupFlags>(cli, create, async (context) =>
    (await import('../backup/backup.ts')).createBackup(context),
  )
  const list = newCommand({
    name: 'list',
    summary: 'List the backups of the table on AWS, the latest first.',
    examples: [['backup list --json', 'with their ARNs']],
  }).addOption(new Option('--aws', 'use the calls of AWS, whatever the endpoint is').hideHelp())
  onRun<BackupFlags>(cli, list, async (context) => (await import('../backup/backup.ts')).listBackups(context))
  const pitr = newCommand({
    name: 'pitr',
    summary: 'Tell of point-in-time recovery, or turn it on or off.',
    examples: [
      ['backup pitr', 'whether it is on, and how far back it goes'],
      ['backup pitr --set on', 'turn it on'],
    ],
  })
    .addOption(new Option('--set <state>', 'on or off').choices(['on', 'off']))
    .option('-y, --yes', 'do not ask before it is turned off')
    .addOption(new Option('--aws', 'use the calls of AWS, whatever the endpoint is').hideHelp())
  onRun<RecoveryFlags>(cli, pitr, async (context) => (await import('../backup/backup.ts')).recovery(context))
  for (const command of [create, list, pitr]) backup.addCommand(command)
  return backup
}

import { Option } from 'commander'
import { type CommandDefinition, newCommand, onRun } from '../command.ts'
import type { RestoreFlags } from '../backup/restore.ts'

/** `restore` */
export const restoreCommand: CommandDefinition = (cli) => {
  const restore = newCommand({
    name: 'restore',
    summary: 'Bring back what `backup` kept.',
    description:
      'On AWS into a new table (--to), from a backup or from a moment (--at); its time to live is enabled again, which DynamoDB does not bring back. From a file into the table that is there: its rows are deleted first.',
    examples: [
      ['restore arn:aws:dynamodb:… --to library-restored', 'from an on-demand backup'],
      ['restore --at 2026-01-31T12:00:00Z --to library-restored', 'as it was at a moment'],
      ['restore --at latest --to library-restored', 'as it was five minutes ago'],
      ['restore backups/library.ndjson.gz --yes', 'from a file'],
    ],
  })
    .argument('[backup]', 'ARN of a backup, or a file')
    .option('--at <time>', 'a moment, as ISO date-time, or latest')
    .option('--to <table>', 'name of the new table, on AWS')
    .option('-y, --yes', 'do not ask')
    .addOption(new Option('--aws', 'use the calls of AWS, whatever the endpoint is').hideHelp())
  return onRun<RestoreFlags>(cli, restore, async (context) =>
    (await import('../backup/restore.ts')).restore(context),
  )
}

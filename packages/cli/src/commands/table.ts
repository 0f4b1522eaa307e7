import { Option } from 'commander'
import { type CommandDefinition, newCommand, onRun, wholeNumber } from '../command.ts'
import type { DiffFlags } from '../table/diff.ts'
import type { DropFlags } from '../table/drop.ts'
import type { MigrateFlags } from '../table/migrate.ts'

/** `table create | diff | migrate | status | drop`. */
export const tableCommand: CommandDefinition = (cli) => {
  const table = newCommand({
    name: 'table',
    summary: 'Make the table, and bring it to what the model is today.',
  })
  for (const define of [createCommand, diffCommand, migrateCommand, statusCommand, dropCommand]) {
    table.addCommand(define(cli))
  }
  return table
}

const createCommand: CommandDefinition = (cli) => {
  const create = newCommand({
    name: 'create',
    summary: 'Make the table where it is missing.',
    description:
      'A table that is there is left as it is, and refused where its keys or indexes are others. The table keeps which model its rows follow; `table diff` compares with that.',
    examples: [
      ['table create', 'make it'],
      ['table create --dry-run --json', 'the CreateTable request'],
    ],
  }).option('--dry-run', 'print the request, and make nothing')
  return onRun<{ dryRun?: boolean }>(cli, create, async (context) =>
    (await import('../table/create.ts')).create(context),
  )
}

const diffCommand: CommandDefinition = (cli) => {
  const diff = newCommand({
    name: 'diff',
    summary: 'Tell what the model has that the table has not: the plan of a migration.',
    description:
      'Compares with what the table says its rows follow, or with a file of `{ "model": …, "layout": … }`. Reads nothing but that.',
    examples: [
      ['table diff', 'the steps, in words'],
      ['table diff --check', 'ends with 3 where there are any: for CI'],
    ],
  })
    .option('--from <file>', 'what the table holds, as JSON, instead of what the table says')
    .option('--check', 'end with exit code 3 where there is a difference')
  return onRun<DiffFlags>(cli, diff, async (context) => (await import('../table/diff.ts')).diff(context))
}

const migrateCommand: CommandDefinition = (cli) => {
  const migrate = newCommand({
    name: 'migrate',
    summary: 'Carry out the plan, step by step.',
    description:
      'How far it is is kept in the table: run it again after Ctrl-C, a crash or a failure, and it goes on from there. Data is taken away with --destructive alone.',
    examples: [
      ['table migrate --dry-run', 'read all rows, count, and list those that cannot be rewritten'],
      ['table migrate --phase expand', 'what the old code does not notice, before a deployment'],
      ['table migrate --phase contract --destructive', 'what no code reads any more, after it'],
    ],
  })
    .option('--from <file>', 'what the table holds, as JSON, instead of what the table says')
    .option('--dry-run', 'read and count, and write nothing')
    .addOption(
      new Option('--phase <phase>', 'the steps of one phase').choices(['expand', 'backfill', 'contract']),
    )
    .option('--destructive', 'take data away where a step says so')
    .option('--again', 'do finished steps once more')
    .option('--rate <units>', 'write units a second, at most', wholeNumber())
    .option('--segments <n>', 'parts of the table that are read side by side', wholeNumber(), 4)
    .option(
      '--wait <seconds>',
      'how long one change of an index may take; 3600 on AWS and 120 elsewhere when absent',
      wholeNumber(),
    )
    .option('-y, --yes', 'do not ask')
  return onRun<MigrateFlags>(cli, migrate, async (context) =>
    (await import('../table/migrate.ts')).migrateTable(context),
  )
}

const statusCommand: CommandDefinition = (cli) => {
  const status = newCommand({
    name: 'status',
    summary: 'Tell how the table is: size, indexes, and whether its rows follow this model.',
    examples: [
      ['table status', 'in words'],
      ['table status --json', 'for scripts'],
    ],
  })
  return onRun(cli, status, async (context) => (await import('../table/status.ts')).status(context))
}

const dropCommand: CommandDefinition = (cli) => {
  const drop = newCommand({
    name: 'drop',
    summary: 'Delete the table with all that is in it.',
    examples: [
      ['table drop --local', 'ask, and delete it from DynamoDB Local'],
      ['table drop --yes', 'without asking'],
    ],
  }).option('-y, --yes', 'do not ask')
  return onRun<DropFlags>(cli, drop, async (context) => (await import('../table/drop.ts')).drop(context))
}

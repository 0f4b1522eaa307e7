import { type CommandDefinition, newCommand, onRun, wholeNumber } from '../command.ts'
import type { DevFlags } from '../dev/dev.ts'

/** `dev` */
export const devCommand: CommandDefinition = (cli) => {
  const dev = newCommand({
    name: 'dev',
    summary: 'Run DynamoDB Local with the table, and keep the table in step with the model.',
    description:
      'Makes the table, watches the files beside the configuration, and migrates the table when the model changes; steps that take data away are only told. A command after -- is run with DYNAMODB_ENDPOINT and DYNAMODB_TABLE set, and ends with it. Ctrl-C ends all.',
    examples: [
      ['dev', 'data in .dynamodb, on port 8000'],
      ['dev --memory --seed', 'new rows each time'],
      ['dev -- next dev', 'with the application'],
    ],
  })
    .argument('[command...]', 'what to run beside it, after --')
    .option(
      '--port <n>',
      "the configuration's `local.port`, or 8000, when absent; 0 takes a free one",
      wholeNumber(0),
    )
    .option('--memory', 'keep nothing')
    .option('--seed', 'seed the table where it has no rows')
    .option('--no-watch', 'leave the table as it is when the model changes')
  return onRun<DevFlags>(cli, dev, async (context) => (await import('../dev/dev.ts')).dev(context))
}

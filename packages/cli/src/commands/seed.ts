import { type CommandDefinition, newCommand, onRun, wholeNumber } from '../command.ts'
import type { SeedFlags } from '../seed/seed.ts'

/** `seed` and `seed --clear`. */
export const seedCommand: CommandDefinition = (cli) => {
  const seed = newCommand({
    name: 'seed',
    summary: 'Fill the table with realistic rows.',
    description:
      'The same seed and counts give the same rows, with the same keys: a seed that was stopped is completed by the same command. Counts, generators and rows of your own stand in `seed` of the configuration.',
    examples: [
      ['seed', '100 rows of each root, 1 to 3 of each child'],
      ['seed --count 10000 --rate 500', 'slowly'],
      ['seed --counts authors=50,books=0-4', 'so many of each'],
      ['seed --clear --yes', 'delete all rows of the model'],
    ],
  })
    .option('--count <n>', "rows of each root; the configuration's, or 100, when absent", wholeNumber())
    .option(
      '--counts <list>',
      'rows by entity, in all for a root, a number or a range per parent for a child',
    )
    .option('--seed <n>', "an integer; the configuration's, or 1, when absent", wholeNumber(0))
    .option('--rate <rows>', 'rows a second, at most', wholeNumber())
    .option('--clear', 'delete all rows of the model instead')
    .option('-y, --yes', 'do not ask')
  return onRun<SeedFlags>(cli, seed, async (context) => (await import('../seed/seed.ts')).seed(context))
}

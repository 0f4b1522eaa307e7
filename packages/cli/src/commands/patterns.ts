import { type CommandDefinition, newCommand, onRun } from '../command.ts'
import type { PatternFlags } from '../model/patterns.ts'

/** `patterns` */
export const patternsCommand: CommandDefinition = (cli) => {
  const patterns = newCommand({
    name: 'patterns',
    summary: 'Print every access pattern: its call, index, key condition, consistency and cost.',
    examples: [
      ['patterns', 'all, as a table'],
      ['patterns --entity books', 'of one entity'],
      ['patterns --markdown > docs/patterns.md', 'for the documentation'],
    ],
  })
    .option('--entity <name>', 'of one entity')
    .option('--markdown', 'as Markdown, of the whole model')
  return onRun<PatternFlags>(cli, patterns, async (context) =>
    (await import('../model/patterns.ts')).patterns(context),
  )
}

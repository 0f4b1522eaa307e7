import { type CommandDefinition, listed, newCommand, onRun, wholeNumber } from '../command.ts'
import type { ImportFlags } from '../transfer/import.ts'
import { formatOption } from '../transfer/format-option.ts'

/** `import` */
export const importCommand: CommandDefinition = (cli) => {
  const command = newCommand({
    name: 'import',
    summary: 'Read rows from a file that `export` wrote, or from any NDJSON or CSV of that form.',
    description:
      'Each row is checked by its schema. A row that is not valid is left out and written to the file of rejects with its line and the reason; the command then ends with 3. Rows are written over those with the same key, and no others are deleted. An import that was stopped, or killed, goes on where it was when the same command is run again. Versions begin anew; `createdAt` and `updatedAt` are kept where the file has them.',
    examples: [
      ['import rows.ndjson.gz', 'all rows of a file'],
      ['import rows.ndjson.gz --dry-run', 'check them, and write nothing'],
      ['import books.csv', "a file of one entity, by the file's name or by --entity"],
      ['import rows --entity authors', 'of a folder, one entity alone'],
    ],
  })
    .argument('<file>', 'file or folder to read; - for NDJSON from stdin')
    .addOption(formatOption())
    .option('--entity <names>', 'rows of these entities alone, with commas between', listed)
    .option('--rejects <file>', 'where rejected rows are written; `<file>.rejected.ndjson` when absent')
    .option('--max-rejects <n>', 'stop after more of them than this', wholeNumber(0))
    .option('--dry-run', 'check, and write nothing')
    .option('--restart', 'begin anew where an import was stopped')
    .option('--rate <rows>', 'rows a second, at most', wholeNumber())
  return onRun<ImportFlags>(cli, command, async (context) =>
    (await import('../transfer/import.ts')).importRows(context),
  )
}

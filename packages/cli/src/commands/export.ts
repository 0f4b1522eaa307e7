import { type CommandDefinition, listed, newCommand, onRun } from '../command.ts'
import type { ExportFlags } from '../transfer/export.ts'
import { formatOption } from '../transfer/format-option.ts'

/** `export` */
export const exportCommand: CommandDefinition = (cli) => {
  const command = newCommand({
    name: 'export',
    summary: 'Write rows to a file, as NDJSON or CSV, packed or not.',
    description:
      'NDJSON has a row a line: `{"entity":"books","row":{…}}`. CSV has a file for each entity, in a folder, or one file of one entity. What ends with `.gz` is packed; `-` is stdout. An export that was stopped, or killed, goes on where it was when the same command is run again; until it is done its file is called `<file>.part`.',
    examples: [
      ['export rows.ndjson.gz', 'all rows'],
      ['export books.csv --entity books', 'the rows of one entity'],
      ['export rows --format csv', 'a folder with a file for each entity'],
      ['export - --tenant acme | wc -l', "a tenant's rows, to stdout"],
    ],
  })
    .argument('<file>', 'file or folder to write; - for stdout')
    .addOption(formatOption())
    .option('--entity <names>', 'rows of these entities alone, with commas between', listed)
    .option('--gzip', 'pack, whatever the name')
    .option('--restart', 'begin anew where an export was stopped')
    .option('--force', 'write over a file that is there')
  return onRun<ExportFlags>(cli, command, async (context) =>
    (await import('../transfer/export.ts')).exportRows(context),
  )
}

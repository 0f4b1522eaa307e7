import type { Command } from 'commander'
import { type Cli, newCommand } from './command.ts'
import { completeCommand } from './commands/complete.ts'
import { commands } from './commands/registry.ts'
import { version } from './version.ts'

const helpWidth = 100

/** The whole command line: the program's own options, and every command of the registry. */
export function createProgram(cli: Cli): Command {
  const program = newCommand({
    name: 'throughline',
    summary: 'One Zod model: its table, its rows, and what else is derived from it.',
    examples: [
      ['dev', 'DynamoDB Local with the table, kept in step with the model'],
      ['table diff', 'what the model has that the table has not'],
      ['export rows.ndjson.gz', 'all rows into a file'],
    ],
  })
    .version(version(), '-V, --version', 'print the version')
    .option(
      '-c, --config <file>',
      'configuration; throughline.config.ts of this folder or one above when absent',
    )
    .option(
      '--endpoint <url>',
      'address of DynamoDB; that of the environment or the configuration, then AWS, when absent',
    )
    .option('--local', "the DynamoDB Local of the configuration's `local.port`")
    .option('--region <region>', 'AWS region')
    .option('--table <name>', "name of the table; the configuration's when absent")
    .option('--tenant <name>', 'whose rows, where the table has tenants')
    .option('--json', 'write JSON to stdout, and nothing else')
    .option('-q, --quiet', 'say nothing but the answer')
    .option('--verbose', 'print the stack of an error')
    .option('--color', 'colour, also where there is no terminal')
    .option('--no-color', 'no colour')
    .helpCommand('help [command]', 'print what a command does')
  for (const define of commands) program.addCommand(define(cli))
  program.addCommand(completeCommand(cli), { hidden: true })
  for (const command of allCommands(program)) settle(command, cli)
  return program
}

/** The program and all commands below it, depth first. */
export function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)]
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}

function settle(command: Command, { json }: Cli): void {
  command
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        if (!json) write(text)
      },
    })
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ helpWidth, showGlobalOptions: false })
    .showSuggestionAfterError()
  // The next step; JSON is for programs, which need none.
  if (!json) command.showHelpAfterError(`  → See what it takes: ${pathOf(command)} --help`)
  if (command.parent) command.allowExcessArguments(false).helpCommand(false)
}

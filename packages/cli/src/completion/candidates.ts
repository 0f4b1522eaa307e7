import type { Command, Option } from 'commander'

/** What can stand where the last word is, which may be typed in part or empty. */
export function candidates(program: Command, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const command = commandOf(program, before)
  const options = optionsOf(command)
  const last = before.at(-1)
  const open = options.find((option) => option.required && isNamed(option, last))
  const found = open ? (open.argChoices ?? []) : wordsAfter(command, options, typed)
  return found.filter((word) => word.startsWith(typed))
}

function wordsAfter(command: Command, options: readonly Option[], typed: string): readonly string[] {
  if (typed.startsWith('-')) {
    return options
      .filter(({ hidden }) => !hidden)
      .flatMap(({ long }) => long ?? [])
      .concat('--help')
      .toSorted()
  }
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  const names = command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name())
  return [...names, ...choices]
}

/** The deepest command that the words name; options and their values are passed over. */
function commandOf(program: Command, words: readonly string[]): Command {
  let command = program
  let isValue = false
  for (const word of words) {
    if (isValue) {
      isValue = false
      continue
    }
    if (word.startsWith('-')) {
      isValue = optionsOf(command).some((option) => option.required && isNamed(option, word))
      continue
    }
    const below = command.commands.find((one) => one.name() === word)
    if (below) command = below
  }
  return command
}

function isNamed({ short, long }: Option, word: string | undefined): boolean {
  return word !== undefined && (word === short || word === long)
}

/** A command's own options, and those of the commands above it. */
function optionsOf(command: Command): Option[] {
  return [...command.options, ...(command.parent ? optionsOf(command.parent) : [])]
}

import { Command, InvalidArgumentError } from 'commander'
import { createOutput, type Output } from './terminal/output.ts'
import type { PlaceFlags } from './project/project.ts'

/** The flags that every command has. */
export interface GlobalFlags extends PlaceFlags {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly color?: boolean
  readonly verbose?: boolean
}

/** What a command answers. */
export interface Answer {
  /** What `--json` writes; nothing where it is `undefined`. */
  readonly json: unknown
  /** What people read; nothing where all is said by notes. */
  readonly text?: string
  /** 0 when absent. */
  readonly exitCode?: number
}

/** What one run of a command works with. */
export interface Context<TFlags> {
  readonly flags: GlobalFlags & TFlags
  /** Arguments, in their order; a variadic one is a list. */
  readonly args: readonly unknown[]
  readonly output: Output
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** What commands are defined on: how the process hears of their answers. */
export interface Cli {
  readonly signal: AbortSignal
  /** Errors are told as JSON, by whoever catches them. */
  readonly json: boolean
  /** The process's exit code. */
  exitCode: number
}

/** A command of the registry, with those below it. */
export type CommandDefinition = (cli: Cli) => Command

export interface CommandText {
  readonly name: string
  readonly summary: string
  /** More about it, below the summary. */
  readonly description?: string
  /** Command lines without `throughline`, each with what it does. */
  readonly examples?: readonly (readonly [line: string, what: string])[]
}

/** A command with its summary and examples. */
export function newCommand({ name, summary, description, examples = [] }: CommandText): Command {
  const command = new Command(name)
    .summary(summary)
    .description(description ? `${summary}\n\n${description}` : summary)
  const width = Math.max(0, ...examples.map(([line]) => line.length))
  const lines = examples.map(([line, what]) => `  $ throughline ${line.padEnd(width)}  ${what}`)
  if (lines.length > 0) command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
  return command
}

/** Has a command run by `run`, whose answer is printed. */
export function onRun<TFlags extends object = object>(
  cli: Cli,
  command: Command,
  run: (context: Context<TFlags>) => Promise<Answer>,
): Command {
  return command.action(async () => {
    // Commander makes them of the options that the command and the program define.
    const flags = command.optsWithGlobals<GlobalFlags & TFlags>()
    const output = createOutput({
      json: flags.json === true,
      quiet: flags.quiet === true,
      color: chosenColor(command),
    })
    const answer = await run({ flags, args: command.processedArgs, output, signal: cli.signal })
    if (output.json) {
      if (answer.json !== undefined) output.answer(JSON.stringify(answer.json, null, 2))
    } else if (answer.text !== undefined && answer.text !== '') output.answer(answer.text)
    cli.exitCode = answer.exitCode ?? 0
  })
}

/** What `--color` or `--no-color` says; nothing where neither is given. */
function chosenColor(command: Command): boolean | undefined {
  const source = command.getOptionValueSourceWithGlobals('color')
  // Sound: a flag without a value.
  return source === 'cli' ? (command.optsWithGlobals()['color'] as boolean) : undefined
}

/** Parses a whole number from `least` on. */
export function wholeNumber(least = 1) {
  return (text: string): number => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= least && text.trim() !== '') return value
    throw new InvalidArgumentError(`Give a whole number from ${least} on.`)
  }
}

/** Collects an option that may be given several times, or with commas. */
export function listed(text: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ]
}

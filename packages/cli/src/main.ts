import { CommanderError } from 'commander'
import { CliError, exitCodes, toCliError } from './cli-error.ts'
import type { Cli } from './command.ts'
import { createProgram } from './program.ts'
import { createPaint, hasColor } from './terminal/output.ts'

/** Runs one command line, and tells the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const stopping = new AbortController()
  const stopped = stopOnSignals(stopping)
  const cli: Cli = { signal: stopping.signal, json: args.includes('--json'), exitCode: exitCodes.done }
  // Whoever reads it has read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? 0 : exitCodes.failed),
  )
  const program = createProgram(cli)
  try {
    if (args.length === 0) {
      program.outputHelp()
      return exitCodes.done
    }
    await program.parseAsync([...args], { from: 'user' })
    return cli.exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.done
      // Without JSON it has been told already.
      const text = error.message.replace(/^error: /, '').split('\n', 1)[0] ?? ''
      return cli.json ? report(new CliError('usage', text), args, undefined) : exitCodes.usage
    }
    return report(error, args, stopped.code)
  }
}

/** The first Ctrl-C lets the command end well; the second ends it at once. */
function stopOnSignals(stopping: AbortController): { code: number | undefined } {
  const stopped: { code: number | undefined } = { code: undefined }
  const codes = { SIGINT: 130, SIGTERM: 143 } as const
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(codes[signal])
      stopped.code = codes[signal]
      stopping.abort()
    })
  }
  return stopped
}

/** One sentence and a next step, or the same as JSON. */
function report(thrown: unknown, args: readonly string[], stoppedBy: number | undefined): number {
  const error = toCliError(thrown)
  const exitCode = stoppedBy !== undefined && error.code === 'interrupted' ? stoppedBy : error.exitCode
  const { code, message, next } = error
  if (args.includes('--json')) {
    process.stdout.write(
      `${JSON.stringify({ error: { code, message, ...(next !== undefined && { next }) } }, null, 2)}\n`,
    )
    return exitCode
  }
  const paint = createPaint(!args.includes('--no-color') && hasColor(process.stderr))
  process.stderr.write(`${paint.bad('✗')} ${message}\n`)
  if (next !== undefined) process.stderr.write(`  ${paint.dim('→')} ${next}\n`)
  if (args.includes('--verbose')) process.stderr.write(`${stackOf(thrown)}\n`)
  return exitCode
}

function stackOf(error: unknown): string {
  return error instanceof Error
    ? `${error.stack ?? error.message}${error.cause ? `\ncaused by ${stackOf(error.cause)}` : ''}`
    : String(error)
}

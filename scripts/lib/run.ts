import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { ROOT } from './workspace.ts'

export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Also show the output while it comes. */
  readonly echo?: boolean
}

export interface RunResult {
  readonly code: number
  /** Both streams, in the order they came. */
  readonly output: string
  readonly stdout: string
}

/** Nothing that we run reports home, asks a question or colours what is stored. */
const QUIET = {
  TURBO_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  STORYBOOK_DISABLE_TELEMETRY: '1',
  DO_NOT_TRACK: '1',
  TURBO_UI: 'false',
  npm_config_update_notifier: 'false',
  NO_COLOR: '1',
}

/** Runs a command of node_modules/.bin or the system and resolves with what it said; a failing one does not throw. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...QUIET,
        ...process.env,
        ...options.env,
        PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      },
    })
    let output = ''
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      stdout += text
      if (options.echo) process.stdout.write(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (options.echo) process.stderr.write(text)
    })
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}`, stdout: '' }))
    child.on('close', (code) => resolve({ code: code ?? 1, output, stdout }))
  })
}

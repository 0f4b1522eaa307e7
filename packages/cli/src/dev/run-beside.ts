import { spawn } from 'node:child_process'
import { CliError } from '../cli-error.ts'

/** Runs a command on this terminal; answers its exit code. */
export function runBeside(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'inherit' })
    const end = (): void => void child.kill('SIGTERM')
    signal.addEventListener('abort', end, { once: true })
    child.once('error', (cause) => {
      reject(
        new CliError(
          'failed',
          `"${command}" could not be run (${cause.message}).`,
          'Write it as in a shell: throughline dev -- npx next dev',
          { cause },
        ),
      )
    })
    child.once('exit', (code) => {
      signal.removeEventListener('abort', end)
      resolve(code ?? 0)
    })
  })
}

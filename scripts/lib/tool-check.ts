import type { Check } from './check.types.ts'
import { run } from './run.ts'

/** A check that is one command: it passes when the command exits with 0. */
export function toolCheck(name: string, guards: string, command: string, ...args: readonly string[]): Check {
  return {
    name,
    guards,
    async run() {
      const { code, output } = await run(command, args)
      return {
        ok: code === 0,
        details: code === 0 ? '' : `${output.trim()}\n(${command} exited with ${code})`,
      }
    },
  }
}

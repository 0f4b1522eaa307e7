import { confirm, isCancel } from '@clack/prompts'
import { CliError } from '../cli-error.ts'

export interface Confirmation {
  /** What will be gone, as a question. */
  readonly question: string
  /** `--yes`. */
  readonly yes: boolean
  readonly signal: AbortSignal
}

/**
 * Asks before what destroys.
 *
 * @throws {CliError} `refused` where the answer is no, or there is nobody to ask.
 */
export async function confirmed({ question, yes, signal }: Confirmation): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new CliError(
      'refused',
      `${question} This is no terminal, so nobody can be asked.`,
      'Say yes beforehand: --yes',
    )
  }
  const answer = await confirm({ message: question, initialValue: false, output: process.stderr, signal })
  if (isCancel(answer) || !answer) throw new CliError('refused', 'Nothing was done.')
}

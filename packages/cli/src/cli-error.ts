import { StoreError } from '@throughline/schema'

/** How the process ends; the numbers are part of the interface. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  found: 3,
  refused: 4,
  interrupted: 130,
} as const

/** What each exit code says, for the documentation. */
export const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'Done.',
  failed: 'It could not be done; the message says why.',
  usage: 'The command line or the configuration is wrong.',
  found:
    'It was done and found something: errors of `doctor`, differences of `table diff --check`, rows that an import rejected.',
  refused: 'It was not confirmed.',
  interrupted: 'It was stopped by Ctrl-C (143: by SIGTERM).',
}

export type CliErrorCode = 'config' | 'failed' | 'interrupted' | 'refused' | 'usage'

const exitOf = {
  config: exitCodes.usage,
  failed: exitCodes.failed,
  interrupted: exitCodes.interrupted,
  refused: exitCodes.refused,
  usage: exitCodes.usage,
} satisfies Record<CliErrorCode, number>

/** What a command says when it cannot go on: one sentence, and what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode
  readonly next: string | undefined

  constructor(code: CliErrorCode, message: string, next?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.next = next
  }

  get exitCode(): number {
    return exitOf[this.code]
  }
}

/** The one funnel from whatever was thrown. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error
  if (isStoreError(error)) {
    if (error.code === 'aborted')
      return new CliError('interrupted', 'It was stopped.', undefined, { cause: error })
    const [message, next] = splitAdvice(error.message)
    return new CliError('failed', message, storeAdvice(error) ?? next, { cause: error })
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new CliError('interrupted', 'It was stopped.', undefined, { cause: error })
  }
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return new CliError('failed', 'The disk is full.', 'Free some space and run the command again.', {
      cause: error,
    })
  }
  const [message, next] = splitAdvice(error instanceof Error ? error.message : String(error))
  // Nobody wrote that message for people.
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  const hint = isOurs ? 'Run it again with --verbose to see where it comes from.' : undefined
  return new CliError('failed', message, next ?? hint, { cause: error })
}

/** By its name: the model's package may have another copy of the class. */
function isStoreError(error: unknown): error is StoreError {
  return (
    error instanceof StoreError || (error instanceof Error && error.name === 'StoreError' && 'code' in error)
  )
}

function storeAdvice({ cause }: StoreError): string | undefined {
  const isMissing = cause instanceof Error && cause.name === 'ResourceNotFoundException'
  return isMissing ? 'Make it: throughline table create' : undefined
}

/** The packages' messages end with what to do; it stands in a line of its own here. */
function splitAdvice(message: string): [message: string, next: string | undefined] {
  const line = message.split('\n', 1)[0]?.trim() ?? ''
  const end =
    /[.:;!?]\s+(?=(?:Add|Allow|Choose|Create|Free|Give|Install|Look|Make|Name|Rename|Run|Send|Start|Stop|Take|Try|Use|Write)\b)/.exec(
      line,
    )
  if (!end || end.index < 10) return [line, undefined]
  return [line.slice(0, end.index + 1), line.slice(end.index + end[0].length)]
}

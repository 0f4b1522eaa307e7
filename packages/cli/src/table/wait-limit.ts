import type { MigrationPlan, MigrationProgress } from '@throughline/electrodb/migrate'
import { CliError } from '../cli-error.ts'
import { counted } from '../terminal/text-table.ts'

/** Ends a migration that waits for one change of an index for too long. */
export interface WaitLimit {
  /** Aborted by Ctrl-C, and once the limit is reached. */
  readonly signal: AbortSignal
  tell(progress: MigrationProgress): void
  /** What to say of an error: that the limit was reached, where it was. */
  explain(error: unknown): unknown
}

/** `seconds`: of one step; making an index of a large table takes AWS hours, and it goes on without anybody waiting. */
export function createWaitLimit(
  { steps }: MigrationPlan,
  {
    seconds,
    signal,
    place,
    now = Date.now,
  }: { seconds: number; signal: AbortSignal; place: string; now?: () => number },
): WaitLimit {
  const reached = new AbortController()
  const waiting = new Set(
    steps.flatMap(({ kind, id }) => (kind === 'add_index' || kind === 'remove_index' ? [id] : [])),
  )
  let current: { readonly step: string; readonly since: number } | undefined
  let late: string | undefined
  return {
    signal: AbortSignal.any([signal, reached.signal]),
    tell({ step }) {
      if (current?.step !== step) current = { step, since: now() }
      if (!waiting.has(step) || now() - current.since < seconds * 1_000) return
      late = step
      reached.abort()
    },
    explain(error) {
      if (late === undefined || signal.aborted) return error
      const message = steps.find(({ id }) => id === late)?.message ?? late
      return new CliError(
        'failed',
        `After ${counted(seconds, 'second')} this is still under way in ${place}: ${message}`,
        'Look at its indexes: throughline table status. Then run the migration again, which goes on from there; --wait <seconds> waits longer.',
        { cause: error },
      )
    },
  }
}

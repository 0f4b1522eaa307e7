import type { CheckResult } from './check.types.ts'

/** A result from the problems found; `passing` is the figure shown when there are none. */
export function fromProblems(problems: readonly string[], passing: string): CheckResult {
  return problems.length === 0 ? { ok: true, details: passing } : { ok: false, details: problems.join('\n') }
}

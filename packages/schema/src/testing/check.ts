import { describe, it } from 'vitest'

/** One thing that a contract asks of its subject: runs by itself, and throws where the answer is not right. */
export interface Check<TSubject> {
  readonly name: string
  readonly run: (subject: TSubject) => Promise<void>
}

/** Gathers checks that are written like tests. */
export function collectChecks<TSubject>(
  write: (check: (name: string, run: Check<TSubject>['run']) => void) => void,
): readonly Check<TSubject>[] {
  const checks: Check<TSubject>[] = []
  write((name, run) => checks.push({ name, run }))
  return checks
}

/** Makes a Vitest test of each check. */
export function testChecks<TSubject>(
  group: string,
  checks: readonly Check<TSubject>[],
  getSubject: () => TSubject,
): void {
  describe(group, () => {
    for (const { name, run } of checks) it(name, () => run(getSubject()))
  })
}

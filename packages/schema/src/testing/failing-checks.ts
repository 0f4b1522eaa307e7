import type { Check } from './check.ts'

/** Runs every check on a subject of its own and answers the names of those that throw. */
export async function failingChecks<TSubject>(
  groups: Readonly<Record<string, readonly Check<TSubject>[]>>,
  createSubject: () => TSubject,
): Promise<string[]> {
  const failing: string[] = []
  for (const { name, run } of Object.values(groups).flat()) {
    try {
      await run(createSubject())
    } catch {
      failing.push(name)
    }
  }
  return failing
}

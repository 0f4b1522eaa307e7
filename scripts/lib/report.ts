import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Count {
  readonly passed: number
  readonly failed: number
}

export function addCounts(counts: readonly Count[]): Count {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
  }
}

/** The one line that a run ends with. */
export function countLine({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`
}

/** Leaves a count where `.ci/run` sums all of them up, if it asked for that. */
export function writeCount(name: string, count: Count): void {
  const folder = process.env['THROUGHLINE_REPORTS']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.count.json`), JSON.stringify(count))
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

// Sums what the steps of .ci/run reported: `sum-reports <folder> <step>=<exit code> …`. The last line is the total.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMain } from './lib/is-main.ts'
import { addCounts, countLine } from './lib/report.ts'
import type { Count } from './lib/report.ts'
import { vitestCount } from './lib/vitest-count.ts'
import type { VitestReport } from './lib/vitest-count.ts'
import { readJson } from './lib/workspace.ts'

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
  readonly errors: readonly unknown[]
}

/** How each step reports; one that is not named here counts as one, by its exit code. */
const READERS: Record<string, (folder: string, exitCode: number) => Count> = {
  test: (folder) => read<Count>(folder, 'test.count.json') ?? { passed: 0, failed: 1 },
  stories: (folder, exitCode) => vitestCount(read<VitestReport>(folder, 'stories.vitest.json'), exitCode),
  e2e: (folder) => playwrightCount(read<PlaywrightReport>(folder, 'e2e.playwright.json')),
}

/** Counts a Playwright run; one without a report or without a test has failed. */
export function playwrightCount(report: PlaywrightReport | undefined): Count {
  if (!report) return { passed: 0, failed: 1 }
  const { expected, unexpected, flaky } = report.stats
  const passed = expected + flaky
  const failed = unexpected + report.errors.length
  return { passed, failed: passed + failed === 0 ? 1 : failed }
}

/** The count of one step; an exit code that the report does not explain is a failure. */
export function stepCount(name: string, folder: string, exitCode: number): Count {
  const reader = READERS[name]
  if (!reader) return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  const count = reader(folder, exitCode)
  return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as readJson: the caller names the shape
function read<TReport>(folder: string, file: string): TReport | undefined {
  const path = join(folder, file)
  return existsSync(path) ? readJson<TReport>(path) : undefined
}

if (isMain(import.meta.url)) {
  const [folder = '', ...outcomes] = process.argv.slice(2)
  const counts = outcomes.map((outcome) => {
    const [name = '', code = '1'] = outcome.split('=')
    const count = stepCount(name, folder, Number(code))
    console.log(`  ${name.padEnd(8)} ${countLine(count)}`)
    return count
  })
  const total = addCounts(counts)
  writeFileSync(join(folder, 'summed'), '')
  console.log(countLine(total))
  if (total.failed > 0 || counts.length === 0) process.exitCode = 1
}

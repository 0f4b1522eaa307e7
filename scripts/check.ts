// Every static guard of the repo, in one table. `npm run check` runs all, `npm run check -- knip docs` those.
import { boundaries } from './checks/boundaries.ts'
import { catalog } from './checks/catalog.ts'
import { docs } from './checks/docs.ts'
import { lockfile } from './checks/lockfile.ts'
import { oneDbCore } from './checks/one-db-core.ts'
import { packageShape } from './checks/package-shape.ts'
import { packedApps } from './checks/packed-apps.ts'
import { packed } from './checks/packed.ts'
import { typeBudget } from './checks/type-budget.ts'
import { types } from './checks/types.ts'
import type { Check, CheckResult } from './lib/check.types.ts'
import { isMain } from './lib/is-main.ts'
import { addCounts, countLine, seconds } from './lib/report.ts'
import type { Count } from './lib/report.ts'
import { toolCheck } from './lib/tool-check.ts'

/** In this order: what the later ones need (`dist`) first, then the quick ones. */
export const CHECKS: readonly Check[] = [
  toolCheck(
    'build',
    'every package builds',
    'turbo',
    'run',
    'build',
    '--filter=./packages/*',
    '--continue',
    '--output-logs=errors-only',
  ),
  types,
  toolCheck(
    'lint',
    'oxlint finds nothing, with type information',
    'oxlint',
    '--type-aware',
    '--format=stylish',
  ),
  toolCheck('format', 'every file is formatted', 'oxfmt', '--check'),
  boundaries,
  toolCheck('knip', 'no unused file, export or dependency', 'knip', '--no-progress', '--no-config-hints'),
  catalog,
  lockfile,
  oneDbCore,
  docs,
  toolCheck('size', 'no bundle is over its ceiling', 'size-limit'),
  packageShape,
  packed,
  packedApps,
  typeBudget,
]

interface Outcome extends CheckResult {
  readonly check: Check
  readonly ms: number
}

/** Runs the checks one after the other (they use all cores themselves) and prints each result as it comes. */
export async function runChecks(checks: readonly Check[]): Promise<Count> {
  const outcomes: Outcome[] = []
  for (const check of checks) {
    const started = performance.now()
    const result = await runGuarded(check)
    const outcome = { ...result, check, ms: performance.now() - started }
    outcomes.push(outcome)
    const figure = result.ok && result.details ? ` (${result.details})` : ''
    console.log(`${result.ok ? '✓' : '✗'} ${check.name} ${seconds(outcome.ms)}${figure}`)
    if (!result.ok) console.log(result.details.replaceAll(/^/gm, '    '))
  }
  printTable(outcomes)
  return addCounts(outcomes.map(({ ok }) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 })))
}

/** A guard that cannot run fails. */
async function runGuarded(check: Check): Promise<CheckResult> {
  try {
    return await check.run()
  } catch (error) {
    return { ok: false, details: `could not run: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function printTable(outcomes: readonly Outcome[]): void {
  const width = Math.max(...outcomes.map(({ check }) => check.name.length))
  console.log('\nchecks')
  for (const { check, ok, ms } of outcomes) {
    console.log(
      `  ${ok ? 'pass' : 'FAIL'}  ${check.name.padEnd(width)}  ${seconds(ms).padStart(8)}  ${check.guards}`,
    )
  }
}

/** The checks that the command line names; all without a name. An unknown name is an error, not an empty run. */
export function selectChecks(names: readonly string[]): readonly Check[] {
  const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name))
  if (unknown.length > 0) {
    throw new Error(
      `No check is named ${unknown.join(', ')}; there are: ${CHECKS.map(({ name }) => name).join(', ')}.`,
    )
  }
  return names.length === 0 ? CHECKS : CHECKS.filter((check) => names.includes(check.name))
}

if (isMain(import.meta.url)) {
  try {
    const count = await runChecks(selectChecks(process.argv.slice(2)))
    console.log(countLine(count))
    if (count.failed > 0) process.exitCode = 1
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}

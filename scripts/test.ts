// The README's test command: build, every static check, every unit and integration test. A step that fails does not
// stop the next ones; the last line counts what passed and what failed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKS, runChecks } from './check.ts'
import { isMain } from './lib/is-main.ts'
import { addCounts, countLine, seconds, writeCount } from './lib/report.ts'
import type { Count } from './lib/report.ts'
import { run } from './lib/run.ts'
import { withTempFolder } from './lib/temp-folder.ts'
import { vitestCount } from './lib/vitest-count.ts'
import type { VitestReport } from './lib/vitest-count.ts'
import { readJson } from './lib/workspace.ts'

interface Step {
  readonly name: string
  run(): Promise<Count>
}

const STEPS: readonly Step[] = [
  { name: 'build', run: () => runChecks(CHECKS.filter(({ name }) => name === 'build')) },
  { name: 'check', run: () => runChecks(CHECKS.filter(({ name }) => name !== 'build')) },
  { name: 'vitest', run: runVitest },
]

/** Runs every project of vitest.config.ts; a run that executed no test has failed. */
function runVitest(): Promise<Count> {
  return withTempFolder('vitest', async (folder) => {
    const report = join(folder, 'vitest.json')
    const { code } = await run(
      'vitest',
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      { echo: true },
    )
    return vitestCount(existsSync(report) ? readJson<VitestReport>(report) : undefined, code)
  })
}

async function main(): Promise<Count> {
  const counts: Count[] = []
  const summary: string[] = []
  for (const [index, step] of STEPS.entries()) {
    console.log(`\n▸ ${index + 1}/${STEPS.length} ${step.name}`)
    const started = performance.now()
    const count = await step.run()
    counts.push(count)
    summary.push(
      `  ${step.name.padEnd(8)} ${seconds(performance.now() - started).padStart(8)}  ${countLine(count)}`,
    )
  }
  const total = addCounts(counts)
  console.log(`\n${summary.join('\n')}\n`)
  writeCount('test', total)
  console.log(countLine(total))
  return total
}

if (isMain(import.meta.url)) {
  const { failed } = await main()
  if (failed > 0) process.exitCode = 1
}

// Prints what the storage costs in Chromium, and fails where it misses what it promises: `pnpm run bench:offline [--persons 10000]`.
// Times are those of the clock, which a busy machine makes longer; tasks are told in the main thread's own time.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startChromium } from '../tests/offline/chromium.ts'
import { traceTasks } from './trace-tasks.ts'

type Figures = Readonly<Record<string, number>>

const { values } = parseArgs({
  options: { persons: { type: 'string', default: '10000' }, page: { type: 'string', default: '1000' } },
})

const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** Each measurement in a browser of its own, so that nothing is in memory yet; the next finds what the one before stored. */
async function measureAll(isTraced: boolean): Promise<Figures[]> {
  const profile = mkdtempSync(path.join(tmpdir(), 'throughline-offline-'))
  const measure = async (name: string, ...args: readonly number[]): Promise<Figures> => {
    const script = '../tests/fixtures/storage-bench-page.ts'
    const browser = await startChromium(script, import.meta.url, { profile, port: 41_729 })
    try {
      const page = await browser.open()
      const tasks = isTraced ? await traceTasks(browser.context, page) : undefined
      const figures = await page.evaluate<Figures>(`bench.${name}(${args.join(', ')})`)
      const [longest] = (await tasks?.()) ?? []
      const measured = longest ? { task: longest.spent } : figures
      print(`${name.padEnd(10)} ${JSON.stringify(measured)}`)
      return measured
    } finally {
      await browser.close()
    }
  }
  try {
    return [
      await measure('fill', Number(values.persons), Number(values.page)),
      await measure('coldOpen'),
      await measure('compact'),
      await measure('coldOpen'),
      await measure('changes', 300),
      await measure('edits', 300),
      await measure('coldOpen'),
      await measure('storeOpen'),
    ]
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}

// A trace makes all slower: tasks are told by a run of their own.
const [filled, opened, , reopened, changed, , , store] = await measureAll(false)
const traced = await measureAll(true)
const limits: readonly (readonly [what: string, value: number | undefined, limit: number])[] = [
  ['a snapshot is stored (ms)', filled?.['spent'], 1_000],
  ['first persons of a cold open, before compaction (ms)', opened?.['first'], 400],
  ['all rows of it (ms)', opened?.['all'], 1_000],
  ['first persons of a cold open, after it (ms)', reopened?.['first'], 400],
  ['all rows of it (ms)', reopened?.['all'], 1_000],
  ['first 50 persons of a whole store, sorted (ms)', store?.['first'], 400],
  ['all rows of it (ms)', store?.['all'], 1_000],
  ['one change with its cursor, median (ms)', changed?.['median'], 2],
  ['longest task (ms)', Math.max(...traced.map(({ task = Number.NaN }) => task)), 50],
]
for (const [what, value = Number.NaN, limit] of limits) {
  const isMet = value <= limit
  print(`${isMet ? '✓' : '✗'} ${what}: ${value} of ${limit}`)
  if (!isMet) process.exitCode = 1
}

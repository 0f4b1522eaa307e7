// Prints how the served production app behaves in Chromium: `pnpm run measure [--url http://localhost:3000] [--runs 3]`.
// Serve it first (`pnpm run demo`); `--cold` tells of opening without a network alone. With `--strict` it fails where a figure misses what the app promises.
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { chromium } from '@playwright/test'
import { launchOptions } from './chromium.ts'
import { say, tell } from './console.ts'
import { measureColdOpen } from './measure/cold-open.ts'
import { type LoadFigures, measureLoading, measureThread } from './measure/loading.ts'
import { measureResponses } from './measure/responding.ts'
import { measureScrolling } from './measure/scrolling.ts'

/** What the app promises: milliseconds, kB compressed; the layout shift without unit. */
const promises = {
  'interactive with all rows': 3000,
  'first load, script (kB)': 300,
  'all script until the rows are listed (kB)': 300,
  'largest paint': 1200,
  'largest paint, processor 4× slower': 2000,
  'layout shift': 0.02,
  'longest task while loading': 50,
  'the same, of its thread alone': 50,
  'scroll, frame p95': 17,
  'scroll, worst frame': 50,
  'answer to typing, 4× slower': 100,
  'answer to sorting, 4× slower': 200,
  'answer to filtering, 4× slower': 200,
  'answer to editing, 4× slower': 200,
  'cold, without a network: first 50': 400,
  'cold, without a network: all rows': 1000,
} as const

type Figures = Record<keyof typeof promises, number>

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3000' },
    runs: { type: 'string', default: '3' },
    /** How the app opens without a network, alone. */
    cold: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
})

try {
  if (values.cold) console.table(await measureColdOpen(values.url, Number(values.runs)))
  else await measure(values.url, Number(values.runs), values.strict)
} catch (error) {
  tell(error)
}

async function measure(url: string, runs: number, strict: boolean): Promise<void> {
  say(
    `Load of the machine before: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')} on ${cpus().length} processors.`,
  )
  const browser = await chromium.launch(launchOptions)
  try {
    const loads: LoadFigures[] = []
    for (let run = 0; run < runs; run += 1) loads.push(await measureLoading(browser, url))
    console.table(loads)
    const threads: number[] = []
    for (let run = 0; run < runs; run += 1) threads.push(await measureThread(browser, url))
    const slow = await measureLoading(browser, url, 4)
    const scroll = await measureScrolling(browser, url)
    console.table([scroll])
    const answers = await measureResponses(browser, url)
    const cold = await measureColdOpen(url, runs)
    console.table(cold)
    const median = (pick: (load: LoadFigures) => number): number => middle(loads.map(pick))
    report(
      {
        'interactive with all rows': median(({ interactive }) => interactive),
        'first load, script (kB)': median(({ firstScriptKb }) => firstScriptKb),
        'all script until the rows are listed (kB)': median(({ scriptKb }) => scriptKb),
        'largest paint': median(({ largestPaint }) => largestPaint),
        'largest paint, processor 4× slower': slow.largestPaint,
        'layout shift': Math.max(...loads.map(({ layoutShift }) => layoutShift)),
        'longest task while loading': median(({ longestTask }) => longestTask),
        'the same, of its thread alone': middle(threads),
        'scroll, frame p95': scroll.frameP95,
        'scroll, worst frame': scroll.frameWorst,
        'answer to typing, 4× slower': answers.typing,
        'answer to sorting, 4× slower': answers.sorting,
        'answer to filtering, 4× slower': answers.filtering,
        'answer to editing, 4× slower': answers.editing,
        'cold, without a network: first 50': middle(cold.map(({ first50 }) => first50)),
        'cold, without a network: all rows': middle(cold.map(({ allRows }) => allRows)),
      },
      strict,
    )
    say(
      `Load of the machine after: ${loadavg()
        .map((load) => load.toFixed(1))
        .join(', ')}.`,
    )
  } finally {
    await browser.close()
  }
}

function middle(found: readonly number[]): number {
  return found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0
}

function report(figures: Figures, strict: boolean): void {
  const rows = Object.entries(promises).map(([name, promised]) => {
    // Sound: the figures have the names of the promises.
    const found = figures[name as keyof Figures]
    return { figure: name, found, promised, kept: found <= promised }
  })
  console.table(rows)
  if (strict && rows.some(({ kept }) => !kept)) process.exitCode = 1
}

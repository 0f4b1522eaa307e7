import type { Browser, BrowserContext, Page } from '@playwright/test'
import { openListed } from './loading.ts'
import { desk } from '../chromium.ts'
import { observed } from './page-observer.ts'

/** Milliseconds, unless said otherwise. */
export interface ScrollFigures {
  readonly frames: number
  /** Time between frames: 95 of 100 are shorter. */
  readonly frameP95: number
  /** The same of as many plain lines, all on the page, without any script: what this machine can do. */
  readonly plainFrameP95: number
  readonly frameWorst: number
  /** Time that the page's own thread worked for each frame: what a busy machine does not change much. */
  readonly workPerFrame: number
  readonly longestTask: number
}

/** Pixels of each frame: the whole table of 10,000 rows in about 300 frames. */
const step = 1500

// As text: the page has none of the helpers that a compiled function may call.
const scrollAll = `new Promise((resolve) => {
  const grid = document.querySelector('[role=grid]')
  const found = []
  let last = performance.now()
  const next = () => {
    const now = performance.now()
    found.push(now - last)
    last = now
    grid.scrollTop += ${step}
    if (grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1) resolve(found)
    else requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
})`

const plainRows = Array.from({ length: 10_000 }, (_, index) => `<div style="height: 44px">Row ${index}</div>`)
const plainList = `<div role="grid" style="height: 700px; overflow: auto">${plainRows.join('')}</div>`

/** The times between frames while all is scrolled, the shortest first. */
async function scrollGaps(page: Page): Promise<readonly number[]> {
  const gaps = await page.evaluate<number[]>(scrollAll)
  return gaps.slice(1).toSorted((a, b) => a - b)
}

async function plainP95(context: BrowserContext): Promise<number> {
  const page = await context.newPage()
  await page.setContent(plainList)
  await page.waitForTimeout(1500)
  const gaps = await scrollGaps(page)
  await page.close()
  return p95(gaps)
}

function p95(sorted: readonly number[]): number {
  return round(sorted[Math.floor(sorted.length * 0.95)] ?? 0)
}

/** Scrolls the whole table from top to bottom, a step in each frame. */
export async function measureScrolling(browser: Browser, url: string): Promise<ScrollFigures> {
  const context = await browser.newContext(desk)
  try {
    const plainFrameP95 = await plainP95(context)
    const page = await openListed(context, url)
    const session = await context.newCDPSession(page)
    await session.send('Performance.enable')
    const workDone = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics')
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
    }
    const tasksBefore = (await observed(page)).tasks.length
    const before = await workDone()
    const sorted = await scrollGaps(page)
    const work = (await workDone()) - before
    const { tasks } = await observed(page)
    return {
      frames: sorted.length,
      frameP95: p95(sorted),
      plainFrameP95,
      frameWorst: round(sorted.at(-1) ?? 0),
      workPerFrame: round(work / Math.max(1, sorted.length)),
      longestTask: Math.round(Math.max(0, ...tasks.slice(tasksBefore))),
    }
  } finally {
    await context.close()
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

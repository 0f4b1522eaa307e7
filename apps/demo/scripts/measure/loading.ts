import type { Browser, BrowserContext, Page } from '@playwright/test'
import { desk } from '../chromium.ts'
import { observe, observed, throttle } from './page-observer.ts'
import { traceTasks } from './trace-tasks.ts'

/** Milliseconds, unless said otherwise. */
export interface LoadFigures {
  /** First rows on the screen. */
  readonly firstRows: number
  /** All persons listed, and the filter answers to typing. */
  readonly interactive: number
  readonly largestPaint: number
  readonly longestTask: number
  readonly tasksOver50: number
  /** The sum of layout shifts, without unit. */
  readonly layoutShift: number
  /** Script that the page itself names, as it came over the wire: compressed, in kB. */
  readonly firstScriptKb: number
  /** All script until the rows are listed, the same way. */
  readonly scriptKb: number
}

/** Waits until the directory lists all persons that there are. */
export async function untilListed(page: Page): Promise<void> {
  await page.getByText(/^([1-9][\d,]*) of \1$/).waitFor({ timeout: 120_000 })
}

/** A page of the directory that is observed, lists all persons, and has come to rest. */
export async function openListed(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await observe(page)
  await page.goto(url)
  await untilListed(page)
  await page.waitForTimeout(1500)
  return page
}

/** Loads the directory in a browser that has nothing of it yet. */
export async function measureLoading(browser: Browser, url: string, slowness = 1): Promise<LoadFigures> {
  const context = await browser.newContext(desk)
  try {
    const page = await context.newPage()
    const scripts = await countScripts(page)
    await observe(page)
    if (slowness > 1) await throttle(page, slowness)
    const answer = await page.goto(url, { waitUntil: 'commit' })
    const sinceStart = async (): Promise<number> => Math.round(await page.evaluate(() => performance.now()))
    await page.getByRole('row').nth(10).getByText(/\w/).first().waitFor({ timeout: 120_000 })
    const firstRows = await sinceStart()
    await untilListed(page)
    const { paint } = await observed(page)
    const scriptKb = kilobytes(scripts.values())
    const named = scriptsOf((await answer?.text()) ?? '')
    const firstScriptKb = kilobytes([...scripts].flatMap(([path, bytes]) => (named.has(path) ? bytes : [])))
    await page.getByRole('searchbox').fill('maria')
    await page.getByText(/^(?:Best )?(?!10,000)[\d,]+ of [\d,]+/).waitFor()
    const interactive = await sinceStart()
    await page.waitForTimeout(500)
    const { tasks, shift } = await observed(page)
    return {
      firstRows,
      interactive,
      largestPaint: Math.round(paint),
      longestTask: Math.round(Math.max(0, ...tasks)),
      tasksOver50: tasks.length,
      layoutShift: Math.round(shift * 1000) / 1000,
      firstScriptKb,
      scriptKb,
    }
  } finally {
    await context.close()
  }
}

/**
 * Loads the directory once more. Returns the longest task of the page's main thread, in milliseconds of its own time: what else
 * the machine does does not count.
 */
export async function measureThread(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext(desk)
  try {
    const page = await context.newPage()
    const longestTask = await traceTasks(page)
    await page.goto(url)
    await untilListed(page)
    return Math.round(await longestTask())
  } finally {
    await context.close()
  }
}

/** Paths of the scripts that a page names and that begin with it. */
export const scriptsOf = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/<script src="([^"]+)" async/g)].map(([, path = '']) => path))

const kilobytes = (sizes: Iterable<number>): number => {
  let bytes = 0
  for (const size of sizes) bytes += size
  return Math.round(bytes / 1000)
}

/** Bytes of each script that came over the wire, by its path. */
async function countScripts(page: Page): Promise<ReadonlyMap<string, number>> {
  const bytes = new Map<string, number>()
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const paths = new Map<string, string>()
  session.on('Network.responseReceived', ({ requestId, response, type }) => {
    if (type === 'Script') paths.set(requestId, new URL(response.url).pathname)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const path = paths.get(requestId)
    if (path !== undefined) bytes.set(path, (bytes.get(path) ?? 0) + encodedDataLength)
  })
  return bytes
}

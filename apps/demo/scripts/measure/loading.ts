import type { Browser, BrowserContext, Page } from '@playwright/test'
import { observe, observed, throttle } from './page-observer.ts'

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
  /** Script that came over the wire until then, compressed, in kB. */
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
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
  try {
    const page = await context.newPage()
    const scripts = await countScripts(page)
    await observe(page)
    if (slowness > 1) await throttle(page, slowness)
    await page.goto(url, { waitUntil: 'commit' })
    const sinceStart = async (): Promise<number> => Math.round(await page.evaluate(() => performance.now()))
    await page.getByRole('row').nth(10).getByText(/\w/).first().waitFor({ timeout: 120_000 })
    const firstRows = await sinceStart()
    await untilListed(page)
    const { paint } = await observed(page)
    const scriptKb = Math.round(scripts.bytes() / 1000)
    await page.getByRole('searchbox').fill('maria')
    await page.getByText(/^(?!10,000)[\d,]+ of [\d,]+$/).waitFor()
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
      scriptKb,
    }
  } finally {
    await context.close()
  }
}

async function countScripts(page: Page) {
  let bytes = 0
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const scripts = new Set<string>()
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength
  })
  return { bytes: () => bytes }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { desk, launchOptions } from '../chromium.ts'
import { observe, observed } from './page-observer.ts'
import { untilListed } from './loading.ts'

/** Milliseconds from the beginning of the navigation, in a browser process that has just begun and has no network. */
export interface ColdFigures {
  /** Rows that were kept on this device. */
  readonly rows: number
  /** The app's own script begins; what comes before is the browser's start and the kept page. */
  readonly storeAt: number
  /** The store gives the first 50 persons in their order. */
  readonly first50: number
  /** Rows of persons are on the screen. */
  readonly painted: number
  /** All rows of all entities are there to be listed, filtered and edited. */
  readonly allRows: number
  readonly longestTask: number
}

// As text: the page has none of the helpers that a compiled function may call.
const watcher = `
  globalThis.opened = {}
  const first = (name) => (opened[name] ??= Math.round(performance.now()))
  let list
  const look = () => {
    const store = globalThis.throughline?.store
    if (store) {
      first('storeAt')
      if (!list) {
        list = store.list('persons', { orderBy: { lastName: 'asc' }, limit: 50 })
        list.subscribe(() => {})
      }
      if (list.get().data.length === 50) first('first50')
      const { rows, entities } = store.status.get()
      if (rows >= globalThis.keptRowCount && Object.values(entities).every(({ loading }) => !loading)) {
        opened.rows = rows
        first('allRows')
      }
    }
    if (document.querySelector('[role=row][aria-rowindex="2"] input')) first('painted')
    if (opened.allRows === undefined || opened.painted === undefined) setTimeout(look, 1)
  }
  look()
`

interface InPage {
  readonly opened: Omit<ColdFigures, 'longestTask'>
  readonly throughline: {
    readonly store: { readonly status: { get(): { rows: number; storage: unknown; syncedAt: unknown } } }
  }
}

/** Keeps all rows on a device, ends the browser, and opens the app there without a network, several times. */
export async function measureColdOpen(url: string, runs: number): Promise<ColdFigures[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughline-cold-'))
  const start = async (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(folder, {
      ...launchOptions,
      ...desk,
    })
  try {
    const kept = await keepAll(await start(), url)
    const figures: ColdFigures[] = []
    for (let run = 0; run < runs; run += 1) figures.push(await openCold(await start(), url, kept))
    return figures
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Loads and keeps everything, and gives how many rows that are. */
async function keepAll(context: BrowserContext, url: string): Promise<number> {
  await context.addInitScript(() => localStorage.setItem('kept-rows', 'all'))
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated',
    undefined,
    { timeout: 300_000 },
  )
  await untilListed(page)
  const rows = await untilKept(page)
  await context.close()
  return rows
}

/** Waits until everything was read and stored: the number of rows stands still, and the browser's disk does. */
async function untilKept(page: Page): Promise<number> {
  let before = ''
  for (;;) {
    await page.waitForTimeout(3000)
    const { rows, syncedAt, usage } = await page.evaluate(async () => {
      // Sound: the page leaves it there.
      const { store } = (globalThis as unknown as InPage).throughline
      const { usage: bytes = 0 } = await navigator.storage.estimate()
      const status = store.status.get()
      return { rows: status.rows, syncedAt: status.syncedAt !== null, usage: Math.round(bytes / 1e5) }
    })
    const now = `${rows} ${usage}`
    if (syncedAt && rows > 0 && now === before) return rows
    before = now
  }
}

async function openCold(context: BrowserContext, url: string, kept: number): Promise<ColdFigures> {
  try {
    await context.setOffline(true)
    const page = await context.newPage()
    await observe(page)
    await page.addInitScript({ content: `globalThis.keptRowCount = ${kept};${watcher}` })
    await page.goto(url)
    await page.waitForFunction(
      () => {
        // Sound: `watcher` keeps its finds there.
        const { opened } = globalThis as unknown as InPage
        return opened.allRows !== undefined && opened.painted !== undefined && opened.first50 !== undefined
      },
      undefined,
      { timeout: 120_000 },
    )
    await page.waitForTimeout(300)
    const { tasks } = await observed(page)
    // Sound: `watcher` keeps its finds there.
    const found = await page.evaluate(() => (globalThis as unknown as InPage).opened)
    return { ...found, longestTask: Math.round(Math.max(0, ...tasks)) }
  } finally {
    await context.close()
  }
}

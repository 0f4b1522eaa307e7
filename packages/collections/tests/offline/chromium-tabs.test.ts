import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChromiumPage, startChromium } from './chromium.ts'

let browser: ChromiumPage
beforeAll(async () => {
  browser = await startChromium('../fixtures/tabs-page.ts', import.meta.url)
})
afterAll(async () => {
  await browser.close()
})

async function openTab(user: string, from = browser): Promise<Page> {
  const page = await from.open()
  await page.evaluate(`tab.open('${user}')`)
  return page
}

interface Told {
  readonly at: number
  readonly what: 'lead' | 'news'
}

const role = (page: Page) => page.evaluate('tab.role()')
const told = async (page: Page): Promise<readonly Told[]> => page.evaluate<readonly Told[]>('tab.told')
const now = async (page: Page): Promise<number> => page.evaluate<number>('tab.now()')
const leadOf = async (page: Page): Promise<number> =>
  (await told(page)).find(({ what }) => what === 'lead')?.at ?? Number.NaN

describe('tabs of Chromium', () => {
  it('hear each write, and take over from a leader that is closed and from one that crashes', async () => {
    const one = await openTab('tabs')
    await expect.poll(() => role(one)).toBe('leader')
    const [two, three] = [await openTab('tabs'), await openTab('tabs')]
    expect([await role(two), await role(three)]).toEqual(['follower', 'follower'])
    await one.evaluate(`tab.row('1', 'c')`)
    await expect
      .poll(() => told(two))
      .toMatchObject([{ what: 'news', news: { parts: [{ entity: 'owners' }] } }])
    await two.evaluate(`tab.edit('a')`)
    await expect
      .poll(() => told(one))
      .toMatchObject([{ what: 'lead' }, { news: { outbox: { added: [{ id: 'a', at: 1 }] } } }])
    expect(await two.evaluate(`tab.row('2', 'x')`)).toEqual({ kind: 'refused', reason: 'not-leader' })

    const closed = await now(two)
    await one.close()
    await expect.poll(() => role(two), { timeout: 5_000 }).toBe('leader')
    const afterClose = (await leadOf(two)) - closed
    expect(afterClose).toBeLessThan(2_000)
    await two.evaluate(`tab.row('2', 'd')`)

    const crashed = await now(three)
    const session = await browser.context.newCDPSession(two)
    // It never answers.
    session.send('Page.crash').catch(() => {})
    await expect.poll(() => role(three), { timeout: 5_000 }).toBe('leader')
    const afterCrash = (await leadOf(three)) - crashed
    expect(afterCrash).toBeLessThan(2_000)
    expect(await three.evaluate('tab.content()')).toEqual({
      cursor: 'd',
      rows: ['owners 1', 'owners 2'],
      edits: ['a'],
    })
    await three.close()
  })

  it('keep edits where the disk is full', async () => {
    // One of its own: a browser remembers for a while how much room there was.
    const small = await startChromium('../fixtures/tabs-page.ts', import.meta.url)
    const page = await small.open()
    const session = await small.context.newCDPSession(page)
    const quota = { origin: new URL(page.url()).origin, quotaSize: 8_000_000 }
    await session.send('Storage.overrideQuotaForOrigin', quota)
    await page.evaluate(`tab.open('quota')`)
    await expect.poll(() => role(page)).toBe('leader')
    await page.evaluate(`tab.row('1', 'c')`)
    expect(await page.evaluate('tab.fill()')).toBe(true)
    expect(await page.evaluate('tab.status()')).toMatchObject({ kind: 'memory', reason: 'quota' })
    expect(await page.evaluate(`tab.edit('a')`)).toMatchObject({ kind: 'written' })
    expect(await page.evaluate('tab.content()')).toMatchObject({ edits: ['a'] })
    await small.close()
  })

  it('find all edits that were stored before the browser crashed', async () => {
    const profile = mkdtempSync(path.join(tmpdir(), 'throughline-crash-'))
    try {
      const port = 41_731
      const first = await startChromium('../fixtures/tabs-page.ts', import.meta.url, { profile, port })
      const page = await openTab('crash', first)
      for (let index = 0; index < 20; index += 1) await page.evaluate(`tab.edit('${index}')`)
      const session = await first.context.browser()?.newBrowserCDPSession()
      session?.send('Browser.crash').catch(() => {})
      await first.context.waitForEvent('close')
      await first.close()
      const second = await startChromium('../fixtures/tabs-page.ts', import.meta.url, { profile, port })
      const again = await openTab('crash', second)
      const edits = Array.from({ length: 20 }, (_, index) => String(index))
      expect(await again.evaluate('tab.content()')).toMatchObject({ edits })
      await second.close()
    } finally {
      rmSync(profile, { recursive: true, force: true })
    }
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChromiumPage, startChromium } from './chromium.ts'
import { storageChecks } from './storage-checks.ts'

const checks = Object.values(storageChecks).flat().length

let browser: ChromiumPage
beforeAll(async () => {
  browser = await startChromium('../fixtures/contract-page.ts', import.meta.url)
})
afterAll(async () => {
  await browser.close()
})

describe('Chromium: OfflineStorage contract', () => {
  it.each([false, true])('passes on IndexedDB, with a key: %s', async (isSealed) => {
    const page = await browser.open()
    expect(await page.evaluate(`runContract(${isSealed})`)).toEqual({ passed: checks, failed: [] })
    await page.close()
  })
})

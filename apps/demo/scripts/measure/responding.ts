import type { Browser, Page } from '@playwright/test'
import { openListed, untilListed } from './loading.ts'
import { desk } from '../chromium.ts'
import { forget, observed, throttle } from './page-observer.ts'

/** From a key or a press to the next paint, in milliseconds, with a processor four times slower. */
export interface ResponseFigures {
  readonly typing: number
  readonly sorting: number
  readonly filtering: number
  readonly editing: number
}

/** The worst answer to what is done; of many, as INP takes it, the worst but one for each fifty. */
async function worst(page: Page, work: () => Promise<void>): Promise<number> {
  await forget(page)
  await work()
  await page.waitForTimeout(800)
  const { interactions } = await observed(page)
  const sorted = interactions.toSorted((a, b) => b - a)
  return Math.round(sorted[Math.floor(sorted.length / 50)] ?? 0)
}

/** Works in the directory and on a person as people do. */
export async function measureResponses(browser: Browser, url: string): Promise<ResponseFigures> {
  const context = await browser.newContext(desk)
  try {
    const page = await openListed(context, url)
    await throttle(page, 4)
    const box = page.getByRole('searchbox')
    const typing = await worst(page, async () => {
      await box.click()
      await page.keyboard.type('maria schm', { delay: 120 })
    })
    await box.fill('')
    await untilListed(page)
    const sorting = await worst(page, async () => {
      for (const name of ['Date of birth', 'First name', 'Last name', 'Last name']) {
        await page.getByRole('columnheader', { name }).getByRole('button').click()
        await page.waitForTimeout(400)
      }
    })
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('dialog').waitFor()
    await page.waitForTimeout(600)
    const filtering = await worst(page, async () => {
      for (const name of ['Female', 'Other']) {
        await page.getByRole('dialog').getByRole('checkbox', { exact: true, name }).click()
        await page.waitForTimeout(400)
      }
    })
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.keyboard.press('Escape')
    await untilListed(page)
    const editing = await editPerson(page)
    return { typing, sorting, filtering, editing }
  } finally {
    await context.close()
  }
}

async function editPerson(page: Page): Promise<number> {
  await page.getByRole('row').nth(2).click()
  await page.getByRole('button', { name: /^Edit/ }).first().waitFor()
  await page.waitForTimeout(800)
  return worst(page, async () => {
    await page.getByRole('button', { name: /^Edit/ }).first().click()
    const field = page.getByLabel('Last name')
    const name = await field.inputValue()
    await field.focus()
    await page.keyboard.press('End')
    await page.keyboard.type('xy', { delay: 120 })
    await page.keyboard.press('Control+Enter')
    await field.waitFor({ state: 'hidden' })
    // As it was.
    await page.getByRole('button', { name: /^Edit/ }).first().click()
    await field.fill(name)
    await page.keyboard.press('Control+Enter')
    await field.waitFor({ state: 'hidden' })
  })
}

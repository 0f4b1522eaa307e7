import { gzipSync } from 'node:zlib'
import { expect, type Page, test } from '@playwright/test'
import { scriptsOf } from '../scripts/measure/loading.ts'
import { directory, openDirectory, row } from './directory-page.ts'

/** The last and the first name of each row, in the order in which they stand there. */
async function names(page: Page): Promise<readonly string[]> {
  const cells = directory(page).getByRole('gridcell')
  const texts = await cells.evaluateAll((all) =>
    all.flatMap((cell) => (['2', '3'].includes(cell.ariaColIndex ?? '') ? [cell.textContent] : [])),
  )
  return texts.flatMap((text, index) => (index % 2 === 0 ? [`${text}, ${texts[index + 1]}`] : []))
}

test('shows the first persons before any script has run, and begins with them once all are read', async ({
  browser,
  page,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const served = await context.newPage()
  await served.goto('/')
  const first = await names(served)
  expect(first.length).toBeGreaterThan(12)
  expect(first.every((name) => /^\S.*, \S/.test(name))).toBe(true)
  const lastNames = first.map((name) => name.slice(0, name.indexOf(',')))
  expect(lastNames).toEqual(lastNames.toSorted((a, b) => (a < b ? -1 : Number(a > b))))
  // How many there are is not known yet.
  await expect(served.getByText(/\d of \d/)).toHaveCount(0)
  // In another order, others come first, and the page says nothing of them.
  await served.goto('/?sort=-lastName')
  expect((await names(served)).filter((name) => name !== ', ')).toEqual([])
  await context.close()
  await openDirectory(page)
  // Those with an accent in their name come between.
  const begin = first.slice(0, 5)
  await expect.poll(async () => (await names(page)).filter((name) => begin.includes(name))).toEqual(begin)
})

test('paints nothing later that is larger than those rows', async ({ page }) => {
  // As text: the page has none of the helpers that a compiled function may call.
  await page.addInitScript({
    content: `
      globalThis.painted = []
      new PerformanceObserver((list) => {
        for (const { element } of list.getEntries())
          painted.push(element.closest('[role=grid]') ? 'a row' : element.textContent)
      }).observe({ type: 'largest-contentful-paint', buffered: true })
    `,
  })
  await openDirectory(page)
  await expect.poll(async () => page.evaluate('painted.at(-1)')).toBe('a row')
})

test('begins with less than 300 kB of script, all of it compiled beside the main thread', async ({
  page,
}) => {
  const html = await (await page.request.get('/', { headers: { 'sec-fetch-dest': 'document' } })).text()
  const fetched = [...html.matchAll(/<link rel="preload"[^>]* href="([^"]+\.js)"/g)].map(
    ([, path = '']) => path,
  )
  const read = async (path: string) => (await page.request.get(path)).text()
  const scripts = await Promise.all([...scriptsOf(html)].map(read))
  const bytes = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)
  expect(bytes).toBeGreaterThan(100_000)
  expect(bytes).toBeLessThan(300_000)
  const later = await Promise.all(fetched.map(read))
  expect(later.length).toBeGreaterThan(3)
  for (const script of [...scripts, ...later]) expect(script).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/)
})

test('is taken over without an objection, in the time zone of the reader', async ({ browser }) => {
  const context = await browser.newContext({ timezoneId: 'Asia/Tokyo', locale: 'en-US' })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await openDirectory(page)
  const changed = row(page, 1).getByRole('gridcell').last().locator('time')
  const at = new Date((await changed.getAttribute('datetime')) ?? '')
  const shown = new Intl.DateTimeFormat('en-US', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Tokyo',
  }).format(at)
  await expect(changed).toHaveText(shown.replaceAll(/\s/g, ' '))
  expect(problems).toEqual([])
  await context.close()
})

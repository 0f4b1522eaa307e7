import { expect, type Page, test } from '@playwright/test'
import { traceTasks } from '../scripts/measure/trace-tasks.ts'
import { edit, personAt, shownPerson, synced } from './two-browsers.ts'

// A machine that does much else loads all rows slowly: what is measured is measured afterwards.
test.setTimeout(300_000)
const patience = { timeout: 120_000 }

/** Milliseconds that each may take. */
const limits = { keystroke: 50, task: 50, edit: 300 }

const palette = (page: Page) => page.getByRole('dialog')
const field = (page: Page) => palette(page).getByRole('combobox')
const options = (page: Page) => palette(page).getByRole('option')
/** The feed was asked for: by the page's store when it opens, by the search once all rows are indexed. */
const pulled = (page: Page) =>
  page.waitForResponse((response) => response.url().includes('/sync/pull'), patience)

/** Notes how long it takes from a key until the list of results is another one: as text, since the page has no helpers of a compiler. */
const observer = `
  globalThis.keys = []
  addEventListener('input', ({ timeStamp }) => {
    const watch = new MutationObserver(() => {
      watch.disconnect()
      keys.push(performance.now() - timeStamp)
    })
    const list = document.querySelector('[role=dialog] [role=listbox]')
    if (list) watch.observe(list, { childList: true, subtree: true, characterData: true })
  }, true)
`

/** A page that shows no list, whose store follows the feed: what its main thread does from then on, and asks for, is the search's. */
async function openPage(page: Page): Promise<void> {
  await page.addInitScript({ content: observer })
  const followed = pulled(page)
  await page.goto('/persons/new')
  await followed
  await expect(page.getByRole('button', { name: 'Search and commands' })).toBeVisible(patience)
}

/** Opens the palette, and waits until all rows are indexed in this browser. */
async function openPalette(page: Page): Promise<void> {
  const caughtUp = pulled(page)
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused(patience)
  await caughtUp
}

test('indexes every row beside the main thread, and answers each key at once', async ({ page }) => {
  await openPage(page)
  // What it takes to open the palette is its own.
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused(patience)
  const longestTask = await traceTasks(page)
  const pages: string[] = []
  page.on('response', (response) => {
    if (response.url().includes('/sync/snapshot')) pages.push(response.url())
  })
  await pulled(page)
  const longest = await longestTask()
  test.info().annotations.push({ type: 'longest task while indexing', description: `${longest} ms` })
  expect(pages.length).toBeGreaterThan(30)
  expect(longest).toBeLessThanOrEqual(limits.task)

  for (const key of 'maria berlin') {
    await page.keyboard.press(key === ' ' ? 'Space' : key)
    await page.waitForTimeout(150)
  }
  // Sound: the script above keeps its finds there.
  const keys = await page.evaluate(() => (globalThis as unknown as { keys: number[] }).keys)
  const sorted = keys.toSorted((a, b) => a - b)
  test.info().annotations.push({
    type: 'keystroke to results',
    description: `${sorted.map((time) => Math.round(time)).join(', ')} ms`,
  })
  expect(keys.length).toBeGreaterThan(5)
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(limits.keystroke)
})

test('finds a person by what is below them, with the keyboard alone', async ({ page }) => {
  await openPage(page)
  await openPalette(page)
  const response = await page.request.get('/api/trpc/addresses.list', {
    params: { input: JSON.stringify({ limit: 50 }) },
  })
  // Sound: this is what the API answers.
  const { result } = (await response.json()) as { result: { data: { items: { row: Address }[] } } }
  const address = result.data.items.map(({ row }) => row).find(({ city }) => /^\p{L}{5,}$/u.test(city))
  if (!address) throw new Error('There is no address with a city of one word.')
  await page.keyboard.type(`city:${address.city} street:"${address.street}"`)
  await expect(options(page).first()).toContainText('Matched in address')
  await expect(options(page).first()).toContainText(address.city)
  await expect(options(page).first().locator('mark').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(palette(page)).toBeHidden()
  await page.waitForURL(/\/persons\/[0-9a-f-]{36}/)
})

interface Address {
  readonly city: string
  readonly street: string
}

test('the list is searched by everything, and its address keeps the term', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('grid', { name: 'Persons' }).getByRole('row').nth(1)).toBeVisible(patience)
  const search = page.getByRole('searchbox', { name: 'Search persons' })
  const isNarrowed = async (): Promise<boolean> => {
    const count = (await page.getByText(/^[\d,]+ of [\d,]+/).textContent()) ?? ''
    const [matching = 0, all = 0] = (count.match(/[\d,]+/g) ?? []).map((text) =>
      Number(text.replaceAll(',', '')),
    )
    return matching > 0 && matching < all / 2
  }
  await search.fill('city:berlin')
  await expect(page).toHaveURL(/q=city%3Aberlin/)
  await expect.poll(isNarrowed, patience).toBe(true)
  await page.reload()
  await expect(search).toHaveValue('city:berlin')
  await expect.poll(isNarrowed, patience).toBe(true)
  // Why a person is among them.
  const first = page.getByRole('grid', { name: 'Persons' }).getByRole('row').nth(1)
  await expect(first).toContainText('Matched in address: Berlin')
  await expect(first.locator('mark')).toHaveText('Berlin')
})

test('the list has the best answers first, until one sorts it', async ({ page }) => {
  await page.goto('/')
  const list = page.getByRole('grid', { name: 'Persons' })
  const byLastName = list.getByRole('columnheader', { name: 'Last name' })
  const lastNames = async (): Promise<string[]> =>
    list.getByRole('gridcell').and(page.locator('[aria-colindex="2"]')).allTextContents()
  await expect(byLastName).toHaveAttribute('aria-sort', 'ascending', patience)
  const search = page.getByRole('searchbox', { name: 'Search persons' })
  await search.fill('bauer')
  // The same name first, before one that only begins with it.
  await expect.poll(async () => (await lastNames())[0], patience).toBe('Bauer')
  const ranked = await lastNames()
  const same = ranked.filter((name) => name === 'Bauer').length
  expect(ranked.lastIndexOf('Bauer')).toBe(same - 1)
  expect(ranked.length).toBeGreaterThan(same)
  await byLastName.getByRole('button').click()
  await expect(byLastName).toHaveAttribute('aria-sort', 'ascending')
  await expect(page).toHaveURL(/sort=lastName/)
  await expect.poll(async () => (await lastNames())[0]).not.toBe('Bauer')
})

test('says what may have been meant, and searches for that', async ({ page }) => {
  await page.goto('/')
  const list = page.getByRole('grid', { name: 'Persons' })
  await expect(list.getByRole('row').nth(1)).toBeVisible(patience)
  const search = page.getByRole('searchbox', { name: 'Search persons' })
  await search.fill('bauerr')
  await page.getByRole('button', { name: /^Did you mean “Bauer”\?$/i }).click(patience)
  await expect(search).toHaveValue(/^bauer$/i)
  await expect(search).toBeFocused()
  await expect(list.getByRole('row').nth(1).locator('mark')).toHaveText('Bauer', patience)
  await expect(page.getByRole('button', { name: /^Did you mean/ })).toHaveCount(0)
})

test('finds what was edited in another browser at once', async ({ page, browser }) => {
  const id = await personAt(page, 11)
  const other = await (await browser.newContext()).newPage()
  for (const one of [page, other]) {
    const live = one.waitForResponse((response) => response.url().includes('/sync/live'), patience)
    await one.goto(`/persons/${id}`)
    await expect(shownPerson(one)).toBeVisible(patience)
    await live
  }
  for (const one of [page, other]) {
    await expect(synced(one)).toBeVisible(patience)
  }
  await openPalette(page)
  const word = `Zq${Date.now().toString(36)}`
  await field(page).fill(word)
  await expect(options(page)).toHaveCount(0)
  // When the option is there, by the clock that both pages share.
  await page.evaluate((term) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector('[role=dialog] [role=listbox]')?.textContent?.includes(term)) return
      watch.disconnect()
      Object.assign(globalThis, { foundAt: Date.now() })
    })
    watch.observe(document.body, { childList: true, subtree: true, characterData: true })
  }, word)
  const saved = other.waitForResponse((answer) => answer.url().includes('sync.push'), patience)
  await edit(other, { 'Last name': word })
  await saved
  const savedAt = Date.now()
  await expect(options(page).first()).toContainText(word, patience)
  // Sound: set above.
  const foundAt = await page.evaluate(() => (globalThis as unknown as { foundAt: number }).foundAt)
  test
    .info()
    .annotations.push({ type: 'edit findable elsewhere after', description: `${foundAt - savedAt} ms` })
  expect(foundAt - savedAt).toBeLessThan(limits.edit)
  await other.context().close()
})

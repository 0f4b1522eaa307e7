import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { allListed, count, directory, filter, openDirectory, row } from './directory-page.ts'
import { patience } from './patience.ts'
import { partition } from './table.ts'

/** How many persons the view holds once that changes no more: a search says more as it knows more. */
async function settled(page: Page): Promise<number> {
  let last = -1
  await expect
    .poll(
      async () => {
        const [before, now] = [last, await matching(page)]
        last = now
        return now > 0 && now === before
      },
      { intervals: [700], timeout: 60_000 * patience },
    )
    .toBe(true)
  return last
}

/** How many persons the view holds. */
async function matching(page: Page): Promise<number> {
  const text = (await count(page).textContent()) ?? ''
  return Number(text.split(' ')[0]?.replaceAll(',', ''))
}

test('speaks German where the browser asks for it, keeps the choice, and says who is who by role', async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: 'de-DE' })
  const page = await context.newPage()
  await page.goto('/')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(page).toHaveTitle('Personen · Throughline')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Personen')
  await expect(page.getByText(/^([1-9][\d.]*) von \1$/)).toBeVisible({ timeout: 60_000 * patience })
  await expectAccessible(page)
  await page.getByRole('button', { name: 'CSV importieren' }).click()
  await expect(page.getByRole('dialog', { name: 'Aus CSV importieren' }).getByLabel('Datei')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('grid').getByRole('row').nth(1).click()
  await page
    .getByRole('button', { name: /bearbeiten$/ })
    .first()
    .click()
  await page.getByLabel('Nachname').fill('')
  await page.getByLabel('Geburtsdatum').fill('2190-01-01')
  await page.getByRole('button', { name: 'Speichern' }).click()
  await expect(page.getByText('Nachname wird benötigt.')).toBeVisible()
  await expect(page.getByText('Das Geburtsdatum liegt in der Zukunft.')).toBeVisible()
  await expect(page.getByRole('form')).toMatchAriaSnapshot(`
    - form "Person bearbeiten":
      - text: /Vorname/
      - textbox "Vorname"
      - text: /Nachname/
      - textbox "Nachname"
      - paragraph: Nachname wird benötigt.
      - text: /Geburtsdatum/
      - textbox "Geburtsdatum"
      - paragraph: Das Geburtsdatum liegt in der Zukunft.
      - text: /Geschlecht/
      - combobox "Geschlecht"
      - button "Abbrechen"
      - button "Speichern"
  `)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.getByRole('tab', { name: /^Addresses/ })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('tab', { name: /^Addresses/ })).toBeVisible()
  await context.close()
})

test('filters by columns, arranges them, and keeps both in the address and as a saved view', async ({
  page,
}) => {
  await openDirectory(page)
  const all = await settled(page)
  await page.getByRole('button', { name: 'Filters' }).click()
  const filters = page.getByRole('dialog', { name: 'Filters' })
  await filters.getByRole('checkbox', { exact: true, name: 'Female' }).check()
  await filters.getByLabel('Date of birth from').fill('1990-01-01')
  await expectAccessible(page)
  await filters.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('Gender: Female')).toBeVisible()
  await expect.poll(() => matching(page)).toBeLessThan(all)
  const found = await matching(page)
  await page.getByRole('button', { name: 'Columns' }).click()
  const columns = page.getByRole('dialog', { name: 'Columns' })
  await columns.getByRole('button', { name: 'Pin Gender' }).click()
  await columns.getByRole('checkbox', { name: 'Show Updated at' }).uncheck()
  await expectAccessible(page)
  await columns.getByRole('button', { name: 'Done' }).click()
  const heads = directory(page).getByRole('columnheader')
  await expect(heads).toHaveText(['', 'Gender', 'Last name', 'First name', 'Date of birth'])
  expect(new URL(page.url()).search).toContain('f.gender=female')

  await page.getByRole('button', { name: 'Save view' }).click()
  await page.getByLabel('Name of the view').fill('Young women')
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click()
  await page.getByRole('combobox', { name: 'Views' }).selectOption('All persons')
  await expect.poll(() => matching(page)).toBe(all)
  await page.reload()
  await expect(count(page)).toBeVisible({ timeout: 60_000 * patience })
  await page.getByRole('combobox', { name: 'Views' }).selectOption('Young women')
  await expect.poll(() => matching(page)).toBe(found)
  await expect(heads.nth(1)).toHaveText('Gender')
  await page.reload()
  await expect.poll(() => matching(page), { timeout: 60_000 * patience }).toBe(found)
})

test('a saved view has its term in the search field, and leaves it with the view', async ({ page }) => {
  await openDirectory(page)
  await filter(page).fill('maria')
  await expect(page).toHaveURL(/q=maria/)
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.getByLabel('Name of the view').fill('Marias')
  await page.getByRole('dialog').getByRole('button', { name: 'Save view' }).click()
  const views = page.getByRole('combobox', { name: 'Views' })
  await views.selectOption('All persons')
  await expect(filter(page)).toHaveValue('')
  await expect(page.getByText(allListed)).toBeVisible()
  await views.selectOption('Marias')
  await expect(filter(page)).toHaveValue('maria')
  await expect(page.getByText(allListed)).toBeHidden()
  // What is typed then stays: the address follows it, not it the address.
  await filter(page).press('End')
  await page.keyboard.type('nne', { delay: 150 })
  await expect(page).toHaveURL(/q=marianne/)
  await expect(filter(page)).toHaveValue('marianne')
})

test('selects persons, edits and deletes them together, and takes it back with all that belongs to them', async ({
  page,
}) => {
  await openDirectory(page, '?f.lastName=~an')
  await settled(page)
  await row(page, 1).click()
  await page.waitForURL(/\/persons\//)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const before = (await partition(id)).length
  expect(before).toBeGreaterThan(3)
  await page.goBack()
  await expect(count(page)).toBeVisible({ timeout: 60_000 * patience })
  const all = await settled(page)
  await row(page, 1).getByRole('checkbox').check()
  await row(page, 2).getByRole('checkbox').check()
  await expect(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('toolbar').getByRole('button', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByRole('combobox', { exact: true, name: 'Gender' }).selectOption('other')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(row(page, 1)).toContainText('Other')
  await expect(row(page, 2)).toContainText('Other')

  await row(page, 1).getByRole('checkbox').check()
  await row(page, 2).getByRole('checkbox').check()
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => matching(page)).toBe(all - 2)
  await expect.poll(async () => (await partition(id)).length).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect.poll(() => matching(page)).toBe(all)
  await expect.poll(async () => (await partition(id)).length).toBe(before)
})

test('exports the view as CSV, and takes it back in with what is wrong told by row', async ({ page }) => {
  await openDirectory(page, '?f.lastName=~mar&cols=lastName,firstName,dateOfBirth,gender')
  await expect(page.getByText(allListed)).toBeHidden()
  await expect.poll(() => matching(page)).toBeGreaterThan(0)
  const found = await settled(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('persons.csv')
  const text = await readFile(await file.path(), 'utf8')
  const lines = text.replace(/^\uFEFF/, '').split('\r\n')
  expect(lines[0]).toBe('Last name,First name,Date of birth,Gender')
  expect(lines).toHaveLength(found + 1)

  await page.getByRole('button', { name: 'Import CSV' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import from CSV' })
  await expectAccessible(page)
  const renamed = [
    'Last name,First name,Date of birth,Gender',
    'Marimport,One,1990-01-01,other',
    ',Two,1990-01-01,male',
  ]
  await dialog.getByLabel('File').setInputFiles({
    name: 'persons.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(renamed.join('\n')),
  })
  await expect(dialog.getByText('1 ready')).toBeVisible()
  await expect(dialog.getByText('Last name is required.')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Import 1' }).click()
  await expect(dialog.getByText('1 imported.')).toBeVisible({ timeout: 30_000 * patience })
  await dialog.getByRole('button', { name: 'Close' }).first().click()
  await expect.poll(() => matching(page)).toBe(found + 1)
})

test('creates a person from anywhere, shows its keys, and finds commands', async ({ page }) => {
  await openDirectory(page)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('new')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New person' })
  await dialog.getByLabel('First name').fill('Quick')
  await dialog.getByLabel('Last name').fill('Zcreated')
  await dialog.getByLabel('Date of birth').fill('1990-05-17')
  await dialog.getByLabel('Gender').selectOption('female')
  await page.keyboard.press('Control+Enter')
  await expect(dialog).toBeHidden()
  await page.getByRole('button', { name: 'Open' }).first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Quick Zcreated')
  await expectAccessible(page)
})

test('draws charts of all rows, each also as a table', async ({ page }) => {
  await openDirectory(page)
  await page.getByRole('button', { name: 'Insights' }).click()
  await page.getByRole('button', { name: 'As a table: Ages' }).click()
  const ages = page.getByRole('region', { name: 'Ages' })
  await expect(ages.getByRole('row', { name: /^30–39/ })).toBeVisible({ timeout: 60_000 * patience })
  await expectAccessible(page)
})

test('says that the browser is offline, and which rows wait', async ({ page, context }) => {
  await openDirectory(page, '?f.lastName=~er')
  await row(page, 1).getByRole('checkbox').check()
  await context.setOffline(true)
  await expect(page.getByText('You are offline')).toBeVisible()
  await page.getByRole('toolbar').getByRole('button', { name: 'Edit' }).click()
  await page
    .getByRole('dialog')
    .getByRole('combobox', { exact: true, name: 'Gender' })
    .selectOption('prefer_not_to_say')
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(row(page, 1)).toContainText('Not saved yet')
  await expect(page.getByText('1 change waiting').first()).toBeVisible()
  await expectAccessible(page)
  await context.setOffline(false)
  await expect(page.getByText('You are offline')).toBeHidden()
  await expect(row(page, 1)).not.toContainText('Not saved yet', { timeout: 60_000 * patience })
})

test('a press on a row that is not there yet opens nothing, and the list comes as ever', async ({ page }) => {
  const failures: string[] = []
  page.on('pageerror', (error) => failures.push(error.message))
  let release = (): void => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/api/trpc/**', async (route) => {
    await released
    await route.fallback()
  })
  // In the directory's own order the page comes with the first ones.
  await page.goto('/?sort=firstName')
  await expect(row(page, 3)).toHaveAttribute('aria-busy', 'true')
  await expect(row(page, 3).getByRole('checkbox')).toHaveCount(0)
  await row(page, 3).click()
  await directory(page).focus()
  for (const key of ['ArrowDown', 'Enter', 'Space', 'Control+a', 'End', 'Enter'])
    await page.keyboard.press(key)
  expect(new URL(page.url()).pathname).toBe('/')
  release()
  await expect(page.getByText(allListed)).toBeVisible({ timeout: 60_000 * patience })
  expect(new URL(page.url()).pathname).toBe('/')
  await expect(page.getByRole('toolbar')).toBeHidden()
  await row(page, 3).click()
  await page.waitForURL(/\/persons\//)
  expect(failures).toEqual([])
})

test('axe finds nothing on the pages that are left', async ({ page }) => {
  for (const path of ['/persons/new', '/nowhere', '/persons/00000000-0000-4000-8000-000000000000']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 30_000 * patience })
    await expectAccessible(page)
  }
  await openDirectory(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectAccessible(page)
  await row(page, 2).click()
  for (const tab of ['Profile', 'Addresses', 'Banking', 'Contacts', 'Employment']) {
    await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
    await expectAccessible(page)
  }
})

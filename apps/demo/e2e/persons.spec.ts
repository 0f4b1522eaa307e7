import { expect, type Page, test } from '@playwright/test'
import { allListed, directory, filter, openDirectory, openFirst } from './directory-page.ts'
import { patience } from './patience.ts'
import { partition } from './table.ts'
import { deleteFirst } from './two-browsers.ts'

const toasts = (page: Page) => page.getByRole('region', { name: /notifications/i })

async function openTab(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('tab', { name }).click()
}

test('finds a person, edits the last name inline, sees it at once and after a reload, under the keys of the design', async ({
  page,
}) => {
  const id = await openFirst(page, 'an')
  const renamed = `Throughline-${Date.now()}`
  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await page.getByLabel('Last name').fill(renamed)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(renamed)
  await expect
    .poll(async () => (await partition(id)).find(({ sk }) => sk === 'PROFILE')?.['lastName'])
    .toBe(renamed)

  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(renamed)

  const items = await partition(id)
  const profile = items.find(({ sk }) => sk === 'PROFILE')
  expect(profile).toMatchObject({
    pk: `PERSON#${id}`,
    sk: 'PROFILE',
    gsi1pk: 'PERSONS',
    gsi1sk: `PERSON#${id}`,
    gsi2pk: 'ALL_DATA',
    gsi2sk: `PERSON#${id}#PROFILE`,
    version: 2,
  })
  const prefixes = new Set(items.map(({ sk }) => String(sk).split('#')[0]))
  expect(prefixes).toEqual(new Set(['ADDRESS', 'BANK', 'CONTACT', 'EMPLOYMENT', 'PROFILE']))
  for (const { pk, sk, gsi1pk, gsi2pk, gsi2sk } of items.filter((item) => item['sk'] !== 'PROFILE')) {
    expect({ pk, gsi1pk, gsi2pk, gsi2sk }).toEqual({
      pk: `PERSON#${id}`,
      gsi1pk: undefined,
      gsi2pk: 'ALL_DATA',
      gsi2sk: `PERSON#${id}#${String(sk)}`,
    })
  }
})

test('shows in one browser what is edited in another, without a reload', async ({ page, browser }) => {
  const id = await openFirst(page, 'be')
  const other = await (await browser.newContext()).newPage()
  await other.goto(`/persons/${id}`)
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible()
  const renamed = `Elsewhere-${Date.now()}`
  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await page.getByLabel('Last name').fill(renamed)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(other.getByRole('heading', { level: 1 })).toContainText(renamed)
  await other.context().close()
})

test('adds an address, and deletes it', async ({ page }) => {
  const id = await openFirst(page, 'mar')
  await openTab(page, /^Addresses/)
  const addresses = async (): Promise<number> =>
    (await partition(id)).filter(({ sk }) => String(sk).startsWith('ADDRESS#')).length
  const before = await addresses()
  await page.getByRole('button', { name: 'Add address' }).click()
  const form = page.getByRole('form')
  await form.getByLabel('Street').fill('Teststraße 1')
  await form.getByLabel('City').fill('Testhausen')
  await form.getByLabel('State').fill('Bayern')
  await form.getByLabel('Postal code').fill('80331')
  await form.getByLabel('Country').selectOption('DE')
  await form.getByRole('button', { name: /^(Add|Save)/ }).click()
  const card = page.getByRole('article', { name: /Teststraße 1$/ })
  await expect(card).toBeVisible()
  await expect(page.getByRole('tab', { name: /^Addresses/ })).toContainText(String(before + 1))
  await expect.poll(addresses).toBe(before + 1)

  await card.getByRole('button', { name: /^Delete/ }).click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Delete/ })
    .click()
  await expect(card).toBeHidden()
  await expect(toasts(page)).toContainText('Deleted the address Teststraße 1, Testhausen')
  await expect.poll(addresses).toBe(before)
})

test('shows what the schema refuses at its field, and sends nothing', async ({ page }) => {
  const id = await openFirst(page, 'eva')
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url())
  })
  const field = page.getByLabel('First name')
  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await field.fill('')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(field).toBeHidden()
  expect(sent).toEqual([])
  expect((await partition(id)).find(({ sk }) => sk === 'PROFILE')).toMatchObject({ version: 1 })
})

test('creates a person, and deletes it with its children', async ({ page }) => {
  await openDirectory(page)
  await page.getByRole('link', { name: 'New person' }).click()
  await page.getByLabel('First name').fill('Ada')
  await page.getByLabel('Last name').fill('Newcomer')
  await page.getByLabel('Date of birth').fill('1990-05-17')
  await page.getByLabel('Gender').selectOption('female')
  await page.getByRole('button', { name: /^(Create|Add|Save)/ }).click()
  await page.waitForURL(/\/persons\/[0-9a-f-]{36}/)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ada Newcomer')
  await openTab(page, /^Contacts/)
  await page.getByRole('button', { name: 'Add contact' }).click()
  await page.getByRole('form').getByLabel('Value').fill('ada@example.com')
  await page
    .getByRole('form')
    .getByRole('button', { name: /^(Add|Save)/ })
    .click()
  await expect.poll(async () => (await partition(id)).length).toBe(2)

  await openTab(page, /^Profile/)
  await deleteFirst(page)
  await page.waitForURL('/')
  await expect(page.getByText(allListed)).toBeVisible()
  await expect.poll(async () => (await partition(id)).length).toBe(0)
})

test('keeps IBANs masked until one asks for them', async ({ page }) => {
  const id = await openFirst(page, 'sch')
  await openTab(page, /^Banking/)
  const iban = String((await partition(id)).find(({ sk }) => String(sk).startsWith('BANK#'))?.['iban'])
  const grouped = iban.replaceAll(/(.{4})(?=.)/g, '$1 ')
  await expect(page.getByText('••••').first()).toBeVisible()
  await expect(page.getByText(grouped)).toBeHidden()
  const masked = page.getByRole('button', { name: /^Show IBAN/ })
  // Pressed, it hides the number again, and says so.
  for (let left = await masked.count(); left > 0; left -= 1) await masked.first().click()
  await expect(page.getByText(grouped)).toBeVisible()
})

test('opens a deep link, and keeps the place over a reload', async ({ page }) => {
  const id = await openFirst(page, 'lee')
  await page.goto(`/persons/${id}?tab=employment`)
  await expect(page.getByRole('tab', { name: /^Employment/ })).toHaveAttribute('aria-selected', 'true')
  await page.reload()
  await expect(page.getByRole('tab', { name: /^Employment/ })).toHaveAttribute('aria-selected', 'true')

  await page.goto('/?q=schm&sort=-dateOfBirth')
  await expect(filter(page)).toHaveValue('schm')
  await expect(page.getByRole('columnheader', { name: /Date of birth/ })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
})

test('says so where there is no such person', async ({ page }) => {
  await page.goto('/persons/00000000-0000-4000-8000-000000000000')
  await expect(page.getByText('There is no such person')).toBeVisible({ timeout: 20_000 * patience })
})

test('sorts, scrolls to the end and comes back by keyboard alone', async ({ page }) => {
  await openDirectory(page)
  // Other tests have made persons; the first row is the head.
  const [all = ''] = ((await page.getByText(allListed).textContent()) ?? '').split(' ')
  const last = String(Number(all.replaceAll(',', '')) + 1)
  await directory(page).focus()
  await page.keyboard.press('End')
  await expect(directory(page).getByRole('row').last()).toHaveAttribute('aria-rowindex', last)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/persons\//)
  await page.goBack()
  await expect(directory(page).getByRole('row').last()).toHaveAttribute('aria-rowindex', last)
  await page.reload()
  await expect(directory(page).getByRole('row').last()).toHaveAttribute('aria-rowindex', last)
})

test('keeps a change that the server refuses, says why, and takes it back where one wants that', async ({
  page,
  browser,
}) => {
  const id = await openFirst(page, 'lis')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await page.getByLabel('Last name').fill('Nobody')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Nobody')

  const other = await (await browser.newContext()).newPage()
  await other.goto(`/persons/${id}`)
  await deleteFirst(other)
  await expect.poll(async () => (await partition(id)).length).toBe(0)
  await other.context().close()

  await page.context().setOffline(false)
  const refused = page.getByRole('banner').getByRole('button', { name: '1 change refused' })
  await expect(refused).toBeVisible({ timeout: 30_000 * patience })
  await expect(toasts(page)).toContainText('The server refused your change')
  await refused.click()
  const waiting = page.getByRole('dialog', { name: 'Changes that wait' })
  await waiting.getByRole('button', { name: 'Discard' }).click()
  await expect(waiting).toContainText('All changes are with the server.')
  await page.keyboard.press('Escape')
  await expect(refused).toBeHidden()
  await expect(page.getByText('Nobody')).toBeHidden()
})

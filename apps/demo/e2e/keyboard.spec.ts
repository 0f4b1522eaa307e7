import { expect, type Page, test } from '@playwright/test'
import { allListed, directory, openDirectory } from './directory-page.ts'
import { tabTo } from './keyboard.ts'
import { patience } from './patience.ts'
import { partition } from './table.ts'
import { deleteFirst, edit, openInTwo } from './two-browsers.ts'

/** The mouse is not to be had: a press that moves it fails. */
async function withoutMouse(page: Page): Promise<void> {
  await page.addInitScript(() => {
    for (const type of ['mousedown', 'pointerdown']) {
      addEventListener(
        type,
        (event) => {
          if (event.isTrusted) throw new Error('The mouse was used.')
        },
        { capture: true },
      )
    }
  })
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('form')).toBeHidden()
}

test('the whole path by keyboard: find, open, edit each entity, add, delete, undo', async ({ page }) => {
  test.setTimeout(180_000 * patience)
  await withoutMouse(page)
  await openDirectory(page)

  // Find and open.
  await page.keyboard.press('/')
  await page.keyboard.type('san')
  await expect(page.getByText(allListed)).toBeHidden()
  await tabTo(page, 'grid', /^Persons$/)
  // What is found may still grow: the row that the keys stand on is opened once it is there.
  await expect(async () => {
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/persons\//, { timeout: 2000 })
  }).toPass({ timeout: 60_000 * patience })
  await page.waitForURL(/\/persons\/[0-9a-f-]{36}/)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()

  // The person itself.
  await tabTo(page, 'button', /^Edit /)
  await page.keyboard.press('Enter')
  await tabTo(page, 'textbox', /^Last name/)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Keys')
  await save(page)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Keys')

  // Each kind of what belongs to it: the tab with the arrows, its first card's form, one field.
  const fields = [
    ['Addresses', /^Street/, 'Keyboard street 1'],
    ['Banking', /^Bank/, 'Keyboard bank'],
    ['Contacts', /^Value/, ''],
    ['Employment', /^Position/, 'Typist'],
  ] as const
  for (const [tab, field, text] of fields) {
    await tabTo(page, 'tab', /./, 'Shift+Tab')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('tab', { selected: true })).toContainText(tab)
    await tabTo(page, 'button', /^Edit /)
    await page.keyboard.press('Enter')
    await tabTo(page, 'textbox', field)
    if (text !== '') {
      await page.keyboard.press('Control+a')
      await page.keyboard.type(text)
    }
    await save(page)
    if (text !== '') await expect(page.getByText(text).first()).toBeVisible()
  }

  // Add a contact, delete it, and take that back.
  await tabTo(page, 'tab', /^Employment/, 'Shift+Tab')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', /^Add contact/)
  await page.keyboard.press('Enter')
  await tabTo(page, 'textbox', /^Value/)
  await page.keyboard.type('keys@example.com')
  await save(page)
  const contact = page.getByRole('link', { name: 'keys@example.com' })
  await expect(contact).toBeVisible()
  await tabTo(page, 'button', /^Delete contact keys@/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await tabTo(page, 'button', /^Delete$/)
  await page.keyboard.press('Enter')
  await expect(contact).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(contact).toBeVisible()
  await expect
    .poll(async () => (await partition(id)).some((item) => item['value'] === 'keys@example.com'))
    .toBe(true)

  // Back to the same place.
  await tabTo(page, 'link', /^All persons/, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(directory(page)).toBeVisible()
})

test('a conflict is resolved by keyboard', async ({ page, browser }) => {
  const { one, two } = await openInTwo(browser, page, 20)
  await tabTo(one, 'button', /^Edit /)
  await one.keyboard.press('Enter')
  await tabTo(one, 'textbox', /^Last name/)
  await one.keyboard.press('Control+a')
  await one.keyboard.type('Zmykeys')
  await edit(two, { 'Last name': 'Ztheirkeys' })
  await expect(one.getByText('Someone else changed this just now to')).toBeVisible()
  await save(one)
  await tabTo(one, 'button', /conflict to decide/, 'Shift+Tab')
  await one.keyboard.press('Enter')
  await expect(one.getByRole('dialog')).toBeVisible()
  await one.keyboard.press('Space')
  await one.keyboard.press('Enter')
  await expect(one.getByRole('heading', { level: 1 })).toContainText('Zmykeys')
  await expect(two.getByRole('heading', { level: 1 })).toContainText('Zmykeys')
  await two.context().close()
})

test('a row that someone else deletes keeps its open form, and says so', async ({ page, browser }) => {
  const { one, two } = await openInTwo(browser, page, 21)
  await one.getByRole('button', { name: /^Edit/ }).first().click()
  await one.getByLabel('Last name').fill('Zunsaved')
  await deleteFirst(two)
  await expect(one.getByText('Someone else deleted this while you were editing it.')).toBeVisible()
  await expect(one.getByLabel('Last name')).toHaveValue('Zunsaved')
  await one.keyboard.press('Escape')
  await expect(one.getByText('There is no such person')).toBeVisible()
  await two.context().close()
})

import { expect, type Page } from '@playwright/test'
import { type Edit, pendingEdits } from './offline-edits.ts'
import { field, heading, save } from './two-browsers.ts'

/** Makes eight edits as a person does, of every kind and in all entities: six on the page that is open. */
export async function editByHand(page: Page, goneId: string, url: string): Promise<readonly Edit[]> {
  const known = new Set<string>()
  const edits: Edit[] = []
  /** One more waits by then. */
  const done = async (entity: Edit['entity'], kind: Edit['kind']): Promise<string> => {
    await expect.poll(async () => (await pendingEdits(page)).length).toBe(edits.length + 1)
    const added = (await pendingEdits(page)).filter(({ pendingId }) => !known.has(pendingId))
    expect(added).toMatchObject([{ entity, kind }])
    for (const { pendingId, ...edit } of added) {
      known.add(pendingId)
      edits.push(edit)
    }
    return edits.at(-1)?.id ?? ''
  }

  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await field(page, 'Last name').fill('Handmade')
  await save(page)
  await expect(heading(page)).toContainText('Handmade')
  await done('persons', 'update')

  await openTab(page, 'Addresses')
  await addRow(
    page,
    'Add address',
    { Street: 'Deich 7', City: 'Husum', State: 'SH', 'Postal code': '25813' },
    'DE',
  )
  await expect(page.getByText('Husum').first()).toBeVisible()
  await done('addresses', 'insert')
  await openTab(page, 'Banking')
  await page.getByRole('tabpanel').getByRole('button', { name: /^Edit/ }).first().click()
  await field(page, 'Bank').fill('Sparkasse Husum')
  await page.getByRole('form').getByRole('button', { exact: true, name: 'Save' }).click()
  await expect(page.getByText('Sparkasse Husum').first()).toBeVisible()
  await done('bankAccounts', 'update')

  await openTab(page, 'Contacts')
  await addRow(page, 'Add contact', { Value: 'hand@example.com' })
  await expect(page.getByText('hand@example.com').first()).toBeVisible()
  await done('contactInfos', 'insert')
  await openTab(page, 'Employment')
  await deleteFirst(page, 'tabpanel')
  await done('employments', 'delete')
  await openTab(page, 'Banking')
  await expect(page.getByText('Not saved yet').first()).toBeVisible()

  await page.goto(`${url}/persons/new`)
  await page.getByLabel('First name').fill('Ada')
  await page.getByLabel('Last name').fill('Offline')
  await page.getByLabel('Date of birth').fill('1990-05-17')
  await page.getByLabel('Gender').selectOption('female')
  await page.getByRole('button', { name: /^(Create|Add|Save)/ }).click()
  await page.waitForURL(/\/persons\/[0-9a-f-]{36}/)
  await expect(heading(page)).toHaveText('Ada Offline')
  await done('persons', 'insert')
  await openTab(page, 'Contacts')
  await addRow(page, 'Add contact', { Value: 'ada@example.com' })
  await done('contactInfos', 'insert')

  await page.goto(`${url}/persons/${goneId}`)
  await expect(heading(page)).toBeVisible()
  await deleteFirst(page, 'main')
  await page.waitForURL(`${url}/`)
  await done('persons', 'delete')
  return edits
}

async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
}

async function addRow(
  page: Page,
  button: string,
  values: Readonly<Record<string, string>>,
  country?: string,
): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  const form = page.getByRole('form')
  for (const [label, value] of Object.entries(values)) await form.getByLabel(label).fill(value)
  if (country !== undefined) await form.getByLabel('Country').selectOption(country)
  await form.getByRole('button', { name: /^(Add|Save)/ }).click()
}

async function deleteFirst(page: Page, place: 'main' | 'tabpanel'): Promise<void> {
  const question = page.getByRole('alertdialog')
  await page
    .getByRole(place)
    .getByRole('button', { name: /^Delete/ })
    .first()
    .click()
  await question.getByRole('button', { name: /^Delete/ }).click()
  await expect(question).toBeHidden()
}

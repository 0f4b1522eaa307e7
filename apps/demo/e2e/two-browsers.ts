import { type Browser, expect, type Page } from '@playwright/test'
import { patience } from './patience.ts'

/** The same person's page in two browsers that share nothing but the server. */
export interface TwoBrowsers {
  readonly id: string
  readonly one: Page
  readonly two: Page
}

/** Opens a person from the end of the alphabet, where no other test looks, in two browsers. */
export async function openInTwo(browser: Browser, one: Page, place: number): Promise<TwoBrowsers> {
  const id = await personAt(one, place)
  const two = await (await browser.newContext()).newPage()
  for (const page of [one, two]) await openPerson(page, id)
  return { id, one, two }
}

/** Id of the person at a place from the end of the alphabet, among those that the server lists first. */
export async function personAt(page: Page, place: number): Promise<string> {
  const response = await page.request.get('/api/trpc/persons.list', {
    params: { input: JSON.stringify({ limit: 1000 }) },
  })
  // Sound: this is what the API answers.
  const { result } = (await response.json()) as { result: { data: { items: Listed[] } } }
  const persons = result.data.items.map(({ row }) => row)
  persons.sort((a, b) => (a.lastName < b.lastName ? 1 : -1))
  return persons[place]?.id ?? ''
}

interface Listed {
  readonly row: { readonly id: string; readonly lastName: string }
}

/** Opens a person's page, and waits until it is told of what others do. */
export async function openPerson(page: Page, id: string): Promise<void> {
  await page.goto(`/persons/${id}`)
  await expect(shownPerson(page)).toBeVisible({ timeout: 30_000 * patience })
  await expect(synced(page)).toBeVisible({ timeout: 30_000 * patience })
}

/** The line that says when the page was last in step with the server. */
export const synced = (page: Page) =>
  page
    .getByRole('banner')
    .getByText(/^Synced/)
    .first()

export const heading = (page: Page) => page.getByRole('heading', { level: 1 })

/** The heading of a person who is there: while one is loaded, the page has another. */
export const shownPerson = (page: Page) => page.getByRole('heading', { level: 1, name: /^(?!Loading)/ })

/** A field of the form that is open. */
export const field = (page: Page, name: string) => page.getByRole('textbox', { exact: true, name })

export async function openForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await expect(field(page, 'First name')).toBeFocused()
}

export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { exact: true, name: 'Save' }).click()
  await expect(field(page, 'First name')).toBeHidden()
}

/** Deletes the row of the page's first card, and says so when asked. */
export async function deleteFirst(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Delete/ })
    .first()
    .click()
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Delete/ })
    .click()
}

export async function edit(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  await openForm(page)
  for (const [name, value] of Object.entries(values)) await field(page, name).fill(value)
  await save(page)
}

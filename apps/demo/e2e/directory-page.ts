import { expect, type Page } from '@playwright/test'
import { patience } from './patience.ts'

/** What the directory says once it lists all persons, and nothing filters them. */
export const allListed = /^([1-9][\d,]*) of \1$/
const someListed = /^[\d,]+ of [\d,]+$/

/** How many persons the view holds, and how many there are. */
export const count = (page: Page) => page.getByText(someListed)
export const directory = (page: Page) => page.getByRole('grid', { name: 'Persons' })
/** A row by its place; the head is the first. */
export const row = (page: Page, index: number) => directory(page).getByRole('row').nth(index)
export const filter = (page: Page) => page.getByRole('searchbox', { name: 'Search persons' })

/** Opens the directory, and waits until all persons are there; with a query, until some are. */
export async function openDirectory(page: Page, query = ''): Promise<void> {
  await page.goto(`/${query}`)
  await expect(query === '' ? page.getByText(allListed) : count(page)).toBeVisible({
    timeout: 60_000 * patience,
  })
}

/** Opens the first person of the directory that a search leaves, and gives the person's id. */
export async function openFirst(page: Page, term: string): Promise<string> {
  await openDirectory(page)
  await filter(page).fill(term)
  await expect(page.getByText(allListed)).toBeHidden()
  await row(page, 1).click()
  await page.waitForURL(/\/persons\/[0-9a-f-]{36}/)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

import { type APIRequestContext, type BrowserContext, expect, type Page } from '@playwright/test'
import { allListed } from './directory-page.ts'
import { slow, untilKept } from './kept.ts'
import type { Network } from './network.ts'
import type { PersonRows } from './offline-edits.ts'
import { patience } from './patience.ts'
import { partition } from './table.ts'
import { shownPerson, synced } from './two-browsers.ts'

export async function goOffline(context: BrowserContext, network: Network): Promise<void> {
  await network.cut()
  await context.setOffline(true)
}

export async function goOnline(context: BrowserContext, network: Network): Promise<void> {
  await network.mend()
  await context.setOffline(false)
}

/** Opens the app for the first time, and waits until it would open without a server. */
export async function openFirst(context: BrowserContext, { url }: Network): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await expect(page.getByText(allListed)).toBeVisible({ timeout: 120_000 * patience })
  await expect(synced(page)).toBeVisible(slow)
  await untilKept(page)
  return page
}

export async function openPerson(context: BrowserContext, { url }: Network, id: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${url}/persons/${id}`)
  await expect(shownPerson(page)).toBeVisible(slow)
  return page
}

interface Listed {
  readonly row: { readonly id: string }
}

/** Persons with enough below them for every kind of edit. */
export async function findPersons(
  request: APIRequestContext,
  from: number,
  count: number,
): Promise<PersonRows[]> {
  const response = await request.get('/api/trpc/persons.list', {
    params: { input: JSON.stringify({ limit: 1000 }) },
  })
  // Sound: this is what the API answers.
  const { result } = (await response.json()) as { result: { data: { items: readonly Listed[] } } }
  const found: PersonRows[] = []
  for (const { row } of result.data.items.slice(from)) {
    const rows = await partition(row.id)
    const idsOf = (prefix: string): string[] =>
      rows.flatMap(({ sk }) => (String(sk).startsWith(prefix) ? [String(sk).slice(prefix.length)] : []))
    const [[bankAccountId], [employmentId]] = [idsOf('BANK#'), idsOf('EMPLOYMENT#')]
    const addressIds = idsOf('ADDRESS#')
    if (addressIds.length < 2 || idsOf('CONTACT#').length === 0 || !bankAccountId || !employmentId) continue
    const versions = new Map(rows.map(({ id, version }) => [String(id), Number(version)]))
    found.push({ personId: row.id, addressIds, bankAccountId, employmentId, versions })
    if (found.length === count) return found
  }
  throw new Error(`Only ${found.length} persons have enough below them.`)
}

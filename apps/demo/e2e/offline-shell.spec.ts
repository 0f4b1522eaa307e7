import { expect, type Page, test } from '@playwright/test'
import { createDevice, type Device } from './device.ts'
import { allListed } from './directory-page.ts'
import { keptIndexes, slow } from './kept.ts'
import { type Network, openNetwork } from './network.ts'
import { makeEdits, waiting } from './offline-edits.ts'
import { findPersons, goOffline, openFirst, openPerson } from './offline-opening.ts'
import { patience } from './patience.ts'
import { partition } from './table.ts'
import { heading, shownPerson } from './two-browsers.ts'

// All rows are loaded, and kept, by a browser that begins with none.
test.describe.configure({ timeout: 300_000 * patience })

let device: Device
let network: Network

test.beforeEach(async ({ baseURL }) => {
  device = createDevice()
  network = await openNetwork(baseURL ?? '')
})

test.afterEach(async () => {
  await device.close()
  await network.close()
})

test('opens every page without a server, and goes from page to page', async ({ request }) => {
  const [rows] = await findPersons(request, 520, 1)
  const id = rows?.personId ?? ''
  const context = await device.start()
  await openFirst(context, network)
  await goOffline(context, network)
  await device.kill()
  const reopened = await device.start()
  await reopened.setOffline(true)
  const page = await reopened.newPage()
  await page.goto(network.url)
  await expect(page.getByText(allListed)).toBeVisible(slow)
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
  await page.getByRole('grid', { name: 'Persons' }).getByRole('row').nth(1).click()
  await page.waitForURL(/\/persons\/[0-9a-f-]{36}/)
  await expect(shownPerson(page)).toBeVisible(slow)
  await page.getByRole('link', { name: 'All persons' }).click()
  await expect(page.getByRole('grid', { name: 'Persons' }).getByRole('row').nth(1)).toBeVisible(slow)
  expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true)
  for (const [path, text] of [
    ['/persons/new', 'New person'],
    [`/persons/${id}?tab=banking`, 'Banking'],
    ['/no/such/page', 'Persons'],
  ] as const) {
    await page.goto(`${network.url}${path}`)
    await expect(page.getByText(text).first()).toBeVisible(slow)
  }
  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
    return requests.flat().map(({ url }) => new URL(url).pathname)
  })
  expect(kept.length).toBeGreaterThan(10)
  expect(kept.filter((path) => path.startsWith('/api/'))).toEqual([])
  // The page that a server draws has persons; the one that is kept for later tells of nobody.
  const pages = await page.evaluate(async () => {
    const found = await caches.match('/')
    return (await found?.text()) ?? ''
  })
  expect(pages).toContain('role="grid"')
  expect(pages).not.toContain('"dateOfBirth\\":')
  expect(pages).not.toContain('<time')
})

test('finds without a server what was indexed before, and what was edited since', async ({ request }) => {
  const [rows] = await findPersons(request, 530, 1)
  const id = rows?.personId ?? ''
  const profile = (await partition(id)).find(({ sk }) => sk === 'PROFILE')
  const context = await device.start()
  const first = await openFirst(context, network)
  await first.close()
  // From here on the app's own files come from where they are kept: the search's worker, too.
  const page = await openPerson(context, network, id)
  const indexed = page.waitForResponse((response) => response.url().includes('/sync/pull'), slow)
  await page.keyboard.press('Control+k')
  await indexed
  await expect.poll(() => keptIndexes(page), slow).toBeGreaterThan(0)
  await goOffline(context, network)
  await device.kill()
  const reopened = await device.start()
  await reopened.setOffline(true)
  const offline = await openPerson(reopened, network, id)
  await makeEdits(offline, [{ entity: 'persons', id, kind: 'update', values: { lastName: 'Zqoffline' } }])
  await offline.keyboard.press('Control+k')
  const palette = offline.getByRole('dialog')
  for (const term of [`${String(profile?.['firstName'])} zqoffline`, 'city:berlin']) {
    await palette.getByRole('combobox').fill(term)
    await expect(palette.getByRole('option').first()).toContainText(/zqoffline|berlin/i, slow)
  }
})

test('says that a new version is ready, and begins it when one asks for it', async () => {
  const context = await device.start()
  const page = await openFirst(context, network)
  const versions = () => page.evaluate(() => caches.keys())
  const before = await versions()
  network.release('next')
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
  const ready = page.getByRole('region', { name: /notifications/i })
  await expect(ready).toContainText('A new version is ready', slow)
  // Until then the pages are those of the version that they began with.
  expect((await versions()).toSorted()).toEqual([...before, 'shell-next'].toSorted())
  await loadedAnew(page, () => ready.getByRole('button', { name: 'Reload' }).click())
  await expect.poll(versions, slow).toEqual(['shell-next'])
})

test('leaves no row and no change on the device where one wants that, in any tab', async ({ request }) => {
  const [rows] = await findPersons(request, 540, 1)
  const context = await device.start()
  const page = await openFirst(context, network)
  const other = await openPerson(context, network, rows?.personId ?? '')
  await goOffline(context, network)
  await makeEdits(other, [
    { entity: 'persons', id: rows?.personId ?? '', kind: 'update', values: { lastName: 'Unsent' } },
  ])
  await expect.poll(() => waiting(page), slow).toEqual({ all: 1, stored: 1 })
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('Remove all')
  await page.getByRole('option', { name: 'Remove all data from this device' }).click()
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText('1 change was not sent yet, and will be lost.')
  await loadedAnew(page, () => question.getByRole('button', { name: 'Remove' }).click())
  await expect(other.getByText('was removed from this device in another tab')).toBeVisible(slow)
  await expect(other.getByText('Unsent')).toBeHidden()
  await expect.poll(() => waiting(page), slow).toEqual({ all: 0, stored: 0 })
  await expect(page.getByText('Unsent')).toBeHidden()
  await page.goto(`${network.url}/persons/${rows?.personId ?? ''}`)
  await expect(heading(page)).toHaveText('This person could not be loaded', slow)
})

/** Does what makes a page load itself anew, and waits until it has. */
async function loadedAnew(page: Page, act: () => Promise<void>): Promise<void> {
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
  await act()
  await page.waitForFunction(
    () => !('isSamePage' in globalThis) && 'throughline' in globalThis,
    undefined,
    slow,
  )
}

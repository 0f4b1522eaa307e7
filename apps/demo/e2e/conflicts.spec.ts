import { expect, type Page, test } from '@playwright/test'
import { patience } from './patience.ts'
import { partition } from './table.ts'
import { edit, field, heading, openForm, openInTwo, openPerson, personAt, save } from './two-browsers.ts'

// Two browsers load all persons each.
test.describe.configure({ timeout: 120_000 * patience })

/** The person's own row, as the table holds it. */
async function profile(id: string) {
  return (await partition(id)).find(({ sk }) => sk === 'PROFILE')
}

const entry = (page: Page) => page.getByRole('button', { name: '1 conflict to decide' })
const choice = (page: Page, name: RegExp) => page.getByRole('dialog').getByRole('radio', { name })

/** Notes when this page sends a form, or first shows a text in its heading; both on the clock of the one machine. */
async function stopwatch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times = { saved: 0, shown: new Map<string, number>() }
    Object.assign(window, { times })
    const now = () => performance.timeOrigin + performance.now()
    document.addEventListener('submit', () => (times.saved = now()), true)
    const look = () => {
      const text = document.querySelector('h1')?.textContent ?? ''
      if (!times.shown.has(text)) times.shown.set(text, now())
    }
    new MutationObserver(look).observe(document.body, { characterData: true, childList: true, subtree: true })
  })
}

interface Timed {
  readonly times: { readonly saved: number; readonly shown: ReadonlyMap<string, number> }
}

// Sound: `stopwatch` put it there.
const savedAt = (page: Page) => page.evaluate(() => (window as unknown as Timed).times.saved)
const shownAt = (page: Page, text: string) =>
  // Sound: as above.
  page.evaluate((wanted) => (window as unknown as Timed).times.shown.get(wanted) ?? 0, text)

test.describe('live', () => {
  test('shows an edit of one browser in another within 200 ms, without a reload', async ({
    page,
    browser,
  }) => {
    const { one, two } = await openInTwo(browser, page, 1)
    const [first = ''] = (await heading(one).innerText()).split(' ')
    for (const each of [one, two]) await stopwatch(each)
    const warmUp = 3
    const delays: number[] = []
    for (let step = 0; step < warmUp + 12; step += 1) {
      const name = `${first} Zlive${step}`
      await edit(one, { 'First name': first, 'Last name': `Zlive${step}` })
      await expect(heading(two)).toHaveText(name)
      const delay = (await shownAt(two, name)) - (await savedAt(one))
      if (step >= warmUp) delays.push(delay)
    }
    delays.sort((a, b) => a - b)
    const median = delays[Math.floor(delays.length / 2)] ?? Infinity
    const description = `median ${median.toFixed(0)} ms, worst ${(delays.at(-1) ?? 0).toFixed(0)} ms of ${delays.length}`
    test.info().annotations.push({ type: 'commit to the other screen', description })
    process.stdout.write(`  commit to the other screen: ${description}\n`)
    expect(Math.min(...delays)).toBeGreaterThan(0)
    expect(median).toBeLessThanOrEqual(200)
    await two.context().close()
  })
})

test('keeps both edits of two fields that were made offline of each other', async ({ page, browser }) => {
  const { id, one, two } = await openInTwo(browser, page, 2)
  const before = Number((await profile(id))?.['version'])
  for (const each of [one, two]) await each.context().setOffline(true)
  await edit(one, { 'First name': 'Zora' })
  await edit(two, { 'Last name': 'Zweig' })
  await expect(heading(one)).toContainText('Zora')
  await expect(heading(one)).not.toContainText('Zweig')
  await expect(heading(two)).not.toContainText('Zora')
  for (const each of [one, two]) await each.context().setOffline(false)
  for (const each of [one, two])
    await expect(heading(each)).toHaveText('Zora Zweig', { timeout: 30_000 * patience })
  const both = { firstName: 'Zora', lastName: 'Zweig', version: before + 2 }
  await expect.poll(() => profile(id)).toMatchObject(both)
  for (const each of [one, two]) {
    await expect(each.getByRole('button', { name: /to decide$/ })).toBeHidden()
    await each.reload()
    await expect(heading(each)).toHaveText('Zora Zweig')
  }
  await two.context().close()
})

for (const side of ['Mine', 'Theirs'] as const) {
  test(`asks who stands where both changed the same field: ${side.toLowerCase()}`, async ({
    page,
    browser,
  }) => {
    const { id, one, two } = await openInTwo(browser, page, side === 'Mine' ? 3 : 4)
    const before = String((await profile(id))?.['lastName'])
    const [mine, theirs] = [`Zmine-${side}`, `Ztheirs-${side}`]
    await one.context().setOffline(true)
    await edit(one, { 'Last name': mine })
    await edit(two, { 'Last name': theirs })
    await expect.poll(async () => (await profile(id))?.['lastName']).toBe(theirs)
    await one.context().setOffline(false)
    await expect(entry(one)).toBeVisible({ timeout: 30_000 * patience })
    // Until it is decided, one sees one's own; the table has theirs.
    await expect(heading(one)).toContainText(mine)
    expect(await profile(id)).toMatchObject({ lastName: theirs })

    // By keyboard alone from here on.
    await entry(one).focus()
    await one.keyboard.press('Enter')
    await expect(one.getByRole('radiogroup', { name: 'Last name' })).toHaveAccessibleDescription(
      `Before: ${before}`,
    )
    await expect(choice(one, new RegExp(`^Mine\\s*${mine}$`))).toBeFocused()
    await expect(choice(one, new RegExp(`^Theirs\\s*${theirs}$`))).not.toBeChecked()
    await one.keyboard.press('Escape')
    await expect(one.getByRole('dialog')).toBeHidden()
    await expect(entry(one)).toBeFocused()
    await one.keyboard.press('Enter')
    await expect(choice(one, /^Mine/)).toBeFocused()
    await one.keyboard.press(side === 'Mine' ? 'Space' : 'ArrowDown')
    await one.keyboard.press('Enter')
    await expect(one.getByRole('dialog')).toBeHidden()
    await expect(entry(one)).toBeHidden()

    const chosen = side === 'Mine' ? mine : theirs
    for (const each of [one, two]) await expect(heading(each)).toContainText(chosen)
    await expect.poll(async () => (await profile(id))?.['lastName']).toBe(chosen)
    for (const each of [one, two]) {
      await each.reload()
      await expect(heading(each)).toContainText(chosen)
      await expect(each.getByRole('button', { name: /to decide$/ })).toBeHidden()
    }
    await two.context().close()
  })
}

test('tells an open form what others change: it follows where nobody typed, and asks where one did', async ({
  page,
  browser,
}) => {
  const { id, one, two } = await openInTwo(browser, page, 5)
  const [first, last] = [field(one, 'First name'), field(one, 'Last name')]
  await openForm(one)
  await last.fill('Zmine')
  await edit(two, { 'First name': 'Zelda', 'Last name': 'Ztheirs' })
  await expect(first).toHaveValue('Zelda')
  await expect(last).toHaveValue('Zmine')
  await expect(last).toHaveAccessibleDescription('Someone else changed this just now to Ztheirs')
  await one.getByRole('button', { name: 'Keep mine: Last name' }).click()
  await expect(last).toBeFocused()
  await save(one)
  for (const each of [one, two]) await expect(heading(each)).toHaveText('Zelda Zmine')
  await expect(entry(one)).toBeHidden()

  // Who saves over it undecided is asked once more.
  await openForm(one)
  await last.fill('Zagain')
  await edit(two, { 'Last name': 'Zother' })
  await expect(last).toHaveAccessibleDescription('Someone else changed this just now to Zother')
  await save(one)
  await entry(one).click()
  await choice(one, /^Theirs\s*Zother$/).click()
  await one.getByRole('button', { name: 'Save choice' }).click()
  for (const each of [one, two]) await expect(heading(each)).toHaveText('Zelda Zother')
  await expect.poll(() => profile(id)).toMatchObject({ firstName: 'Zelda', lastName: 'Zother' })

  await openForm(one)
  await last.fill('Zlast')
  await edit(two, { 'Last name': 'Ztaken' })
  await one.getByRole('button', { name: 'Take theirs: Last name' }).click()
  await expect(last).toHaveValue('Ztaken')
  await save(one)
  await expect(heading(one)).toHaveText('Zelda Ztaken')
  await two.context().close()
})

test('says that the session has expired, or that there is a new version, and goes on once it may', async ({
  page,
}) => {
  await openPerson(page, await personAt(page, 6))
  const status = page.getByRole('banner')
  const refuse = async (httpStatus: number, code: string, data: object = {}) =>
    page.route('**/api/trpc/**', (route) =>
      route.fulfill({
        status: httpStatus,
        json: { error: { message: code, code: -32_001, data: { code, httpStatus, ...data } } },
      }),
    )
  await refuse(401, 'UNAUTHORIZED')
  await edit(page, { 'First name': 'Zoe' })
  await expect(status.getByText('Session expired · 1 change waiting')).toBeVisible()
  await page.unroute('**/api/trpc/**')
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(status.getByText(/^Synced .*ago$|^Synced now$/)).toBeVisible()

  await refuse(412, 'PRECONDITION_FAILED', { upgrade: true })
  await edit(page, { 'First name': 'Zita' })
  await expect(status.getByText('New version · 1 change waiting')).toBeVisible()
  await expect(status.getByRole('button', { name: 'Reload' })).toBeVisible()
})

import { expect, type Page, test } from '@playwright/test'
import { expectAccessibleInAllLooks } from './axe.ts'
import { allListed, filter, openDirectory, row } from './directory-page.ts'
import { untilKept } from './kept.ts'
import { patience } from './patience.ts'
import { deleteFirst, edit, field, openForm, openInTwo, openPerson, personAt, save } from './two-browsers.ts'

test.describe.configure({ timeout: 240_000 * patience })

const slow = { timeout: 120_000 * patience }
const dialog = (page: Page) => page.getByRole('dialog')
const press = (page: Page, name: RegExp | string) => page.getByRole('button', { name }).first().click()

/** What opens a page, or a dialog on it, as one may see it; the name is the test's. */
type Places = Readonly<Record<string, (page: Page) => Promise<void>>>

const directoryPlaces: Places = {
  'the directory': openDirectory,
  'the directory with a selection': selectTwo,
  'the directory that finds nothing': async (page) => {
    await openDirectory(page)
    await filter(page).fill('qqqqqqqqqqqq')
    await expect(page.getByText('No person matches')).toBeVisible(slow)
  },
  'the directory that waits for its rows': async (page) => {
    await page.route('**/api/trpc/**', () => {})
    await page.goto('/?sort=firstName')
    await expect(row(page, 3)).toHaveAttribute('aria-busy', 'true')
  },
  'the directory with the rows alone that it came with': async (page) => {
    await page.route('**/api/trpc/**', () => {})
    await page.goto('/')
    await expect(row(page, 3).getByRole('checkbox')).toBeVisible()
  },
  'the directory that could not be loaded': async (page) => {
    await page.route('**/api/trpc/**', (route) => route.fulfill({ status: 400, json: {} }))
    await page.goto('/')
    await expect(page.getByText('The persons could not be loaded')).toBeVisible(slow)
  },
  'charts, and one of them as a table': async (page) => {
    await openDirectory(page)
    await press(page, 'Insights')
    await expect(page.getByRole('figure')).toHaveCount(4)
    await press(page, 'As a table: Ages')
    await expect(page.getByRole('row', { name: /^30–39/ })).toBeVisible(slow)
  },
  'filters, and their chips': async (page) => {
    await openDirectory(page, '?f.lastName=~an&f.dateOfBirth=1970-01-01..')
    await press(page, /^Filters/)
    await dialog(page).getByRole('checkbox', { exact: true, name: 'Female' }).check()
  },
  columns: async (page) => {
    await openDirectory(page)
    await press(page, 'Columns')
    await dialog(page).getByRole('button', { name: 'Pin Gender' }).click()
  },
  'the name of a view': async (page) => {
    await openDirectory(page, '?f.lastName=~an')
    await press(page, 'Save view')
    await dialog(page).getByLabel('Name of the view').fill('Some')
  },
  'an edit of several persons': async (page) => {
    await selectTwo(page)
    await page.getByRole('toolbar').getByRole('button', { name: 'Edit' }).click()
    await expect(dialog(page).getByRole('combobox').first()).toBeVisible()
  },
  'the question before several are deleted': async (page) => {
    await selectTwo(page)
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click()
    await expect(page.getByRole('alertdialog')).toBeVisible()
  },
  'the file of an import': async (page) => {
    await openDirectory(page)
    await press(page, 'Import CSV')
    await expect(dialog(page).getByLabel('File')).toBeVisible()
  },
  'the preview of an import': async (page) => {
    await openDirectory(page)
    await press(page, 'Import CSV')
    const csv = 'Last name,First name,Date of birth,Gender,Shoes\nOne,Ann,1990-01-01,other,42\n,Two,x,male,41'
    const file = { name: 'persons.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }
    await dialog(page).getByLabel('File').setInputFiles(file)
    await expect(dialog(page).getByText('Last name is required.')).toBeVisible()
  },
}

const shellPlaces: Places = {
  'the commands': async (page) => {
    await openDirectory(page)
    await page.keyboard.press('Control+k')
    await expect(dialog(page).getByRole('option').first()).toBeVisible()
  },
  'what a search finds': async (page) => {
    await openDirectory(page)
    await page.keyboard.press('Control+k')
    await dialog(page).getByRole('combobox').fill('schmidt berlin')
    await expect(dialog(page).getByRole('option').nth(2)).toBeVisible(slow)
  },
  'the keys': async (page) => {
    await openDirectory(page)
    await page.keyboard.press('?')
    await expect(dialog(page)).toBeVisible()
  },
  'a new person in a dialog, with what is wrong': async (page) => {
    await openDirectory(page)
    await page.keyboard.press('n')
    await dialog(page).getByLabel('First name').fill('Ann')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByText('Last name is required.')).toBeVisible()
  },
  'the question before all data are removed': async (page) => {
    await openDirectory(page)
    await page.keyboard.press('Control+k')
    await dialog(page).getByRole('combobox').fill('Remove all')
    await page.getByRole('option', { name: 'Remove all data from this device' }).click()
    await expect(page.getByRole('alertdialog')).toBeVisible()
  },
  'a device that keeps nothing': async (page) => {
    await page.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }))
    await openDirectory(page)
    await expect(page.getByText('Nothing is kept on this device')).toBeVisible(slow)
  },
  'a new person, with what is wrong': async (page) => {
    await page.goto('/persons/new')
    await press(page, 'Save')
    await expect(page.getByText('First name is required.')).toBeVisible()
  },
  'no such person': async (page) => {
    await page.goto('/persons/00000000-0000-4000-8000-000000000000')
    await expect(page.getByText('There is no such person')).toBeVisible(slow)
  },
  'no such page': async (page) => {
    await page.goto('/nowhere')
    await expect(page.getByText('This page does not exist')).toBeVisible()
  },
}

/** The tabs of a person: the field that a form of each has, and what opens an empty one. */
const tabs = [
  ['profile', 'First name', undefined],
  ['addresses', 'Street', 'Add address'],
  ['banking', 'IBAN', 'Add account'],
  ['contacts', 'Value', 'Add contact'],
  ['employment', 'Position', 'Add employment'],
] as const

const openTab = async (page: Page, tab: string): Promise<void> => {
  await page.goto(`/persons/${await personAt(page, 30)}?tab=${tab}`)
  await expect(
    page.getByRole('tabpanel').getByRole('article').or(page.getByRole('region')).first(),
  ).toBeVisible(slow)
}

const personPlaces: Places = Object.fromEntries(
  tabs.flatMap(([tab, label, add]) => {
    const form = (page: Page) => page.getByRole('form').getByLabel(label).first()
    const places: [string, (page: Page) => Promise<void>][] = [
      [`a person: ${tab}`, (page) => openTab(page, tab)],
      [
        `a person: ${tab}, a form`,
        async (page) => {
          await openTab(page, tab)
          await page.getByRole('tabpanel').getByRole('button', { name: /^Edit/ }).first().click()
          await expect(form(page)).toBeVisible()
        },
      ],
      [
        `a person: ${tab}, the question before one is deleted`,
        async (page) => {
          await openTab(page, tab)
          await page
            .getByRole('tabpanel')
            .getByRole('button', { name: /^Delete/ })
            .first()
            .click()
          await expect(page.getByRole('alertdialog')).toBeVisible()
        },
      ],
    ]
    if (add === undefined) return places
    const empty = async (page: Page): Promise<void> => {
      await openTab(page, tab)
      await press(page, add)
      await expect(form(page)).toBeVisible()
      await page
        .getByRole('form')
        .getByRole('button', { name: /^(Add|Save)/ })
        .click()
      await expect(page.getByRole('form').locator('[aria-invalid=true]').first()).toBeVisible()
    }
    places.push([`a person: ${tab}, an empty form with what is wrong`, empty])
    return places
  }),
)

for (const [name, open] of Object.entries({ ...directoryPlaces, ...shellPlaces, ...personPlaces })) {
  test(`axe finds nothing: ${name}`, async ({ page }) => {
    await open(page)
    await expectAccessibleInAllLooks(page)
  })
}

async function selectTwo(page: Page): Promise<void> {
  await openDirectory(page)
  for (const index of [2, 4]) await row(page, index).getByRole('checkbox').check()
  await expect(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible()
}

test('axe finds nothing: a person who is not there yet', async ({ page }) => {
  const id = await personAt(page, 31)
  await page.route('**/api/trpc/**', () => {})
  await page.goto(`/persons/${id}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Loading the person' })).toBeVisible()
  await expectAccessibleInAllLooks(page)
})

test('axe finds nothing: offline, with a change that waits, and where the server is silent', async ({
  page,
}) => {
  await openPerson(page, await personAt(page, 32))
  await untilKept(page)
  await page.context().setOffline(true)
  await edit(page, { 'First name': 'Zoffline' })
  await expect(page.getByText('You are offline')).toBeVisible()
  await expect(page.getByText('Not saved yet').first()).toBeVisible()
  await expectAccessibleInAllLooks(page)
  await page.getByRole('link', { name: 'All persons' }).click()
  await expect(page.getByText(allListed)).toBeVisible(slow)
  await expectAccessibleInAllLooks(page)
})

for (const [name, status, code, text] of [
  ['a session that expired', 401, 'UNAUTHORIZED', 'Session expired · 1 change waiting'],
  ['a new version', 412, 'PRECONDITION_FAILED', 'New version · 1 change waiting'],
] as const) {
  test(`axe finds nothing: ${name}`, async ({ page }) => {
    await openPerson(page, await personAt(page, 33))
    const data = { code, httpStatus: status, upgrade: status === 412 }
    await page.route('**/api/trpc/**', (route) =>
      route.fulfill({ status, json: { error: { message: code, code: -32_001, data } } }),
    )
    await edit(page, { 'First name': 'Zwaits' })
    await expect(page.getByRole('banner').getByText(text)).toBeVisible(slow)
    await expectAccessibleInAllLooks(page)
  })
}

test('axe finds nothing: what others change in an open form, a conflict, a change refused', async ({
  page,
  browser,
}) => {
  const { one, two } = await openInTwo(browser, page, 34)
  await openForm(one)
  await field(one, 'Last name').fill('Zmine')
  await edit(two, { 'Last name': 'Ztheirs' })
  await expect(field(one, 'Last name')).toHaveAccessibleDescription(/^Someone else changed this/)
  await expectAccessibleInAllLooks(one)
  await save(one)
  const conflict = one.getByRole('button', { name: '1 conflict to decide' })
  await expect(conflict).toBeVisible(slow)
  await expectAccessibleInAllLooks(one)
  await conflict.click()
  await expect(dialog(one).getByRole('radio').first()).toBeVisible()
  await expectAccessibleInAllLooks(one)
  await dialog(one).getByRole('radio', { name: /^Mine/ }).click()
  await one.getByRole('button', { name: 'Save choice' }).click()
  await expect(dialog(one)).toBeHidden()
  await expect(conflict).toBeHidden()

  await one.context().setOffline(true)
  await edit(one, { 'First name': 'Znobody' })
  await deleteFirst(two)
  // What says so, and offers to take it back.
  await expect(two.getByRole('region', { name: /notifications/i })).toContainText('Deleted')
  await expectAccessibleInAllLooks(two)
  await one.context().setOffline(false)
  const refused = one.getByRole('banner').getByRole('button', { name: '1 change refused' })
  await expect(refused).toBeVisible(slow)
  await refused.click()
  await expect(dialog(one).getByRole('button', { name: 'Discard' })).toBeVisible()
  await expectAccessibleInAllLooks(one)
  await two.context().close()
})

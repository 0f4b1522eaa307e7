import { type APIRequestContext, expect, test } from '@playwright/test'
import { openDirectory } from './directory-page.ts'
import { patience } from './patience.ts'

test.describe.configure({ timeout: 240_000 * patience })

const slow = { timeout: 60_000 * patience }

interface Address {
  readonly personId: string
  readonly type: string
}

/** A person with two addresses of one kind: their cards must not have the same name. */
async function personWithTwins(request: APIRequestContext): Promise<string> {
  const response = await request.get('/api/trpc/addresses.list', {
    params: { input: JSON.stringify({ limit: 1000 }) },
  })
  // Sound: this is what the API answers.
  const { result } = (await response.json()) as { result: { data: { items: { row: Address }[] } } }
  const seen = new Set<string>()
  for (const { personId, type } of result.data.items.map(({ row }) => row)) {
    if (seen.has(`${personId} ${type}`)) return personId
    seen.add(`${personId} ${type}`)
  }
  throw new Error('No person has two addresses of one kind.')
}

test('says of everything on its pages what it is', async ({ page, request }) => {
  await openDirectory(page)
  await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
    - banner:
      - link "Throughline":
        - /url: /
      - text: /Synced/
      - button "Refresh"
      - button "Search and commands"
      - combobox "Language":
        - option "English" [selected]
        - option "Deutsch"
      - radiogroup "Theme":
        - radio "Light"
        - radio "System" [checked]
        - radio "Dark"
  `)
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Persons" [level=1]
      - paragraph: /[\\d,]+ of [\\d,]+/
      - search:
        - searchbox "Search persons"
      - link "New person":
        - /url: /persons/new
      - combobox "Views"
      - button "Filters"
      - button "Columns"
      - button "Insights"
      - button "Export CSV"
      - button "Import CSV"
      - grid "Persons":
        - rowgroup:
          - row:
            - columnheader "Select all":
              - checkbox "Select all"
            - columnheader "Last name":
              - button "Last name"
            - columnheader "First name":
              - button "First name"
            - columnheader "Date of birth":
              - button "Date of birth"
            - columnheader "Gender":
              - button "Gender"
            - columnheader "Updated at":
              - button "Updated at"
        - rowgroup:
          - row:
            - gridcell:
              - checkbox /Select .+/
            - gridcell
            - gridcell
            - gridcell
            - gridcell
            - gridcell
  `)

  await page.goto(`/persons/${await personWithTwins(request)}?tab=addresses`)
  await expect(page.getByRole('tab', { name: /^Addresses/ })).toContainText(/\d/, slow)
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - link "All persons":
        - /url: /
      - heading [level=1]
      - tablist:
        - tab "Profile"
        - tab /Addresses \\d+/ [selected]
        - tab /Banking \\d+/
        - tab /Contacts \\d+/
        - tab /Employment \\d+/
      - tabpanel /Addresses/:
        - region "Addresses":
          - heading "Addresses" [level=2]
          - button "Add address"
          - article /address/:
            - heading [level=3]
            - button /Edit .+ address/
            - button /Delete .+ address/
  `)
})

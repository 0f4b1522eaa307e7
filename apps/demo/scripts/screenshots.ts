// Takes pictures of each page of the served app, light, dark, on a phone and in German: `pnpm run screenshots [--url …]`.
// They are kept in `docs/demo` and shown in `docs/demo.md`.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test'
import { desk, launchOptions } from './chromium.ts'
import { demoDir, say, tell } from './console.ts'

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: desk,
  dark: { ...desk, colorScheme: 'dark' },
  phone: { ...desk, viewport: { width: 390, height: 844 } },
  german: { ...desk, locale: 'de-DE' },
}

const pages: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  // The first one: later ones find what this one has kept.
  loading: async (page) => {
    await page.route('**/api/trpc/**', () => {})
    await page.goto('/')
    await page.getByRole('row').nth(5).waitFor()
    await page.waitForTimeout(300)
  },
  directory: openDirectory,
  selection: async (page) => {
    await openDirectory(page)
    for (const row of [2, 3, 5]) await page.getByRole('row').nth(row).getByRole('checkbox').check()
  },
  filters: async (page) => {
    await openDirectory(page)
    await page.getByRole('button', { name: /^(Filters|Filter)$/ }).click()
    await page.getByRole('dialog').getByRole('checkbox').first().click()
  },
  found: async (page) => {
    await openDirectory(page)
    await page.getByRole('searchbox').fill('bauer')
    await page.locator('mark').nth(3).waitFor({ timeout: 60_000 })
    // By the index of this browser, not the server's.
    await page.waitForTimeout(10_000)
  },
  palette: async (page) => {
    await openDirectory(page)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').fill('schmidt')
    await page.getByRole('option').nth(2).waitFor({ timeout: 60_000 })
  },
  insights: async (page) => {
    await openDirectory(page)
    await page.getByRole('button', { name: /^(Insights|Überblick)$/ }).click()
    await page.getByRole('figure').first().waitFor()
    // All rows are counted.
    await page.getByRole('progressbar').waitFor({ state: 'hidden', timeout: 180_000 })
  },
  person: openPerson,
  addresses: async (page) => openTab(page, 1),
  employment: async (page) => openTab(page, 4),
  form: async (page) => {
    await openPerson(page)
    await page
      .getByRole('button', { name: /^Edit |bearbeiten$/ })
      .first()
      .click()
    await page.getByLabel(/^(Last name|Nachname)/).fill('')
    await page.getByRole('button', { name: /^(Save|Speichern)$/ }).click()
  },
  new: async (page) => {
    await page.goto('/persons/new')
    await page.getByRole('form').waitFor()
  },
  import: async (page) => {
    await openDirectory(page)
    await page.getByRole('button', { name: /^(Import CSV|CSV importieren)$/ }).click()
    await page
      .getByRole('dialog')
      .locator('input[type=file]')
      .setInputFiles({ name: 'persons.csv', mimeType: 'text/csv', buffer: Buffer.from(await csvOf(page)) })
    await page.getByRole('dialog').getByRole('table').first().waitFor()
  },
  missing: async (page) => {
    await page.goto('/nowhere')
    await page.getByRole('heading', { level: 1 }).waitFor()
  },
}

/** A file as people have it: in the language of the page. */
async function csvOf(page: Page): Promise<string> {
  const language = await page.locator('html').getAttribute('lang')
  return [
    language === 'de'
      ? 'Nachname,Vorname,Geburtsdatum,Geschlecht'
      : 'Last name,First name,Date of birth,Gender',
    'Lindqvist,Maja,1988-04-12,female',
    ',Jonas,1979-11-03,male',
    'Okafor,Chidi,2190-01-01,other',
    'Moreau,Élodie,1995-07-30,female',
  ].join('\n')
}

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3000' },
    /** Another folder than that of the docs, and PNG in place of WebP: to look at them closely. */
    png: { type: 'string' },
    /** Some pages alone. */
    only: { type: 'string', multiple: true },
  },
})
const folder = values.png ?? path.join(demoDir, '../../docs/demo')

try {
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch(launchOptions)
  try {
    for (const look of Object.keys(looks)) await takeAll(browser, look)
  } finally {
    await browser.close()
  }
} catch (error) {
  tell(error)
}

async function takeAll(browser: Browser, look: string): Promise<void> {
  const context = await browser.newContext({ ...looks[look], baseURL: values.url })
  try {
    const page = await context.newPage()
    for (const [name, open] of Object.entries(pages)) {
      if (values.only && !values.only.includes(name)) continue
      await open(page)
      // What fades in is there.
      await page.waitForTimeout(700)
      say(await take(page, `${name}-${look}`))
      await page.unrouteAll()
    }
  } finally {
    await context.close()
  }
}

/** Keeps the picture and gives the name of its file. */
async function take(page: Page, name: string): Promise<string> {
  const format = values.png === undefined ? 'webp' : 'png'
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    format,
    ...(format === 'webp' && { quality: 85 }),
  })
  await session.detach()
  writeFileSync(path.join(folder, `${name}.${format}`), Buffer.from(data, 'base64'))
  return `${name}.${format}`
}

async function openDirectory(page: Page): Promise<void> {
  await page.goto('/')
  await page.getByText(/^([1-9][\d,.]*) (of|von) \1$/).waitFor({ timeout: 120_000 })
}

async function openPerson(page: Page): Promise<void> {
  await openDirectory(page)
  await page.getByRole('row').nth(3).click()
  await page.waitForURL(/\/persons\//)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('tab').nth(1).getByText(/\d/).waitFor()
}

async function openTab(page: Page, index: number): Promise<void> {
  await openPerson(page)
  await page.getByRole('tab').nth(index).click()
  await page.getByRole('tabpanel').getByRole('heading', { level: 3 }).first().waitFor()
}

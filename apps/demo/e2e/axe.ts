import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** WCAG 2.2 AA, and what axe's makers hold for good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Expects that axe finds nothing on the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([])
}

const desk = { width: 1280, height: 800 }
const looks = [
  { name: 'light', colorScheme: 'light', size: desk },
  { name: 'dark', colorScheme: 'dark', size: desk },
  { name: 'on a phone', colorScheme: 'light', size: { width: 390, height: 844 } },
] as const

/** Expects that axe finds nothing on the page as it is now, light, dark and on a phone, where nothing is cut off sideways. */
export async function expectAccessibleInAllLooks(page: Page): Promise<void> {
  const found: Record<string, readonly string[]> = {}
  for (const { name, colorScheme, size } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize(size)
    // The page follows the system: else the same look would be tested twice.
    await expect(page.locator('html')).toHaveClass(colorScheme === 'dark' ? /\bdark\b/ : /^((?!\bdark\b).)*$/)
    found[name] = [...(await violations(page)), ...(await overflow(page))]
  }
  expect(found).toEqual(Object.fromEntries(looks.map(({ name }) => [name, []])))
}

async function violations(page: Page): Promise<readonly string[]> {
  // A dialog that fades in has the contrast of what it fades from.
  await page.waitForTimeout(400)
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: source })
  const { violations: all, passes } = await page.evaluate(async (values): Promise<AxeResults> => {
    // Sound: the script above has just put it there.
    const { axe } = globalThis as unknown as {
      axe: { run: (context: Document, options: object) => Promise<AxeResults> }
    }
    return axe.run(document, { runOnly: { type: 'tag', values } })
  }, tags)
  if (passes.length === 0) throw new Error('axe looked at nothing.')
  return all.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html, any }) => `${html} (${any.map(({ message }) => message).join(', ')})`)
        .join(' | ')
        .slice(0, 600)}`,
  )
}

/** The page must not scroll sideways. */
async function overflow(page: Page): Promise<readonly string[]> {
  const { clientWidth, scrollWidth } = await page.evaluate(() => ({
    clientWidth: document.documentElement.clientWidth,
    scrollWidth: document.documentElement.scrollWidth,
  }))
  return scrollWidth > clientWidth
    ? [`The page is ${scrollWidth} px wide, the screen ${clientWidth} px.`]
    : []
}

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { demoDir } from '../scripts/console.ts'
import { startMortalServer } from './mortal-server.ts'
import { patience } from './patience.ts'

test.setTimeout(300_000 * patience)

test.beforeAll(() => {
  if (existsSync(path.join(demoDir, 'public/storybook/index.html'))) return
  execFileSync('pnpm', ['--filter', '@throughline/ui', 'run', 'build-storybook:demo'], { cwd: demoDir })
})

test('links to the components where they are built, and serves them', async ({ context, page }) => {
  // A server knows the files that were there when it began.
  const server = await startMortalServer()
  try {
    await page.goto(server.url)
    const opened = context.waitForEvent('page')
    await page.getByRole('banner').getByRole('link', { name: 'Components (Storybook)' }).click()
    const components = await opened
    await expect(components).toHaveURL(/\/storybook\//)
    const story = components.frameLocator('#storybook-preview-iframe')
    await expect(story.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 60_000 * patience })
    await components.goto(`${server.url}/storybook/iframe.html?id=persons-personcard--default&viewMode=story`)
    await expect(components.getByRole('button', { name: 'Edit Johanna Albrecht' })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').fill('components')
    await expect(page.getByRole('option', { name: 'Components (Storybook)' })).toBeVisible()
  } finally {
    await server.die()
  }
})

import { expect, test } from '@playwright/test'
import { openFirst } from './directory-page.ts'
import { patience } from './patience.ts'
import { databasePid } from './table.ts'

// The last file by its name: nothing has a database after it.

test('keeps a change and says that it waits, where the database is gone', async ({ page }) => {
  await openFirst(page, 'ros')
  process.kill(databasePid(), 'SIGKILL')
  await page.getByRole('button', { name: /^Edit/ }).first().click()
  await page.getByLabel('Last name').fill('Unsaved')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Unsaved')
  await expect(page.getByText('1 change waiting').first()).toBeVisible({ timeout: 30_000 * patience })
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Unsaved')
})

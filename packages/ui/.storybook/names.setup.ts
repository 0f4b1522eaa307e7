import { page } from 'vitest/browser'
import { afterEach, expect } from 'vitest'

/** The stories whose roles and names are pinned, as they are at their end: forms, cards, a table, dialogs. */
const pinned: ReadonlySet<string> = new Set([
  'persons-personform--invalid',
  'persons-forms--address',
  'persons-forms--bank-account',
  'persons-forms--contact-info',
  'persons-forms--employment',
  'persons-cards--addresses',
  'persons-cards--bank-accounts',
  'persons-cards--contact-infos',
  'persons-cards--employments',
  'entity-entitytable--not-loaded',
  'entity-conflictdialog--many-fields',
  'entity-conflictdialog--deleted',
  'basics--confirm-open',
  'basics--dialog-open',
])

afterEach(async ({ task }) => {
  // Sound: Storybook's plugin writes it there.
  const { storyId = '' } = task.meta as { storyId?: string }
  if (!pinned.has(storyId) || task.result?.state === 'fail') return
  // What is behind a modal dialog is hidden sooner or later.
  const dialog = document.querySelector('[role=dialog], [role=alertdialog]')
  await expect.element(page.elementLocator(dialog ?? document.body)).toMatchAriaSnapshot()
})

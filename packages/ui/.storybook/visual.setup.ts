import { page } from 'vitest/browser'
import { afterEach, beforeEach, expect } from 'vitest'

// What moves by itself, or says how long ago something was, looks different each time.
const style = document.createElement('style')
style.textContent =
  '*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }'

beforeEach(() => {
  document.head.append(style)
})

/** A story stays on the page until the next one: how it looks at its end is compared with how it looked. */
afterEach(async ({ task }) => {
  // Sound: Storybook's plugin writes it there.
  const { storyId } = task.meta as { storyId?: string }
  if (storyId === undefined) throw new Error(`The test "${task.name}" shows no story.`)
  if (task.result?.state === 'fail') return
  await document.fonts.ready
  await expect(page.elementLocator(document.body)).toMatchScreenshot(storyId)
})

import { afterEach, expect } from 'vitest'

/** On a phone nothing but a table stands beside the page: it would be read by dragging it to and fro. */
afterEach(({ task }) => {
  if (task.result?.state === 'fail') return
  const { scrollWidth, clientWidth } = document.documentElement
  expect(scrollWidth, 'the width of the page').toBeLessThanOrEqual(clientWidth)
})

import type { Page } from '@playwright/test'

/** What a page has told of itself, in milliseconds unless said otherwise. */
export interface Observed {
  /** Tasks of 50 ms and more. */
  readonly tasks: readonly number[]
  /** The sum of layout shifts that nobody caused, without unit. */
  readonly shift: number
  readonly paint: number
  /** From a key or a press to the next paint, for each. */
  readonly interactions: readonly number[]
}

// As text: the page has none of the helpers that a compiled function may call.
const observer = `
  globalThis.observed = { tasks: [], shift: 0, paint: 0, interactions: [] }
  const watch = (type, take, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options })
  watch('longtask', ({ duration }) => observed.tasks.push(duration))
  watch('layout-shift', ({ value, hadRecentInput }) => (observed.shift += hadRecentInput ? 0 : value))
  watch('largest-contentful-paint', ({ startTime }) => (observed.paint = startTime))
  watch('event', ({ duration, interactionId }) => interactionId && observed.interactions.push(duration), {
    durationThreshold: 16,
  })
`

export async function observe(page: Page): Promise<void> {
  await page.addInitScript({ content: observer })
}

/** What the page has told so far. @throws {Error} where it told of no paint: then nothing watched it. */
export async function observed(page: Page): Promise<Observed> {
  // Sound: `observer` ran in this page before anything else and keeps its finds there.
  const found = await page.evaluate(() => (globalThis as unknown as { observed: Observed }).observed)
  if (found.paint === 0)
    throw new Error('The page reported no paint: the observer did not run, so no figure can be trusted.')
  return found
}

/** Forgets what was told of tasks and interactions. */
export async function forget(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { observed: found } = globalThis as unknown as {
      observed: { tasks: number[]; interactions: number[] }
    }
    found.tasks.length = 0
    found.interactions.length = 0
  })
}

/** Makes the page's processor so many times slower. */
export async function throttle(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
}

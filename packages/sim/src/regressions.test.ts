import { describe, expect, it } from 'vitest'
import { runHistory } from './history.ts'
import { readRegressions } from './regressions.ts'

const regressions = await readRegressions()

describe('what was once broken', () => {
  it.each([...regressions])('%s', async (_name, { plan, open, about }) => {
    const { violations } = await runHistory(plan)
    // One that is open and breaks nothing any more has been mended: say so in its file.
    if (open) expect(violations, about).not.toEqual([])
    else expect(violations, about).toEqual([])
  })
})

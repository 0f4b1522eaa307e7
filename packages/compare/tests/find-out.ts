import { beforeAll, expect, it, vi } from 'vitest'
import { becomeBrowser } from '../src/browser.ts'
import type { Library } from '../src/library.types.ts'
import type { Finding } from '../src/scenarios/scenario.types.ts'
import { scenarios } from '../src/scenarios/scenarios.ts'
import { createWorld } from '../src/world.ts'

/** Runs every scenario with one library, and compares what is found with what the page says. */
export function findOut(library: Library, file: string): void {
  becomeBrowser()
  const findings: Record<string, Finding> = {}
  // Libraries tell the console of faults, and faults are what these tests are made of.
  beforeAll(() => {
    for (const level of ['debug', 'error', 'info', 'log', 'warn'] as const) {
      vi.spyOn(console, level).mockImplementation(() => {})
    }
  })

  for (const scenario of scenarios) {
    const reason = library.notRun?.(scenario)
    if (reason !== undefined) {
      findings[scenario.name] = { verdict: 'not run', fact: reason }
      continue
    }
    it(scenario.name, async () => {
      const world = await createWorld(library)
      try {
        findings[scenario.name] = await scenario.run(world)
      } finally {
        // Tabs of the next one are tabs of another browser.
        await world.close()
      }
    })
  }

  it('is as docs/offline-comparison.md says', async () => {
    const sorted = Object.fromEntries(scenarios.map(({ name }) => [name, findings[name]]))
    const text = `${JSON.stringify(sorted, null, 2)}\n`
    await expect(text).toMatchFileSnapshot(`../findings/${file}.json`)
  })
}

import { beforeAll, expect, it } from 'vitest'
import { becomeBrowser } from '../src/browser.ts'
import { emptyDisk, mountDisk } from '../src/disk.ts'
import type { Library } from '../src/library.types.ts'
import { createKeyedBackend, tanstack } from '../src/libraries/tanstack.ts'
import { throughline } from '../src/libraries/throughline.ts'
import { answerLost } from '../src/scenarios/answers.ts'
import { reload } from '../src/scenarios/queues.ts'
import type { Scenario } from '../src/scenarios/scenario.types.ts'
import { createWorld } from '../src/world.ts'

beforeAll(becomeBrowser)

async function found(library: Library, scenario: Scenario) {
  const world = await createWorld(library)
  try {
    return await scenario.run(world)
  } finally {
    await world.close()
  }
}

it('finds that a server applies an edit twice', async () => {
  const forgetful = { ...tanstack, createBackend: () => createKeyedBackend({ isForgetful: true }) }
  expect(await found(forgetful, answerLost)).toEqual({ verdict: 'no', fact: 'applied 2×' })
})

it('finds that a client stores nothing', async () => {
  const open: Library['open'] = (place) => {
    mountDisk(emptyDisk())
    return throughline.open(place)
  }
  expect(await found({ ...throughline, open }, reload)).toEqual({
    verdict: 'no',
    fact: '0 of 20 edits and 0 of 3 other rows shown',
  })
})

import type { World } from '../world.ts'

/** As the legend of the page has them; `app`: the library leaves it to code of the application. */
export type Verdict = 'app' | 'no' | 'not run' | 'partly' | 'yes'

/** What a library did, and what was counted. */
export interface Finding {
  readonly verdict: Verdict
  readonly fact: string
}

/** One fault, the same for every library. */
export interface Scenario {
  readonly name: string
  /** What happens, in a sentence. */
  readonly story: string
  /** Whether a server has to take edits. */
  readonly needsServer: boolean
  run(world: World): Promise<Finding>
}

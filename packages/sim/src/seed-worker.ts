import { runHistory } from './history.ts'
import type { SeedMessage, SeedRange } from './run-seeds.ts'

// Runs the seeds that `runSeeds` gives it, one after the other, and tells how far it is.

const between = 20

async function work({ from, until, stride, client }: SeedRange): Promise<void> {
  let [done, steps] = [0, 0]
  const tell = (message: SeedMessage): void => void process.send?.(message)
  for (let seed = from; seed < until; seed += stride) {
    const history = await runHistory(seed, { client })
    done += 1
    steps += history.steps
    if (history.violations.length > 0) tell({ kind: 'failed', seed, violations: history.violations })
    if (done < between) continue
    tell({ kind: 'done', done, steps })
    done = 0
    steps = 0
    // A history never lets go of the process by itself, and messages want to go.
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
  // A database that a history has left in the midst of a transaction waits for its end for ever: the process does not.
  process.send?.({ kind: 'done', done, steps } satisfies SeedMessage, () => process.exit())
}

// Sound: `runSeeds` alone starts this.
await work(JSON.parse(process.argv[2] ?? '{}') as SeedRange)

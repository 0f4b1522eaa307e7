import { type ChildProcess, fork } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { ClientKind } from './history.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))
/** There are as many processes as cores, or more. */
const execArgv = ['--single-threaded-gc']
const sourceFile = fileURLToPath(new URL('seed-worker.ts', import.meta.url))

/** Every so manyth seed. */
export interface SeedRange {
  readonly from: number
  /** The first one that is not run. */
  readonly until: number
  readonly stride: number
  readonly client: ClientKind
}

/** What a worker tells. */
export type SeedMessage =
  | { readonly kind: 'done'; readonly done: number; readonly steps: number }
  | { readonly kind: 'failed'; readonly seed: number; readonly violations: readonly string[] }

export interface RunSeedsOptions {
  readonly from: number
  readonly count: number
  /** Plain ones when absent. */
  readonly client?: ClientKind
  /** Processes. */
  readonly jobs: number
  /** Milliseconds after which no more are begun. */
  readonly limit?: number
  /** Failures after which no more are begun; 3 when absent. */
  readonly most?: number
  readonly onProgress?: (summary: SeedsSummary) => void
}

export interface SeedsSummary {
  readonly done: number
  /** Calls of the scheduler. */
  readonly steps: number
  readonly seconds: number
  readonly failures: readonly { readonly seed: number; readonly violations: readonly string[] }[]
}

/** Runs the histories of many seeds in several processes. */
export async function runSeeds(options: RunSeedsOptions): Promise<SeedsSummary> {
  const { from, count, jobs, client = 'plain', limit = Infinity, most = 3, onProgress } = options
  const begun = performance.now()
  const failures: { seed: number; violations: readonly string[] }[] = []
  let [done, steps] = [0, 0]
  const summary = (): SeedsSummary => ({
    done,
    steps,
    seconds: (performance.now() - begun) / 1_000,
    failures,
  })
  const workers = new Set<ChildProcess>()
  const take = (message: SeedMessage): void => {
    if (message.kind === 'failed') failures.push(message)
    else {
      done += message.done
      steps += message.steps
      onProgress?.(summary())
    }
    const isEnough = failures.length >= most || performance.now() - begun > limit
    if (isEnough) for (const worker of workers) worker.kill()
  }
  const workerFile = await bundleWorker()
  const runJob = async (job: number): Promise<void> => {
    const range: SeedRange = { from: from + job, until: from + count, stride: jobs, client }
    const worker = fork(workerFile, [JSON.stringify(range)], { cwd: packageFolder, execArgv })
    workers.add(worker)
    await new Promise<void>((resolve, reject) => {
      worker.on('message', take)
      worker.once('error', reject)
      worker.once('exit', (code) => {
        if (code === null || code === 0) resolve()
        else reject(new Error(`A process that runs seeds has ended with ${code}.`))
      })
    })
    workers.delete(worker)
  }
  try {
    await Promise.all(Array.from({ length: jobs }, (_, job) => runJob(job)))
  } finally {
    await rm(workerFile)
  }
  return summary()
}

/** One file of all that a worker runs: a third faster than sources that are compiled as they are loaded. */
async function bundleWorker(): Promise<string> {
  const outfile = fileURLToPath(
    new URL(`../node_modules/.cache/sim/seed-worker-${process.pid}.mjs`, import.meta.url),
  )
  await build({
    entryPoints: [sourceFile],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@throughline/source'],
    sourcemap: 'inline',
    logLevel: 'error',
    // What CommonJS inside the bundle asks for.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  })
  return outfile
}

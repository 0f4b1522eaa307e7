// Runs many seeds in several processes: `soak [--seeds 1000000] [--from 1] [--jobs 2] [--minutes 60] [--failures 3] [--client real]`.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { failureReport } from '../src/failure-report.ts'
import { runSeeds, type SeedsSummary } from '../src/run-seeds.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    minutes: { type: 'string', default: '60' },
    client: { type: 'string', default: 'plain' },
    failures: { type: 'string', default: '3' },
  },
})

/** Seconds between two lines of progress. */
const interval = 10
let told = 0
let failed = 0

function lineOf({ done, steps, seconds, failures }: SeedsSummary): string {
  const rate = (done / seconds).toFixed(1)
  return `${done} histories, ${(steps / Math.max(1, done)).toFixed(0)} calls each, ${rate} a second, ${seconds.toFixed(0)} s, ${failures.length} failed`
}

const client = values.client === 'real' ? 'real' : 'plain'
const summary = await runSeeds({
  client,
  from: Number(values.from),
  count: Number(values.seeds),
  jobs: Number(values.jobs),
  limit: Number(values.minutes) * 60_000,
  most: Number(values.failures),
  onProgress: (progress) => {
    for (const { seed, violations } of progress.failures.slice(failed)) {
      process.stdout.write(`seed ${seed}: ${violations.join('; ')}\n`)
    }
    failed = progress.failures.length
    if (progress.seconds - told < interval) return
    told = progress.seconds
    process.stdout.write(`${lineOf(progress)}\n`)
  },
})
for (const { seed } of summary.failures) process.stdout.write(`${await failureReport(seed, client)}\n\n`)
process.stdout.write(`${lineOf(summary)}; seeds from ${values.from}\n`)
if (summary.failures.length > 0) process.exitCode = 1

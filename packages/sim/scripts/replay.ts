// Runs one history again and prints all that happens in it: `replay <seed | file of regressions/> [--bug <name>] [--shrink]`.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { isBug } from '../src/bugs.ts'
import { planFor, runHistory } from '../src/history.ts'
import type { Plan } from '../src/plan.types.ts'
import type { Regression } from '../src/regressions.ts'
import { shrinkPlan } from '../src/shrink.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bug: { type: 'string', multiple: true, default: [] },
    client: { type: 'string', default: 'plain' },
    set: { type: 'string' },
    shrink: { type: 'boolean', default: false },
  },
})

async function asked(name: string): Promise<Plan> {
  if (/^\d+$/.test(name)) return planFor(Number(name), values.client === 'real' ? 'real' : 'plain')
  // Sound: files of this folder are regressions.
  return (
    JSON.parse(await readFile(new URL(`../regressions/${name}`, import.meta.url), 'utf8')) as Regression
  ).plan
}

async function main(): Promise<void> {
  const [name] = positionals
  if (name === undefined) throw new Error('Which one? Give a seed, or a file of regressions/.')
  const bugs = values.bug.filter(isBug)
  const given = await asked(name)
  // Sound: settings as `plan.types.ts` has them, from whoever types the command.
  const settings = { ...given.settings, ...(JSON.parse(values.set ?? '{}') as Partial<Plan['settings']>) }
  const whole = { ...given, settings }
  const plan = values.shrink ? await shrinkPlan(whole, bugs) : whole
  const { trace, violations, steps } = await runHistory(plan, { bugs, trace: true })
  const lines = [
    JSON.stringify(plan),
    ...trace,
    `${steps} calls`,
    ...violations,
    violations.length > 0 ? 'broken' : 'all kept',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  process.exitCode = violations.length > 0 ? 1 : 0
}

await main()

import type { Bug } from './bugs.ts'
import { type ClientKind, runHistory } from './history.ts'
import { shrinkPlan } from './shrink.ts'

const mostLines = 120

/** What a person needs of a seed that fails: what broke, the smallest plan that breaks it, and how that goes. */
export async function failureReport(
  seed: number,
  client: ClientKind = 'plain',
  bugs: readonly Bug[] = [],
): Promise<string> {
  const { plan, violations } = await runHistory(seed, { bugs, client })
  if (violations.length === 0) return `Seed ${seed} breaks nothing.`
  const shrunk = await shrinkPlan(plan, bugs)
  const { trace, violations: left } = await runHistory(shrunk, { bugs, trace: true })
  return [
    `Seed ${seed} breaks:`,
    ...violations.slice(0, 5).map((text) => `  ${text}`),
    `Replay it: pnpm --filter @throughline/sim run replay ${seed}${client === 'real' ? ' --client real' : ''}`,
    `Of ${plan.steps.length} steps, ${shrunk.steps.length} are enough:`,
    JSON.stringify(shrunk),
    ...trace.slice(-mostLines),
    ...left.slice(0, 5),
  ].join('\n')
}

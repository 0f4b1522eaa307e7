import type { Bug } from './bugs.ts'
import { runHistory } from './history.ts'
import type { FaultRates, Plan, RealSettings, Settings } from './plan.types.ts'

/** What a history has broken, by the name that its sentence begins with. */
function invariantOf(violation: string): string {
  return violation.slice(0, violation.indexOf(':'))
}

/** Makes a plan that fails smaller, as long as it breaks the same invariant: fewer steps, fewer faults, a simpler world. */
export async function shrinkPlan(plan: Plan, bugs: readonly Bug[] = []): Promise<Plan> {
  const [violation] = (await runHistory(plan, { bugs })).violations
  if (violation === undefined) return plan
  const invariant = invariantOf(violation)
  const fails = async (candidate: Plan): Promise<boolean> => {
    const { violations } = await runHistory(candidate, { bugs })
    return violations.some((text) => invariantOf(text) === invariant)
  }
  let found = plan
  for (let size = -1; size !== sizeOf(found);) {
    size = sizeOf(found)
    found = await withoutSteps(found, fails)
    for (const simpler of simplerSettings(found.settings)) {
      const candidate = { ...found, settings: { ...found.settings, ...simpler(found.settings) } }
      if (await fails(candidate)) found = candidate
    }
  }
  return found
}

function sizeOf({ steps, settings }: Plan): number {
  const values: readonly unknown[] = [
    ...Object.values<unknown>({ ...settings }),
    ...Object.values<unknown>({ ...settings.rates }),
  ]
  const numbers = values.filter((value) => Number(value) !== 0)
  return steps.length + numbers.length
}

/** Takes stretches of steps away, long ones first. */
async function withoutSteps(plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let { steps } = plan
  for (let length = Math.max(1, steps.length >>> 1); length >= 1; length >>>= 1) {
    for (let at = 0; at < steps.length;) {
      const fewer = [...steps.slice(0, at), ...steps.slice(at + length)]
      if (await fails({ ...plan, steps: fewer })) steps = fewer
      else at += length
    }
  }
  return { ...plan, steps }
}

type Simpler = (settings: Settings) => Partial<Settings>

function simplerReal({ real }: Settings): Simpler[] {
  if (!real) return []
  const simpler: readonly Partial<RealSettings>[] = [{ tabs: 1 }, { endsAtWrite: 0 }, { load: 'all' }]
  return simpler.map((change): Simpler => (settings) => ({ real: { ...(settings.real ?? real), ...change } }))
}

function simplerSettings(all: Settings): Simpler[] {
  const { rates } = all
  // Sound: the names of the rates.
  const names = Object.keys(rates) as (keyof FaultRates)[]
  return [
    ...names.map((name): Simpler => (settings) => ({ rates: { ...settings.rates, [name]: 0 } })),
    () => ({ lag: 0 }),
    () => ({ stagger: 0 }),
    () => ({ bulk: 0 }),
    () => ({ slowDisk: false }),
    () => ({ shards: 1 }),
    () => ({ servers: 1 }),
    ({ clients }) => ({ clients: Math.max(1, clients - 1) }),
    ({ serverSkews }) => ({ serverSkews: serverSkews.map(() => 0) }),
    ({ clientSkews }) => ({ clientSkews: clientSkews.map(() => 0) }),
    () => ({ feedDays: 30 }),
    ...simplerReal(all),
  ]
}

import type { Plan, RealSettings } from './plan.types.ts'
import { planOf } from './plan.ts'
import { realFaultsOf } from './real-faults.ts'
import { type Random, randomOf } from './random.ts'

/** The plan of a seed for real clients: that of plain ones, and how the clients are set up. */
export function realPlanOf(seed: number): Plan {
  const plan = planOf(seed)
  const random = randomOf(seed, 'real')
  const real = realSettingsOf(random)
  // A store costs more than a plain client does.
  const clients = Math.min(plan.settings.clients, real.tabs > 1 ? 2 : 3)
  const steps = plan.steps.map((step) =>
    'client' in step ? { ...step, client: step.client % clients } : step,
  )
  const settings = { ...plan.settings, clients, real }
  const faults = realFaultsOf(randomOf(seed, 'faults'), { settings, steps }, real)
  const isBefore = faults.real.rights === true || plan.settings.feedBefore
  return {
    ...plan,
    steps: [...steps, ...faults.steps].toSorted((a, b) => a.at - b.at),
    settings: { ...settings, feedBefore: isBefore, real: { ...real, ...faults.real } },
  }
}

function realSettingsOf(random: Random): RealSettings {
  const disk = random.pick(['memory', 'memory', 'memory', 'none'] as const)
  const settings: RealSettings = {
    load: random.chance(0.7) ? 'all' : 'in-use',
    disk,
    tabs: disk === 'none' || random.chance(0.5) ? 1 : 2,
    conflicts: random.pick(['ask', 'client', 'merge', 'merge', 'server']),
    endsAtWrite: random.chance(0.3) ? random.next() * 0.1 : 0,
  }
  if (disk === 'none' || !random.chance(0.25)) return settings
  const fullDisk = random.chance(0.3) ? random.next() * 0.1 : 0
  const upgrade = random.chance(0.4) && {
    at: random.between(1_000, 19_000),
    to: random.pick(['more', 'other'] as const),
  }
  return { ...settings, disk: 'indexeddb', fullDisk, ...(upgrade && { upgrade }) }
}

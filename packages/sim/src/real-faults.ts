import type { Plan, RealSettings, Role, Settings, Step } from './plan.types.ts'
import type { Random } from './random.ts'

/** What goes wrong around a real client, apart from all that goes wrong for plain ones too. */
export interface RealFaults {
  readonly real: Partial<RealSettings>
  readonly steps: readonly Step[]
}

const roles: readonly Role[] = ['all', 'reader', 'some', 'some']
const latest = 19_000

/** Drawn for themselves: a seed that has none of them is what it was without. */
export function realFaultsOf(
  random: Random,
  { settings, steps: planned }: Pick<Plan, 'settings' | 'steps'>,
  real: RealSettings,
): RealFaults {
  const edits = planned.flatMap((step) => (step.kind === 'edit' ? [step] : []))
  const faults = [rights, freezes, evictions, openings].map((draw) => draw(random, settings, real, edits))
  return {
    real: faults.reduce((all: Partial<RealSettings>, { real: own }) => Object.assign({}, all, own), {}),
    steps: faults.flatMap(({ steps }) => steps),
  }
}

type PlannedEdit = Extract<Step, { readonly kind: 'edit' }>
type Draw = (
  random: Random,
  settings: Settings,
  real: RealSettings,
  edits: readonly PlannedEdit[],
) => RealFaults

const none: RealFaults = { real: {}, steps: [] }

function some(random: Random, most: number, step: (at: number) => Step[]): Step[] {
  return Array.from({ length: random.between(1, most) }, () => step(random.below(latest))).flat()
}

/** Users see and write less, or more again. */
const rights: Draw = (random, { clients }) => {
  if (!random.chance(0.1)) return none
  const steps = some(random, 4, (at) => [
    { kind: 'rights', at, client: random.below(clients), role: random.pick(roles) },
  ])
  return { real: { rights: true }, steps }
}

/** One of the tabs stands still, for days now and then; often that in which somebody has just edited. */
const freezes: Draw = (random, { clients, lag, feedDays }, { tabs }, edits) => {
  if (tabs < 2 || !random.chance(0.3)) return none
  const steps = some(random, 5, (any) => {
    const time = random.between(500, 12_000)
    const days = lag === 0 && random.chance(0.2) ? random.between(1, feedDays + 2) : 0
    const edit = edits.length > 0 && random.chance(0.7) ? random.pick(edits) : undefined
    const at = edit ? edit.at + random.between(1, 200) : any
    const freeze: Step = {
      kind: 'freeze',
      at,
      client: edit?.client ?? random.below(clients),
      tab: (edit?.edit.value ?? random.below(tabs)) % tabs,
      time,
    }
    return days > 0 ? [freeze, { kind: 'days', at: at + Math.round(time / 2), days }] : [freeze]
  })
  return { real: { deaf: random.chance(0.7) }, steps }
}

/** The browser deletes a database, or loses the connection to it. */
const evictions: Draw = (random, { clients }, { disk }) => {
  if (disk !== 'indexeddb' || !random.chance(0.3)) return none
  const steps = some(random, 2, (at) => [
    { kind: 'evict', at, client: random.below(clients), isGone: random.chance(0.7) },
  ])
  return { real: {}, steps }
}

/** Databases that do not open. */
const openings: Draw = (random, _, { disk }) => {
  if (disk !== 'indexeddb' || !random.chance(0.25)) return none
  return { real: { unopenable: random.next() * 0.4 }, steps: [] }
}

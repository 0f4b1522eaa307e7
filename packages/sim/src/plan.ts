import type { Edit, EntityName, FaultRates, Plan, Settings, Step } from './plan.types.ts'
import { type Random, randomOf } from './random.ts'

const day = 86_400_000
/** Milliseconds in which users do things. */
const duration = 20_000
/** Two transactions of a large delete. */
const bulk = 95

/** The plan of a seed. */
export function planOf(seed: number): Plan {
  const random = randomOf(seed, 'plan')
  const settings = settingsOf(random)
  const steps = Array.from({ length: random.between(12, 36) }, (): Step[] => {
    const at = random.below(duration)
    const step = { at, ...stepOf(random, settings) }
    return step.kind === 'edit' ? [step, ...crashAfter(random, step)] : [step]
  }).flat()
  return { seed, settings, steps: steps.toSorted((a, b) => a.at - b.at) }
}

/** Now and then a client ends while it is about to keep what its user has just done. */
function crashAfter(random: Random, { at, client }: Extract<Step, { kind: 'edit' }>): Step[] {
  if (!random.chance(0.04)) return []
  return [{ kind: 'crash', client, at: at + random.between(1, 60), time: random.between(10, 3_000) }]
}

function settingsOf(random: Random): Settings {
  const servers = random.between(1, 3)
  const clients = random.between(2, 4)
  // A snapshot's margin of ten minutes covers lag and clocks together: see the README.
  const isSkewed = random.chance(0.25)
  const skew = (): number => (isSkewed ? random.between(-day, day) : random.between(-180_000, 180_000))
  return {
    shards: random.chance(0.5) ? 1 : 3,
    servers,
    clients,
    lag: isSkewed || random.chance(0.3) ? 0 : random.pick([500, 5_000, 20_000]),
    stagger: 0,
    serverSkews: Array.from({ length: servers }, skew),
    clientSkews: Array.from({ length: clients }, () => (random.chance(0.3) ? random.between(-day, day) : 0)),
    feedDays: random.chance(0.3) ? 3 : 30,
    bulk: random.chance(0.05) ? bulk : 0,
    slowDisk: random.chance(0.25),
    rates: ratesOf(random),
    feedBefore: random.chance(0.3),
  }
}

function ratesOf(random: Random): FaultRates {
  const rate = (most: number): number => (random.chance(0.5) ? random.next() * most : 0)
  return {
    lost: rate(0.15),
    answerLost: rate(0.2),
    duplicated: rate(0.2),
    slow: rate(0.3),
    failed: rate(0.1),
    throttled: rate(0.1),
    conflicted: rate(0.15),
    unanswered: rate(0.1),
    undone: rate(0.08),
    unprocessed: rate(0.1),
    torn: rate(0.5),
  }
}

/** What is drawn for plain clients too. */
type PlainStep = Exclude<Step, { readonly kind: 'evict' | 'freeze' | 'rights' }>
type Untimed = PlainStep extends infer S ? (S extends Step ? Omit<S, 'at'> : never) : never

const kinds: readonly (readonly [weight: number, make: (random: Random, settings: Settings) => Untimed])[] = [
  [60, (random, { clients }) => ({ kind: 'edit', client: random.below(clients), edit: editOf(random) })],
  [
    3,
    (random, { clients }) => ({
      kind: 'crash',
      client: random.below(clients),
      time: random.between(10, 3_000),
    }),
  ],
  [
    3,
    (random, { clients }) => ({
      kind: 'offline',
      client: random.below(clients),
      time: random.between(500, 15_000),
    }),
  ],
  [
    2,
    (random, { clients }) => ({
      kind: 'expire',
      client: random.below(clients),
      time: random.between(100, 5_000),
    }),
  ],
  [1, (random, { clients }) => ({ kind: 'signOut', client: random.below(clients) })],
  [3, (random, { clients }) => ({ kind: 'retry', client: random.below(clients) })],
  [
    5,
    (random, { servers }) => ({
      kind: 'kill',
      server: random.below(servers),
      time: random.between(10, 4_000),
    }),
  ],
  [
    2,
    (random, { servers, lag }) => ({
      kind: 'serverClock',
      server: random.below(servers),
      by: jump(random, lag),
    }),
  ],
  [2, (random, { clients }) => ({ kind: 'clientClock', client: random.below(clients), by: jump(random, 0) })],
  [1, (random, { feedDays, lag }) => ({ kind: 'days', days: lag > 0 ? 0 : random.between(1, feedDays + 2) })],
  [1, () => ({ kind: 'sweep' })],
]
const weights = kinds.reduce((sum, [weight]) => sum + weight, 0)

function stepOf(random: Random, settings: Settings): Untimed {
  let left = random.below(weights)
  for (const [weight, make] of kinds) {
    if (left < weight) return make(random, settings)
    left -= weight
  }
  throw new Error('The weights do not add up.')
}

/** Where indexes lag, servers' clocks, and the time that a write takes, stay within what a snapshot's margin covers. */
function jump(random: Random, lag: number): number {
  return lag > 0 ? random.between(-60_000, 60_000) : random.between(-day, day)
}

function editOf(random: Random): Edit {
  const entity: EntityName = random.pick(['teams', 'teams', 'projects', 'projects', 'tasks'])
  const choice = random.below(100)
  const isDelete = choice >= 82 && choice < 94
  return {
    do: choice < 40 ? 'insert' : choice < 82 ? 'update' : isDelete ? 'delete' : 'move',
    entity,
    team: random.below(3),
    number: random.below(2),
    id: random.below(3),
    value: random.below(1_000),
    blind: random.chance(0.2),
    poison: random.chance(0.04),
  }
}

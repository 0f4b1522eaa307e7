import { safeParse } from 'zod/v4/core'
import type { Slot } from './maker.ts'

/** Rows tried with each choice of makers; a few are enough where one does not fit at all. */
const trials = 24
const fewTrials = 4
/** Share of rows refused by a refinement from which a maker is given up: below it, two fields rather disagree by chance. */
const tolerance = 0.6

type Schema = Parameters<typeof safeParse>[0]

/** What Zod finds wrong, as far as it is read here. */
interface Issue {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly note?: string
  readonly pattern?: string
  /** What the value is that is too small or too big. */
  readonly origin?: string
  /** What each option of a union finds wrong. */
  readonly errors?: readonly (readonly Issue[])[]
  /** What is wrong with a key or a value of a map or a record. */
  readonly issues?: readonly Issue[]
}

/** The places of one entity. */
export interface Places {
  /** Those of its fields, by name. */
  readonly fields: ReadonlyMap<string, Slot>
  /** Those inside them as well; more are found while rows are drawn. */
  readonly all: ReadonlySet<Slot>
}

/**
 * Chooses, for every place of an entity, the first maker whose values its schema takes.
 *
 * A description of a field says nothing of refinements; so rows are drawn and parsed, and a place that is refused most of
 * the time gets its next maker, until none is or none is left.
 */
export function chooseMakers(
  schema: Schema,
  places: Places,
  draw: (trial: number) => Record<string, unknown>,
): void {
  const best = new Map<Slot, { rate: number; choice: number }>()
  for (;;) {
    const { rates, misfits, chains } = tryRows(schema, places, draw)
    for (const slot of places.all) {
      const rate = rates.get(slot) ?? 0
      const known = best.get(slot)
      if (known?.choice === slot.choice) known.rate = Math.max(known.rate, rate)
      else if (rate < (known?.rate ?? Infinity)) best.set(slot, { rate, choice: slot.choice })
    }
    const failing = chains
      .filter(([deepest]) => deepest && (misfits.has(deepest) || (rates.get(deepest) ?? 0) >= tolerance))
      .flatMap((chain) => chain.find(({ candidates, choice }) => choice < candidates.length - 1) ?? [])
    if (failing.length === 0) break
    for (const slot of new Set(failing)) slot.choice += 1
  }
  for (const [slot, { choice }] of best) slot.choice = choice
}

interface Trials {
  /** Share of rows refused at each place; a place inside counts for those around it too. */
  readonly rates: ReadonlyMap<Slot, number>
  /** Places that were refused for another reason than a refinement. */
  readonly misfits: ReadonlySet<Slot>
  /** The places on the way to each issue, the deepest first. */
  readonly chains: readonly (readonly Slot[])[]
}

function tryRows(
  schema: Schema,
  { fields, all }: Places,
  draw: (trial: number) => Record<string, unknown>,
): Trials {
  const refused = new Map<Slot, number>()
  // An option of a union is not drawn in every row.
  const drawn = new Map<Slot, number>()
  const misfits = new Set<Slot>()
  const chains = new Map<Slot | undefined, readonly Slot[]>()
  let trial = 0
  for (; trial < (misfits.size > 0 ? fewTrials : trials); trial += 1) {
    const hit = new Set<Slot>()
    const before = new Map([...all].map((slot) => [slot, slot.draws]))
    const row = draw(trial)
    for (const slot of all) {
      if (slot.draws !== before.get(slot)) drawn.set(slot, (drawn.get(slot) ?? 0) + 1)
    }
    // Sound: issues of Zod have these members, of which the last two are of some codes alone.
    const issues = (safeParse(schema, row).error?.issues ?? []) as readonly Issue[]
    for (const issue of issues) {
      const { chain, last } = placesAt(fields, issue)
      if (last.code !== 'custom' && chain[0]) misfits.add(chain[0])
      if (trial === 0) learnFrom(last, chain[0])
      chains.set(chain[0], chain)
      for (const slot of chain) hit.add(slot)
    }
    for (const slot of hit) refused.set(slot, (refused.get(slot) ?? 0) + 1)
  }
  const rates = new Map([...refused].map(([slot, count]) => [slot, count / (drawn.get(slot) ?? trial)]))
  return { rates, misfits, chains: [...chains.values()] }
}

/** Puts the makers that a refused value tells of next in line, as the first of their kind. */
function learnFrom(issue: Issue, slot: Slot | undefined): void {
  const more = slot?.learn?.(issue) ?? []
  if (!slot || more.length === 0) return
  const { candidates, choice } = slot
  slot.candidates = [...candidates.slice(0, choice + 1), ...more, ...candidates.slice(choice + 1)]
}

/** The way from a row to a value that is refused. */
interface Way {
  /** The places on it, the deepest first. */
  readonly chain: Slot[]
  inside: ReadonlyMap<string, Slot>
}

/** The places on the way to an issue, the deepest first, and what is wrong at its end. */
function placesAt(fields: ReadonlyMap<string, Slot>, issue: Issue): { chain: Slot[]; last: Issue } {
  const way: Way = { chain: [], inside: fields }
  let last = issue
  for (let depth = 0; depth < deepest; depth += 1) {
    follow(way, last)
    const union = way.chain.find(({ options }) => options.length > 0)
    const inner = last.code === 'invalid_union' ? last.errors?.[union?.drawn ?? 0]?.[0] : last.issues?.[0]
    if (!inner) break
    if (last.code === 'invalid_key') step(way, '{key}')
    last = inner
  }
  return { chain: way.chain, last }
}

/** Issues inside issues that are looked into. */
const deepest = 20

function follow(way: Way, { path, origin }: Issue): void {
  for (const part of path) {
    enterItems(way)
    const next = [String(part), '[]', '{}'].find((name) => way.inside.has(name))
    if (next === undefined) return
    // The path of a map's key is that of its value.
    const key = next === '{}' ? way.inside.get('{key}') : undefined
    if (key) way.chain.unshift(key)
    step(way, next)
  }
  if (origin !== 'set') enterItems(way)
}

/** The items of a set have no part in a path. */
function enterItems(way: Way): void {
  while (way.inside.has('{item}')) step(way, '{item}')
}

function step(way: Way, name: string): void {
  const slot = way.inside.get(name)
  if (!slot) return
  way.chain.unshift(slot)
  way.inside = slot.inside
  // Nor has a union: the option that was drawn is meant.
  for (let option = slot.options[slot.drawn]; option; option = option.options[option.drawn]) {
    way.chain.unshift(option)
    way.inside = option.inside
  }
}

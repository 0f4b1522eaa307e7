import type { ObjectSchema } from '@throughline/schema'
import { safeParse } from 'zod/v4/core'
import type { Slot } from './field-maker.ts'

/** Rows tried with each choice of makers; a few are enough where one does not fit at all. */
const trials = 24
const fewTrials = 4
/** Share of rows refused by a refinement from which a maker is given up: below it, two fields rather disagree by chance. */
const tolerance = 0.6

type Slots = ReadonlyMap<string, Slot>

/**
 * Chooses, for every place of an entity, the first maker whose values its schema takes.
 *
 * A description of a field says nothing of patterns and refinements; so rows are drawn and parsed, and a place that is
 * refused most of the time gets its next maker, until none is or none is left.
 */
export function chooseMakers(
  schema: ObjectSchema,
  slots: Slots,
  draw: (trial: number) => Record<string, unknown>,
): void {
  const best = new Map<Slot, { rate: number; choice: number }>()
  for (;;) {
    const { rates, misfits, chains } = tryRows(schema, slots, draw)
    for (const slot of slots.values()) {
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
  schema: ObjectSchema,
  slots: Slots,
  draw: (trial: number) => Record<string, unknown>,
): Trials {
  const refused = new Map<Slot, number>()
  const misfits = new Set<Slot>()
  const chains = new Map<Slot | undefined, readonly Slot[]>()
  let trial = 0
  for (; trial < (misfits.size > 0 ? fewTrials : trials); trial += 1) {
    const hit = new Set<Slot>()
    for (const { code, path } of safeParse(schema, draw(trial)).error?.issues ?? []) {
      const chain = slotsAt(slots, path)
      if (code !== 'custom' && chain[0]) misfits.add(chain[0])
      chains.set(chain[0], chain)
      for (const slot of chain) hit.add(slot)
    }
    for (const slot of hit) refused.set(slot, (refused.get(slot) ?? 0) + 1)
  }
  const rates = new Map([...refused].map(([slot, count]) => [slot, count / trial]))
  return { rates, misfits, chains: [...chains.values()] }
}

/** The places on the way to an issue, the deepest first. */
function slotsAt(slots: Slots, path: readonly PropertyKey[]): Slot[] {
  const found: Slot[] = []
  let at = ''
  for (const part of path) {
    const next = [String(part), '[]', '{}'].map((step) => (at === '' ? step : `${at}.${step}`))
    const known = next.find((candidate) => slots.has(candidate))
    const slot = known === undefined ? undefined : slots.get(known)
    if (known === undefined || slot === undefined) break
    at = known
    found.unshift(slot)
  }
  return found
}

import type { CheckedOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { deriveSeed, type Seed } from './seed.ts'

export type AnyRow = Record<string, unknown>

/** What all rows below one root have in common. */
export interface Tree {
  /** Number of the root, from 0. */
  readonly index: number
  readonly root: Place
  readonly shared: unknown
  /** Keys of the rows made so far, of entities that others in the tree may point to. */
  readonly keys: ReadonlyMap<string, unknown[]>
}

/** Where a row stands; its seed follows from that alone, never from how many rows there are elsewhere. */
export interface Place {
  readonly plan: Plan
  readonly seed: Seed
  readonly indexInParent: number
  readonly countInParent: number
  readonly parent: Place | null
  readonly siblings: readonly AnyRow[]
  /** The finished row; empty while it is made. */
  row: AnyRow
}

/** The seed of the row number `index` of an entity below a row, or below the user's seed for a root. */
export function seedOf(parent: Seed, plan: Plan, index: number): Seed {
  return deriveSeed(parent, plan.label, index)
}

/** How many rows of an entity the row with this seed has. */
export function countBelow(parent: Seed, plan: Plan, { counts }: CheckedOptions): number {
  const [min, max] = counts.get(plan.entity.name) ?? [0, 0]
  if (min === max) return min
  const [bits] = deriveSeed(parent, plan.countLabel)
  return min + Math.floor(((bits >>> 0) / 2 ** 32) * (max - min + 1))
}

import type { CheckedOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { deriveSeed, type Seed } from './seed.ts'

export type AnyRow = Record<string, unknown>

/** Where a row stands: everything about it follows from that, whether it has been made or not. */
export interface Address {
  readonly plan: Plan
  readonly seed: Seed
  /** Number of the row among those of its parent, from 0; of a root, among all. */
  readonly index: number
  readonly parent: Address | null
  /** The row, where it has been made. */
  readonly row?: Readonly<AnyRow> | undefined
}

/** The address of a root below the user's seed. */
export function rootAddress(start: Seed, plan: Plan, index: number): Address {
  return { plan, seed: deriveSeed(start, plan.label, index), index, parent: null, row: undefined }
}

/** The address of a row below another. */
export function addressBelow(parent: Address, plan: Plan, index: number): Address {
  return { plan, seed: deriveSeed(parent.seed, plan.label, index), index, parent, row: undefined }
}

/** How many rows of an entity the row with this seed has. */
export function countBelow(parent: Seed, plan: Plan, { counts }: CheckedOptions): number {
  const [min, max] = counts.get(plan.entity.name) ?? [0, 0]
  if (min === max) return min
  const [bits] = deriveSeed(parent, plan.countLabel)
  return min + Math.floor(((bits >>> 0) / 2 ** 32) * (max - min + 1))
}

/** A number that no other row of the entity has, whatever their parents. */
export function numberOf({ plan, index, parent }: Address, options: CheckedOptions): number {
  if (!parent) return index
  const [, max] = options.counts.get(plan.entity.name) ?? [0, 0]
  return numberOf(parent, options) * max + index
}

/** The places above, from the parent to the root. */
export function* above({ parent }: Address): Generator<Address> {
  for (let next = parent; next !== null; next = next.parent) yield next
}

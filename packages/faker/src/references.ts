import { FakerError } from './faker-error.ts'
import type { CheckedOptions } from './options.ts'
import { countBelow, type Place, seedOf, type Tree } from './place.ts'
import type { Plan, Reference } from './plan.ts'
import { deriveSeed, type Seed, seedFrom } from './seed.ts'
import type { Tools } from './tools.ts'

/** What foreign keys are resolved with. */
export interface ReferenceScope {
  readonly options: CheckedOptions
  readonly tools: Tools
  /** The plans from the root down to an entity. */
  readonly chains: ReadonlyMap<string, readonly Plan[]>
}

/** How often a foreign key that may be absent is. */
const absence = 0.2
/** Roots that are looked through for one with a row to point to. */
const attempts = 50

/** The chain of plans from the root to each entity. */
export function chainsOf(plans: readonly Plan[], above: readonly Plan[] = []): Map<string, readonly Plan[]> {
  return new Map(
    plans.flatMap((plan) => {
      const chain = [...above, plan]
      return [[plan.entity.name, chain] as const, ...chainsOf(plan.children, chain)]
    }),
  )
}

/** A key field of the row with this seed: the same whenever it is asked, before its row is made as well. */
export function keyValue(
  plan: Plan,
  field: string,
  seed: Seed,
  index: number,
  { randomizer }: Tools,
): unknown {
  const key = plan.keys.get(field)
  if (key?.values) return key.values[index % key.values.length]
  if (key) randomizer.restart(deriveSeed(seed, key.label))
  return key?.make()
}

/** The entities with foreign keys that point to rows of other trees, whose keys are worked out from the seed. */
export function targetsElsewhere(chains: ReadonlyMap<string, readonly Plan[]>): Set<string> {
  const targets = [...chains].flatMap(([name, chain]) =>
    (chain.at(-1)?.references ?? [])
      .map(({ target }) => target)
      .filter((target) => {
        const sameTree = chains.get(target)?.[0] === chain[0]
        return !sameTree || (target === name && chain.length === 1)
      }),
  )
  return new Set(targets)
}

/**
 * The key of a row that a foreign key may point to: an ancestor, a row of the same tree, or one of another root.
 *
 * @throws {FakerError} `no_target` where there is none and the field must have one.
 */
export function resolveReference(
  reference: Reference,
  place: Place,
  tree: Tree,
  scope: ReferenceScope,
): unknown {
  const { tools } = scope
  tools.randomizer.restart(deriveSeed(place.seed, reference.label))
  for (let above = place.parent; above !== null; above = above.parent) {
    if (above.plan.entity.name === reference.target) return above.row[above.plan.identity]
  }
  if (!reference.required && tools.randomizer.chance(absence)) return reference.absent
  const found = inTree(reference, place, tree, scope) ?? elsewhere(reference, place, scope)
  if (found === undefined && reference.required) throw noTarget(reference, place)
  return found ?? reference.absent
}

function inTree(reference: Reference, place: Place, tree: Tree, { tools }: ReferenceScope): unknown {
  const keys = tree.keys.get(reference.target) ?? []
  return keys[position(reference, place, keys.length, tools)]
}

function elsewhere(reference: Reference, place: Place, scope: ReferenceScope): unknown {
  const { options, tools } = scope
  const [root, ...below] = scope.chains.get(reference.target) ?? []
  // A row of the same root's tree is found there or not at all: one of another tree would be an odd target.
  if (!root || (below.length > 0 && root === rootPlan(place))) return undefined
  const self = root.entity.name === place.plan.entity.name
  // A row that points to its own kind points to an earlier one, so that no circle comes about.
  const roots = self ? place.indexInParent : (options.counts.get(root.entity.name)?.[0] ?? 0)
  for (let attempt = 0; attempt < attempts && roots > 0; attempt += 1) {
    const at = below.length > 0 ? tools.randomizer.below(roots) : position(reference, place, roots, tools)
    if (at >= roots) return undefined
    const found = descend(seedOf(seedFrom(options.seed), root, at), at, [root, ...below], scope)
    if (found !== undefined) return found
  }
  return undefined
}

/** Walks from a root to a row of the last plan, through rows drawn at each level. */
function descend(
  seed: Seed,
  index: number,
  [plan, next, ...rest]: readonly Plan[],
  scope: ReferenceScope,
): unknown {
  if (!plan) return undefined
  if (!next) return keyValue(plan, plan.identity, seed, index, scope.tools)
  const count = countBelow(seed, next, scope.options)
  if (count === 0) return undefined
  const at = scope.tools.randomizer.below(count)
  return descend(seedOf(seed, next, at), at, [next, ...rest], scope)
}

function position(
  { distinct, label }: Reference,
  place: Place,
  count: number,
  { randomizer }: Tools,
): number {
  if (!distinct || !place.parent) return randomizer.below(count)
  if (place.indexInParent >= count) return count
  const [bits] = deriveSeed(place.parent.seed, label)
  return ((bits >>> 0) + place.indexInParent) % count
}

function rootPlan(place: Place): Plan {
  return place.parent ? rootPlan(place.parent) : place.plan
}

function noTarget({ field, target, distinct }: Reference, place: Place): FakerError {
  const entity = place.plan.entity.name
  const what = distinct
    ? `needs ${place.countInParent} different "${target}" below one parent`
    : `points to "${target}"`
  return new FakerError(
    'no_target',
    `${entity}.${field} ${what}, and there are none or too few. Raise \`counts.${target}\`, ` +
      `or give \`generators.${entity}\` that returns ${field}.`,
    { entity, field },
  )
}

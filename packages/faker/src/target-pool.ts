import { above, type Address, addressBelow, countBelow, rootAddress } from './address.ts'
import type { CheckedOptions } from './options.ts'
import type { Plan } from './plan.ts'
import type { Reference } from './reference-plan.ts'
import { seedFrom } from './seed.ts'
import type { SeededRandomizer } from './randomizer.ts'

/** What targets are looked up with. */
export interface PoolScope {
  readonly options: CheckedOptions
  readonly randomizer: SeededRandomizer
  /** The plans from the root down to an entity. */
  readonly chains: ReadonlyMap<string, readonly Plan[]>
  /** Rows of a tree whose keys a generator made, which cannot be worked out: by entity, those there are so far. */
  readonly made?: ReadonlyMap<string, readonly Address[]>
}

/** The rows that a reference may point to, without a list of them. */
export interface Pool {
  /** How many there are to number; not always all. */
  readonly size: number
  readonly at: (index: number) => Address | undefined
  readonly draw: () => Address | undefined
}

const none: Pool = { size: 0, at: () => undefined, draw: () => undefined }

/** Rows drawn for one that has a row of the target's below it. */
const attempts = 50

/**
 * The rows of an entity that lie nearest to a row: below the closest row above it that the target lies below as well, or
 * else in all trees. A row that points to its own kind finds earlier ones only, so that no circle comes about.
 */
export function poolOf(reference: Reference, entity: string, from: Address, scope: PoolScope): Pool {
  const near = nearPool(reference, entity, from, scope)
  return near && (near.size > 0 || !reference.anywhere) ? near : everywhere(entity, from, scope)
}

function nearPool(
  { notWithin }: Reference,
  entity: string,
  from: Address,
  scope: PoolScope,
): Pool | undefined {
  const chain = scope.chains.get(entity) ?? []
  for (const ancestor of above(from)) {
    const level = chain.indexOf(ancestor.plan)
    if (level < 0 || level === chain.length - 1 || notWithin.has(ancestor.plan.entity.name)) continue
    const known = scope.made?.get(entity)
    if (known)
      return listPool(
        known.filter((address) => isWithin(address, ancestor) && address !== from),
        scope,
      )
    return poolBelow(ancestor, chain.slice(level + 1), from, scope)
  }
  return undefined
}

function isWithin(address: Address, ancestor: Address): boolean {
  for (const place of above(address)) if (place === ancestor) return true
  return false
}

function listPool(list: readonly Address[], { randomizer }: PoolScope): Pool {
  return {
    size: list.length,
    at: (index) => list[index],
    draw: () => list[randomizer.below(list.length)],
  }
}

/** The rows of the last plan below a row, level by level. */
function poolBelow(top: Address, chain: readonly Plan[], from: Address, scope: PoolScope): Pool {
  const [plan, ...rest] = chain
  if (!plan) return none
  const count = countBelow(top.seed, plan, scope.options)
  const { randomizer } = scope
  if (rest.length === 0) {
    const isOwn = plan === from.plan && from.parent === top
    const left = isOwn ? from.index : count
    const skipped = isOwn
      ? undefined
      : [...above(from)].find((place) => place.plan === plan && place.parent === top)
    return numbered(left, skipped?.index, (index) => addressBelow(top, plan, index), randomizer)
  }
  const inner = (index: number): Pool => poolBelow(addressBelow(top, plan, index), rest, from, scope)
  return nested(count, inner, randomizer)
}

/** The rows of an entity in all trees. */
function everywhere(entity: string, from: Address, scope: PoolScope): Pool {
  const { options, chains, randomizer } = scope
  const [root, ...rest] = chains.get(entity) ?? []
  if (!root) return none
  const start = seedFrom(options.seed)
  const all = options.counts.get(root.entity.name)?.[0] ?? 0
  const at = (index: number): Address => rootAddress(start, root, index)
  if (rest.length === 0) {
    const isOwn = root === from.plan
    const skipped = isOwn ? undefined : [...above(from)].find(({ plan }) => plan === root)
    return numbered(isOwn ? from.index : all, skipped?.index, at, randomizer)
  }
  const inner = (index: number): Pool => poolBelow(at(index), rest, from, scope)
  const each = rest.map((plan) => options.counts.get(plan.entity.name) ?? ([0, 0] as const))
  if (each.every(([min, max]) => min === max)) return nested(all, inner, randomizer, each)
  // How many there are in all is not known without a look at every tree: one of each is numbered.
  const one = nested(all, inner, randomizer)
  return { ...one, size: each.every(([, max]) => max > 0) ? all : 0, at: (index) => inner(index).draw() }
}

/** Rows side by side, but one of them: a row above is not pointed to by another key than the parent's, where there are more. */
function numbered(
  count: number,
  skipped: number | undefined,
  at: (index: number) => Address,
  { below }: SeededRandomizer,
): Pool {
  const isSkipping = skipped !== undefined && skipped < count && count > 1
  const size = isSkipping ? count - 1 : count
  const get = (index: number): Address => at(isSkipping && index >= skipped ? index + 1 : index)
  return {
    size,
    at: (index) => (index < size ? get(index) : undefined),
    draw: () => (size > 0 ? get(below(size)) : undefined),
  }
}

/** Rows below several others; `each` says how many there are below one, where it is the same for all. */
function nested(
  count: number,
  inner: (index: number) => Pool,
  { below }: SeededRandomizer,
  each?: readonly (readonly [number, number])[],
): Pool {
  const width = each?.reduce((product, [, max]) => product * max, 1)
  const draw = (): Address | undefined => {
    for (let attempt = 0; attempt < attempts && count > 0; attempt += 1) {
      const found = inner(below(count)).draw()
      if (found) return found
    }
    return undefined
  }
  if (width !== undefined) {
    return {
      size: count * width,
      at: (index) => (width === 0 ? undefined : inner(Math.floor(index / width)).at(index % width)),
      draw,
    }
  }
  return {
    get size() {
      return Array.from({ length: count }, (_, index) => inner(index).size).reduce(
        (sum, size) => sum + size,
        0,
      )
    },
    at: (index) => {
      let left = index
      for (let outer = 0; outer < count; outer += 1) {
        const pool = inner(outer)
        if (left < pool.size) return pool.at(left)
        left -= pool.size
      }
      return undefined
    },
    draw,
  }
}

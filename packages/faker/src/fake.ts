import type { AnyModel, EntityRow } from '@throughline/schema'
import { type Address, addressBelow, type AnyRow, countBelow, rootAddress } from './address.ts'
import type { Count, FakeOptions } from './fake.types.ts'
import { FakerError } from './faker-error.ts'
import { checkOptions } from './options.ts'
import { type Plan, planModel } from './plan.ts'
import type { Reference } from './reference-plan.ts'
import { keyPart, type ReferenceScope } from './references.ts'
import { type LooseGenerator, makeRow } from './row-maker.ts'
import { deriveSeed, labelOf, seedFrom } from './seed.ts'
import { createTools } from './tools.ts'

/** The options without the types of one model. */
interface LooseOptions {
  readonly seed: number
  readonly counts: Readonly<Record<string, Count | undefined>>
  readonly locale?: FakeOptions<AnyModel>['locale']
  readonly now?: string | Date
  readonly shared?: (context: object) => unknown
  readonly generators?: Readonly<Record<string, LooseGenerator | undefined>>
}

interface Run extends ReferenceScope {
  readonly plans: readonly Plan[]
  /** Entities that foreign keys other than a parent's point to. */
  readonly targets: ReadonlySet<string>
  /** Those of them that are pointed to from other trees, or from anywhere in their own. */
  readonly elsewhere: ReadonlySet<string>
  readonly loose: LooseOptions
}

/** A row on its way or made. */
interface Place extends Address {
  row?: AnyRow | undefined
}

/** What all rows below one root have in common. */
interface Tree {
  /** Number of the root, from 0. */
  readonly index: number
  readonly root: Place
  readonly shared: unknown
  /** Rows whose keys a generator made, of entities that others may point to. */
  readonly made: Map<string, Address[]>
}

type Made = { readonly entity: string; readonly row: AnyRow }

const sharedLabel = labelOf('shared')

/**
 * Makes realistic rows of a model, one at a time: each root followed by its descendants, parents before children.
 *
 * Rows are a function of `seed`, `now`, the model, the options and faker's version alone. A row of root number 5 is the
 * same whether there are 10 roots or a million, except where it points to another root, which is drawn among all there
 * are. Every row has been checked with its entity's schema. Memory does not grow with the number of rows; the result can
 * be iterated again, and gives the same rows.
 *
 * @throws {FakerError} for wrong options at once; while iterating, for a row that cannot be made.
 */
export function fake<TModel extends AnyModel, TShared = Record<string, unknown>>(
  model: TModel,
  options: FakeOptions<TModel, TShared>,
): Iterable<EntityRow<TModel>> {
  // Sound: the types of one model are taken off; names are checked against the model, rows with its schemas.
  const loose = options as unknown as LooseOptions
  const checked = checkOptions(model, loose)
  const tools = createTools(checked.now, loose.locale)
  const plans = planModel({ model, tools, options: checked, side: 'row' })
  const chains = chainsOf(plans)
  const pointers = [...chains.values()].flatMap(pointersOf)
  const run: Run = {
    options: checked,
    tools,
    randomizer: tools.randomizer,
    plans,
    chains,
    targets: new Set(pointers.map(({ target }) => target)),
    elsewhere: new Set(
      pointers.filter((pointer) => isElsewhere(pointer, chains)).map(({ target }) => target),
    ),
    loose,
  }
  // Sound: each row was checked with the schema of the entity whose name stands beside it.
  return { [Symbol.iterator]: () => roots(run) as Iterator<EntityRow<TModel>> }
}

interface Pointer {
  readonly chain: readonly Plan[]
  readonly reference: Reference
  readonly target: string
}

function pointersOf(chain: readonly Plan[]): Pointer[] {
  return (chain.at(-1)?.references ?? []).flatMap((reference) =>
    reference.targets.map(({ entity }) => ({ chain, reference, target: entity })),
  )
}

/** Whether a reference looks for its target beyond the rows below one that both have above them. */
function isElsewhere(
  { chain, reference, target }: Pointer,
  chains: ReadonlyMap<string, readonly Plan[]>,
): boolean {
  const aboveTarget = new Set((chains.get(target) ?? []).slice(0, -1))
  const near = chain
    .slice(0, -1)
    .some((plan) => aboveTarget.has(plan) && !reference.notWithin.has(plan.entity.name))
  return reference.anywhere || !near
}

/** The chain of plans from the root to each entity. */
function chainsOf(plans: readonly Plan[], before: readonly Plan[] = []): Map<string, readonly Plan[]> {
  return new Map(
    plans.flatMap((plan) => {
      const chain = [...before, plan]
      return [[plan.entity.name, chain] as const, ...chainsOf(plan.children, chain)]
    }),
  )
}

function* roots(run: Run): Generator<Made> {
  const { options, plans, loose, tools } = run
  const start = seedFrom(options.seed)
  for (const plan of plans) {
    const { name } = plan.entity
    const count = options.counts.get(name)?.[0] ?? 0
    for (let index = 0; index < count; index += 1) {
      const place: Place = rootAddress(start, plan, index)
      tools.randomizer.restart(deriveSeed(place.seed, sharedLabel))
      const { faker, now } = tools
      const shared = loose.shared ? loose.shared({ faker, entity: name, index, now }) : {}
      yield* below(place, count, [], { index, root: place, shared, made: new Map() }, run)
    }
  }
}

function* below(
  place: Place,
  countInParent: number,
  siblings: readonly AnyRow[],
  tree: Tree,
  run: Run,
): Generator<Made> {
  const { plan, seed } = place
  const { name } = plan.entity
  const generate = run.loose.generators?.[name]
  const give =
    generate && ((): AnyRow => generate(contextOf(place, countInParent, siblings, tree, run)) ?? {})
  const scope = tree.made.size > 0 ? { ...run, made: tree.made } : run
  const row = makeRow({ address: place, source: 'generators', give }, scope)
  place.row = row
  if (generate && run.targets.has(name)) noteKey(place, row, tree, run)
  yield { entity: name, row }
  for (const child of plan.children) {
    const count = countBelow(seed, child, run.options)
    // Only a generator looks at the rows before its own: without one, they need not be kept.
    const before: AnyRow[] = []
    for (let index = 0; index < count; index += 1) {
      const next: Place = addressBelow(place, child, index)
      yield* below(next, count, before, tree, run)
      if (next.row && run.loose.generators?.[child.entity.name]) before.push(next.row)
    }
  }
}

/** Notes a row whose key a generator made: foreign keys are worked out from the seed, and would miss it. */
function noteKey(place: Place, row: AnyRow, { made }: Tree, run: Run): void {
  const { plan } = place
  const { name } = plan.entity
  const known = made.get(name)
  const [field] = [...plan.keys].find(([key, part]) => row[key] !== keyPart(place, part, run)) ?? []
  if (field !== undefined && run.elsewhere.has(name)) {
    throw new FakerError(
      'no_target',
      `${name}.${field} is made by \`generators.${name}\`, but other rows point to "${name}" and would miss it. ` +
        `Leave ${field} to faker.`,
      { entity: name, field },
    )
  }
  if (known) known.push(place)
  else if (field !== undefined) made.set(name, [place])
}

function contextOf(
  place: Place,
  countInParent: number,
  siblings: readonly AnyRow[],
  tree: Tree,
  { tools }: Run,
): object {
  return {
    faker: tools.faker,
    index: tree.index,
    indexInParent: place.index,
    countInParent,
    // Sound: the rows above a place have been made before it.
    parent: place.parent ? (place.parent as Place).row : null,
    root: place.parent ? tree.root.row : null,
    siblings,
    shared: tree.shared,
    now: tools.now,
  }
}

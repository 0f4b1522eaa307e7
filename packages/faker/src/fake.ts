import type { AnyModel, EntityRow } from '@throughline/schema'
import type { Count, FakeOptions } from './fake.types.ts'
import { FakerError } from './faker-error.ts'
import { type CheckedOptions, checkOptions } from './options.ts'
import { type AnyRow, countBelow, type Place, seedOf, type Tree } from './place.ts'
import { type Plan, planModel } from './plan.ts'
import { chainsOf, keyValue, type ReferenceScope, targetsElsewhere } from './references.ts'
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
  /** Those of them that are pointed to from other trees. */
  readonly elsewhere: ReadonlySet<string>
  readonly loose: LooseOptions
}

type Made = { readonly entity: string; readonly row: AnyRow }

const sharedLabel = labelOf('shared')

/**
 * Makes realistic rows of a model, one at a time: each root followed by its descendants, parents before children.
 *
 * Rows are a function of `seed`, `now`, the model, the options and faker's version alone. A row of root number 5 is the
 * same whether there are 10 roots or a million, except where it points to another root, which is drawn among all there
 * are. Every row has been parsed with its entity's schema. Memory does not grow with the number of rows; the result can
 * be iterated again, and gives the same rows.
 *
 * @throws {FakerError} for wrong options at once; while iterating, for a row that cannot be made.
 */
export function fake<TModel extends AnyModel, TShared = Record<string, unknown>>(
  model: TModel,
  options: FakeOptions<TModel, TShared>,
): Iterable<EntityRow<TModel>> {
  // Sound: the types of one model are taken off; names are checked against the model, rows parsed with its schemas.
  const loose = options as unknown as LooseOptions
  const checked = checkOptions(model, loose)
  const tools = createTools(checked.now, loose.locale)
  const plans = planModel(model, tools)
  const chains = chainsOf(plans)
  const references = [...chains.values()].flatMap((chain) => chain.at(-1)?.references ?? [])
  const targets = new Set(references.map(({ target }) => target))
  const run: Run = {
    options: checked,
    tools,
    plans,
    chains,
    targets,
    elsewhere: targetsElsewhere(chains),
    loose,
  }
  // Sound: each row was parsed with the schema of the entity whose name stands beside it.
  return { [Symbol.iterator]: () => roots(run) as Iterator<EntityRow<TModel>> }
}

function* roots(run: Run): Generator<Made> {
  const { options, plans, loose, tools } = run
  const start = seedFrom(options.seed)
  for (const plan of plans) {
    const count = rootCount(plan, options)
    for (let index = 0; index < count; index += 1) {
      const seed = seedOf(start, plan, index)
      const place = {
        plan,
        seed,
        indexInParent: index,
        countInParent: count,
        parent: null,
        siblings: [],
        row: {},
      }
      tools.randomizer.restart(deriveSeed(seed, sharedLabel))
      const { faker, now } = tools
      const shared = loose.shared ? loose.shared({ faker, entity: plan.entity.name, index, now }) : {}
      const keys = new Map([...run.targets].map((name) => [name, []]))
      yield* below(place, { index, root: place, shared, keys }, run)
    }
  }
}

function rootCount(plan: Plan, { counts }: CheckedOptions): number {
  return counts.get(plan.entity.name)?.[0] ?? 0
}

function* below(place: Place, tree: Tree, run: Run): Generator<Made> {
  const { plan, seed } = place
  const { name } = plan.entity
  place.row = makeRow(place, tree, run, run.loose.generators?.[name])
  if (run.targets.has(name)) tree.keys.get(name)?.push(place.row[plan.identity])
  if (run.elsewhere.has(name)) checkKey(place, run)
  yield { entity: name, row: place.row }
  for (const child of plan.children) {
    const siblings: AnyRow[] = []
    const countInParent = countBelow(seed, child, run.options)
    for (let indexInParent = 0; indexInParent < countInParent; indexInParent += 1) {
      const next: Place = {
        plan: child,
        seed: seedOf(seed, child, indexInParent),
        indexInParent,
        countInParent,
        parent: place,
        siblings,
        row: {},
      }
      yield* below(next, tree, run)
      siblings.push(next.row)
    }
  }
}

/** Foreign keys of other trees are worked out from the seed: they would miss a key that a generator made. */
function checkKey({ plan, row, seed, indexInParent }: Place, { tools }: Run): void {
  const { name } = plan.entity
  if (row[plan.identity] === keyValue(plan, plan.identity, seed, indexInParent, tools)) return
  throw new FakerError(
    'no_target',
    `${name}.${plan.identity} is made by \`generators.${name}\`, but other rows point to "${name}" and would miss it. ` +
      `Leave ${plan.identity} to faker.`,
    { entity: name, field: plan.identity },
  )
}

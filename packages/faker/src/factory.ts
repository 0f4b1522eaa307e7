import type { AnyModel, EntityRow } from '@throughline/schema'
import { createBuilder, type Given, type LooseFactoryOptions, type RowBuilder } from './factory-builder.ts'
import { nextTo, parentsOf } from './factory-parents.ts'
import type { AnyRow } from './address.ts'
import type { Factory, FactoryOptions } from './factory.types.ts'
import { FakerError } from './faker-error.ts'

type Overrides = AnyRow | undefined
type LooseTree = Readonly<Record<string, number | readonly [number, LooseTree] | undefined>>

/**
 * Makes rows of a model's entities for tests, each valid by itself, with its own key, and with rows to point to.
 *
 * The row number n of an entity is the same for one seed whatever else is made. Fields come from faker, then from
 * `generators`, traits, the rows that `for` names and the overrides, later ones over earlier ones.
 *
 * @throws {FakerError} for wrong options, an unknown name, or overrides that the entity's schema refuses.
 */
export function createFactory<TModel extends AnyModel, TTraits = {}>(
  model: TModel,
  options: FactoryOptions<TModel, TTraits> = {},
): Factory<TModel, TTraits> {
  // Sound: the types of one model are taken off; names are checked against the model, rows with its schemas.
  const loose = options as unknown as LooseFactoryOptions
  checkNames(model, loose)
  const builder = createBuilder(model, loose)
  const factories = Object.fromEntries(
    model.names.map((name) => [name, entityFactory(model, name, builder, loose, [])]),
  )
  const rest = { $take: (): EntityRow<AnyModel>[] => builder.take(), $reset: () => builder.reset() }
  // Sound: one factory for each entity; the rows that they make were checked with the entity's schemas.
  return { ...factories, ...rest } as unknown as Factory<TModel, TTraits>
}

function checkNames(model: AnyModel, { generators = {}, traits = {} }: LooseFactoryOptions): void {
  for (const [option, names] of Object.entries({ generators, traits })) {
    const unknown = Object.keys(names).find((name) => !model.names.includes(name))
    if (unknown === undefined) continue
    const message = `\`${option}.${unknown}\` names no entity. The model has ${model.names.join(', ')}.`
    throw new FakerError('invalid_options', message, { entity: unknown })
  }
}

/** The methods of one entity; `given` are the traits and parents that its rows have. */
function entityFactory(
  model: AnyModel,
  name: string,
  builder: RowBuilder,
  options: LooseFactoryOptions,
  given: readonly Given[],
): Readonly<Record<string, unknown>> {
  const own = options.traits?.[name] ?? {}
  const again = (more: readonly Given[]): object =>
    entityFactory(model, name, builder, options, [...given, ...more])
  const build = (overrides: Overrides): AnyRow => builder.build(name, given, overrides)
  return {
    build,
    buildMany: (count: number, overrides?: AnyRow | ((index: number) => AnyRow)) =>
      Array.from({ length: count }, (_, index) =>
        build(typeof overrides === 'function' ? overrides(index) : overrides),
      ),
    buildInsert: (overrides: Overrides) => builder.buildInsert(name, given, overrides),
    buildTree: (tree: LooseTree, overrides: Overrides) =>
      withRowsBelow({ model, builder }, name, build(overrides), tree),
    with: (...names: readonly string[]) =>
      again(
        names.map((trait) => {
          const found = Object.hasOwn(own, trait) ? own[trait] : undefined
          if (found !== undefined) return found
          const known = Object.keys(own).join(', ') || 'none'
          const message = `"${name}" has no trait "${trait}". It has: ${known}.`
          throw new FakerError('invalid_options', message, { entity: name })
        }),
      ),
    for: (parents: AnyRow) => again([parentsOf(model, name, parents)]),
  }
}

interface TreeScope {
  readonly model: AnyModel
  readonly builder: RowBuilder
}

/** Adds the rows that a tree asks for below a row, by the names of the relations. */
function withRowsBelow(scope: TreeScope, name: string, row: AnyRow, tree: LooseTree): AnyRow {
  const result: AnyRow = { ...row }
  for (const [relation, wish] of Object.entries(tree)) {
    const [count, below] = typeof wish === 'number' ? [wish, {}] : (wish ?? [0, {}])
    const target = scope.model.entities[name]?.relations[relation]
    if (!target || target.kind === 'belongsTo' || target.kind === 'morphTo') {
      const message = `"${name}" has no relation "${relation}" to rows that point to it.`
      throw new FakerError('invalid_options', message, { entity: name, field: relation })
    }
    result[relation] = Array.from({ length: count }, () => {
      const { own, join } = nextTo(scope.model, name, target, row)
      const made = scope.builder.build(target.target, [own])
      if (join) scope.builder.build(join.entity, [join.fields(made)])
      return withRowsBelow(scope, target.target, made, below)
    })
  }
  return result
}

import { type AnyModel, type EntityName, StoreError } from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'

/** What an item can hold of one field: dates are ISO texts, bigints their digits, sets and maps lists. */
export type StoredValue =
  | boolean
  | null
  | number
  | string
  | readonly StoredValue[]
  | { readonly [name: string]: StoredValue }

/** The fields of a row as they are stored. */
export type StoredFields = Readonly<Record<string, StoredValue | undefined>>

/** Turns the fields of a row as one version of the model stored them into those of the next; it has to be pure. */
export type Upgrade = (row: StoredFields) => StoredFields

/** What is done to the rows of the version before `to`; entities that are not named stay as they are. */
export interface UpgradeStep<TModel extends AnyModel = AnyModel> {
  /** The version of the model that the rows are of afterwards, from 2 on. */
  readonly to: number
  /** By plural name, as the entities are called today. */
  readonly entities: { readonly [N in EntityName<TModel>]?: Upgrade }
}

/** How rows of older versions of a model become rows of today's, see {@link defineUpgrades}. */
export interface Upgrades {
  /** Today's version. */
  readonly version: number
  /** In the order of their versions, without a gap. */
  readonly steps: readonly UpgradeStep[]
}

/**
 * Says how rows that were stored by older versions of a model are read today.
 *
 * A store that is given them marks what it writes with `modelVersion`, and upgrades older items in memory when it reads them:
 * the steps after the item's version in their order, then defaults are filled in, then the row is checked. Items without a mark
 * are of version 1. Fields that a step leaves and the model does not name are dropped with the next write.
 *
 * @throws {StoreError} `invalid` where the versions are not one after the other, or an entity is not in the model.
 */
export function defineUpgrades<TModel extends AnyModel>(
  model: TModel,
  steps: readonly UpgradeStep<NoInfer<TModel>>[],
): Upgrades {
  const first = steps[0]?.to ?? 2
  for (const [index, { to, entities }] of steps.entries()) {
    if (!Number.isInteger(to) || to < 2 || to !== first + index) {
      throw new StoreError(
        'invalid',
        `The upgrades of "${model.service}" lead to the version ${to} where ${first + index} is expected: number them one by one, from 2 on.`,
      )
    }
    for (const name of Object.keys(entities)) entityOf(model, name)
  }
  return { version: steps.at(-1)?.to ?? 1, steps }
}

import type { Faker, LocaleDefinition } from '@faker-js/faker'
import type { AnyModel, BelongsTo, EntityName, EntityOf, ParentField, Row } from '@throughline/schema'

/** How many rows: exactly so many, or from `min` to `max`, drawn for each parent. */
export type Count = number | readonly [min: number, max: number]

/** The entities that have no parent. */
export type RootName<TModel extends AnyModel> = {
  [N in EntityName<TModel>]: [ParentField<EntityOf<TModel, N>>] extends [never] ? N : never
}[EntityName<TModel>]

/** The entity that another one's rows lie below; `never` for a root. */
export type ParentName<TModel extends AnyModel, TName extends EntityName<TModel>> = Exclude<
  AboveName<TModel, TName>,
  { [N in AboveName<TModel, TName>]: AboveName<TModel, N> }[AboveName<TModel, TName>]
>

/** The entities above another one that its parent's fields name: the parent, and those above that. */
type AboveName<TModel extends AnyModel, TName extends EntityName<TModel>> = TargetOf<
  EntityOf<TModel, TName>['relations'],
  ParentField<EntityOf<TModel, TName>>
> &
  EntityName<TModel>

type TargetOf<TRelations, TField> = {
  [R in keyof TRelations]: TRelations[R] extends BelongsTo<infer TTarget, infer TOwn>
    ? [TOwn] extends [TField]
      ? TTarget
      : never
    : never
}[keyof TRelations]

/** Rows of each entity: in all for a root, per parent for a child; an entity that is left out gets none. */
export type Counts<TModel extends AnyModel> = {
  readonly [N in EntityName<TModel>]?: N extends RootName<TModel> ? number : Count
}

/** What `shared` is made from, once for each root, before its row. */
export interface SharedContext<TModel extends AnyModel> {
  /** Seeded for this root alone. */
  readonly faker: Faker
  /** The root's entity. */
  readonly entity: RootName<TModel>
  /** The root's number, from 0. */
  readonly index: number
  readonly now: Date
}

/** What a generator knows of the row that it is to make. */
export interface FakeContext<TModel extends AnyModel, TName extends EntityName<TModel>, TShared> {
  /** Seeded for this row alone. */
  readonly faker: Faker
  /** Number of the row's root, from 0. */
  readonly index: number
  /** Number of the row among those of its parent, from 0; a root's `index`. */
  readonly indexInParent: number
  /** How many rows of this entity the parent gets; for a root, how many there are in all. */
  readonly countInParent: number
  /** The row above, `null` for a root. */
  readonly parent: [ParentName<TModel, TName>] extends [never]
    ? null
    : Row<EntityOf<TModel, ParentName<TModel, TName>>>
  /** The row at the top, `null` for a root. */
  readonly root: [ParentName<TModel, TName>] extends [never] ? null : Row<EntityOf<TModel, RootName<TModel>>>
  /** The rows of this entity that the parent has so far; always empty for a root. */
  readonly siblings: readonly Row<EntityOf<TModel, TName>>[]
  /** What `shared` returned for this root: one value for a root and all below it. */
  readonly shared: TShared
  /** Every date that faker makes is relative to it. */
  readonly now: Date
}

/** Functions that make fields of a row, by entity; faker makes the fields that they leave out. */
export type Generators<TModel extends AnyModel, TShared> = {
  readonly [N in EntityName<TModel>]?: (
    context: FakeContext<TModel, N, TShared>,
  ) => Partial<Row<EntityOf<TModel, N>>>
}

/** Languages of names and texts, tried in order before English. */
export type Locale = LocaleDefinition | readonly LocaleDefinition[]

/** What `fake` takes besides the model. */
export interface FakeOptions<TModel extends AnyModel, TShared = Record<string, unknown>> {
  /** An integer; the same one gives the same rows. */
  readonly seed: number
  readonly counts: Counts<TModel>
  /** Languages of names and texts, tried in order before English; `localeOf('de')` finds one by its code. */
  readonly locale?: Locale
  /** The date that faker takes for today; 2026-01-01T00:00:00.000Z when absent. */
  readonly now?: string | Date
  /** Makes what a root and all below it have in common; an empty object when absent. */
  readonly shared?: (context: SharedContext<TModel>) => TShared
  readonly generators?: Generators<TModel, NoInfer<TShared>>
}

import type { Faker } from '@faker-js/faker'
import type {
  AnyModel,
  BelongsTo,
  EntityName,
  EntityOf,
  EntityRow,
  Insert,
  ManyToMany,
  MorphMany,
  MorphTo,
  HasMany,
  Row,
} from '@throughline/schema'
import type { Locale } from './fake.types.ts'

/** What a trait or a generator of a factory knows of the row that it is for. */
export interface FactoryContext {
  /** Seeded for this row alone. */
  readonly faker: Faker
  /** Number of the row among those of its entity that the factory made, from 1. */
  readonly sequence: number
  /** Every date that faker makes is relative to it. */
  readonly now: Date
}

type RowOf<TModel extends AnyModel, TName extends EntityName<TModel>> = Row<EntityOf<TModel, TName>>

/** Fields of a row, or a function that makes them. */
export type Trait<TModel extends AnyModel, TName extends EntityName<TModel>> =
  | Partial<RowOf<TModel, TName>>
  | ((context: FactoryContext) => Partial<RowOf<TModel, TName>>)

/** What `createFactory` takes besides the model. */
export interface FactoryOptions<TModel extends AnyModel, TTraits = {}> {
  /** An integer; the same one gives the same rows. 1 when absent. */
  readonly seed?: number
  /** As for `fake`. */
  readonly locale?: Locale
  /** As for `fake`. */
  readonly now?: string | Date
  /** Fields that every row of an entity gets; faker makes those that are left out. */
  readonly generators?: {
    readonly [N in EntityName<TModel>]?: (context: FactoryContext) => Partial<RowOf<TModel, N>>
  }
  /** Fields by entity and the name of a trait. */
  readonly traits?: {
    readonly [N in keyof TTraits]: {
      readonly [T in keyof TTraits[N]]: Trait<TModel, N & EntityName<TModel>>
    }
  }
}

type RelationsOf<TModel extends AnyModel, TName extends EntityName<TModel>> = EntityOf<
  TModel,
  TName
>['relations']

/** Rows that a row is to point to, by the name of the relation; of a polymorphic one with the entity's name. */
export type Parents<TModel extends AnyModel, TName extends EntityName<TModel>> = {
  readonly [
    R in keyof RelationsOf<TModel, TName> as RelationsOf<TModel, TName>[R] extends BelongsTo | MorphTo
      ? R
      : never
  ]?: ParentRow<TModel, RelationsOf<TModel, TName>[R]>
}

type ParentRow<TModel extends AnyModel, TRelation> =
  TRelation extends BelongsTo<infer TTarget>
    ? RowOf<TModel, TTarget & EntityName<TModel>>
    : TRelation extends MorphTo<infer TTargets>
      ? EntityRow<TModel, TTargets[keyof TTargets] & EntityName<TModel>>
      : never

type Many = HasMany | ManyToMany | MorphMany
type TargetOf<TModel extends AnyModel, TRelation> = TRelation extends { readonly target: infer TTarget }
  ? TTarget & EntityName<TModel>
  : never

/** How many rows of each relation a row gets below it, and of which below those: `{ orders: [2, { lines: 3 }] }`. */
export type Tree<TModel extends AnyModel, TName extends EntityName<TModel>> = {
  readonly [
    R in keyof RelationsOf<TModel, TName> as RelationsOf<TModel, TName>[R] extends Many ? R : never
  ]?: number | readonly [count: number, below: Tree<TModel, TargetOf<TModel, RelationsOf<TModel, TName>[R]>>]
}

/** A row with the rows below it, by the names of the relations. */
export type TreeRow<TModel extends AnyModel, TName extends EntityName<TModel>, TTree> = RowOf<
  TModel,
  TName
> & {
  readonly [R in keyof TTree & keyof RelationsOf<TModel, TName>]: TreeRow<
    TModel,
    TargetOf<TModel, RelationsOf<TModel, TName>[R]>,
    TTree[R] extends readonly [number, infer TBelow] ? TBelow : {}
  >[]
}

/** Makes rows of one entity. */
export interface EntityFactory<
  TModel extends AnyModel,
  TName extends EntityName<TModel>,
  TTrait extends string,
> {
  /** A row as it is read; rows that it has to point to are made before it, unless they are given. */
  build(overrides?: Partial<RowOf<TModel, TName>>): RowOf<TModel, TName>
  /** Several rows; `overrides` may be a function of a row's number, from 0. */
  buildMany(
    count: number,
    overrides?: Partial<RowOf<TModel, TName>> | ((index: number) => Partial<RowOf<TModel, TName>>),
  ): RowOf<TModel, TName>[]
  /** What a client writes to insert a row: no field that the server keeps. The row is not among those of `$take`. */
  buildInsert(overrides?: Partial<Insert<EntityOf<TModel, TName>>>): Insert<EntityOf<TModel, TName>>
  /** A row with rows that point to it, and to those. */
  buildTree<const TTree extends Tree<TModel, TName>>(
    tree: TTree & { readonly [R in Exclude<keyof TTree, keyof Tree<TModel, TName>>]: never },
    overrides?: Partial<RowOf<TModel, TName>>,
  ): TreeRow<TModel, TName, TTree>
  /** A factory whose rows have the fields of these traits, later ones over earlier ones. */
  with(...traits: readonly TTrait[]): EntityFactory<TModel, TName, TTrait>
  /** A factory whose rows point to these: `factory.addresses.for({ person })`. */
  for(parents: Parents<TModel, TName>): EntityFactory<TModel, TName, TTrait>
}

/** Makes rows of a model's entities for tests: one `EntityFactory` by the name of each; `TTraits` has their traits' names. */
export type Factory<TModel extends AnyModel, TTraits = {}> = {
  readonly [N in EntityName<TModel>]: EntityFactory<
    TModel,
    N,
    N extends keyof TTraits ? keyof TTraits[N] & string : never
  >
} & {
  /** Every row made since the last call, parents before children: ready for `store.load`. */
  readonly $take: () => EntityRow<TModel>[]
  /** Forgets the rows and starts the sequences anew: the same calls give the same rows again. */
  readonly $reset: () => void
}

import type { AnyEntity, Row } from './entity.types.ts'
import type { Siblings } from './model.types.ts'
import type { BelongsTo, MorphTo } from './relation.types.ts'

interface WithRelations extends AnyEntity {
  readonly relations: object
}

/** Names of an entity's relations. */
export type RelationName<T extends WithRelations> = keyof T['relations'] & string

/** The entity that a relation leads to, as its model knows it. */
type Target<T, TTarget> = TTarget extends keyof Siblings<T>
  ? Siblings<T>[TTarget] extends infer TEntity extends WithRelations
    ? TEntity
    : never
  : never

/** Name of the target of a relation; the names of all of them where it is polymorphic. */
type TargetName<TRelation> =
  TRelation extends MorphTo<infer TTargets>
    ? TTargets[keyof TTargets]
    : TRelation extends { readonly target: infer TTarget }
      ? TTarget
      : never

/**
 * Which related rows come with a row: names in a list, or an object that says more of each.
 *
 * `{ addresses: true, employments: { include: ['company'] } }`
 */
export type IncludeOption<T extends WithRelations> = readonly RelationName<T>[] | IncludeTree<T>

type IncludeTree<T extends WithRelations> = {
  readonly [R in RelationName<T>]?: true | { readonly include?: NestedInclude<T, R> }
}

type NestedInclude<T extends WithRelations, R extends RelationName<T>> = IncludeOption<
  Target<T, TargetName<T['relations'][R]>>
>

/** Names of the relations that an include option asks for. */
type Included<TInclude> = TInclude extends readonly unknown[]
  ? TInclude[number]
  : { [R in keyof TInclude]: TInclude[R] extends undefined | false ? never : R }[keyof TInclude]

/** The include option of one relation's own rows; `[]` for none. */
type Below<TInclude, R> = R extends keyof TInclude
  ? TInclude[R] extends { readonly include: infer TNested }
    ? TNested
    : []
  : []

type RelatedRow<T, TTarget, TInclude> = Include<Target<T, TTarget>, TInclude>

type RelatedValue<T, TRelation, TInclude> =
  TRelation extends BelongsTo<infer TTarget>
    ? RelatedRow<T, TTarget, TInclude> | undefined
    : TRelation extends { readonly target: infer TTarget }
      ? readonly RelatedRow<T, TTarget, TInclude>[]
      : never

/** Rows of a polymorphic relation: told apart by the value of their `type` field. */
type MorphValue<T, TRelation, TName extends string, TInclude> =
  TRelation extends MorphTo<infer TTargets, infer TType>
    ? {
        [V in keyof TTargets]: { readonly [F in TType]: V } & {
          readonly [R in TName]: RelatedRow<T, TTargets[V], TInclude> | undefined
        }
      }[keyof TTargets]
    : never

type PlainName<T extends WithRelations, TInclude> = {
  [R in Included<TInclude> & RelationName<T>]: T['relations'][R] extends MorphTo ? never : R
}[Included<TInclude> & RelationName<T>]

type MorphName<T extends WithRelations, TInclude> = Exclude<
  Included<TInclude> & RelationName<T>,
  PlainName<T, TInclude>
>

type Simplify<T> = { [K in keyof T]: T[K] } & {}

/**
 * A row with the related rows that an include option asks for.
 *
 * belongsTo and morphTo give one row, `undefined` where there is none to be seen; the others a list. Of a morphTo, the
 * type field tells which entity's row it is.
 */
export type Include<T extends WithRelations, TInclude> = [Included<TInclude> & RelationName<T>] extends [
  never,
]
  ? Row<T>
  : Simplify<
      Row<T> & {
        readonly [R in PlainName<T, TInclude>]: RelatedValue<T, T['relations'][R], Below<TInclude, R>>
      } & ([MorphName<T, TInclude>] extends [never]
          ? unknown
          : MorphValue<
              T,
              T['relations'][MorphName<T, TInclude>],
              MorphName<T, TInclude>,
              Below<TInclude, MorphName<T, TInclude>>
            >)
    >

import type * as core from 'zod/v4/core'
import type { EntityDefinitions, FieldName } from './entity.types.ts'
import type {
  BelongsTo,
  BelongsToOptions,
  HasMany,
  ManyToMany,
  ManyToManyOptions,
  MorphMany,
  MorphTo,
  MorphToOptions,
  NoRelationOptions,
} from './relation.types.ts'
import type { Singular } from './singular.ts'

/** An entity's name in the singular: its own, or that of its plural name. */
export type SingularOf<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
> = TEntities[TName]['singular'] extends infer TSingular extends string ? TSingular : Singular<TName & string>

/** Names of the entities by their singulars: made once a model, looked up for each field. */
type NamesBySingular<TEntities extends EntityDefinitions> = {
  [N in keyof TEntities & string as SingularOf<TEntities, N>]: N
}

type CamelCase<T extends string> = T extends `${infer THead}_${infer TRest}`
  ? `${THead}${Capitalize<CamelCase<TRest>>}`
  : T

/** What a foreign key's name says: `personId` and `person_id` → `person`. */
export type StemOf<TField> = TField extends `${infer TStem}Id`
  ? TStem
  : TField extends `${infer TStem}_id`
    ? CamelCase<TStem>
    : never

/** Name of the entity that a field's name points to: `personId` and `person_id` → `persons`. */
type TargetOf<TNames, TField> =
  StemOf<TField> extends infer TStem extends keyof TNames ? TNames[TStem] : never

/** The relations that were written out. */
type OptionsOf<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
> = TEntities[TName]['relations']

/** Fields that are a whole foreign key by themselves in a relation that was written out. */
type SpokenFor<TOptions> = {
  [R in keyof TOptions]: TOptions[R] extends { readonly field: infer TField extends string } ? TField : never
}[keyof TOptions]

/** belongsTo relations read off field names. */
type Detected<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
  TNames = NamesBySingular<TEntities>,
> = {
  readonly [
    F in Exclude<
      Extract<FieldName<TEntities[TName]['schema']>, `${string}Id` | `${string}_id`>,
      SpokenFor<OptionsOf<TEntities, TName>>
    > as TargetOf<TNames, F> extends infer TTarget extends keyof TEntities & string
      ? SingularOf<TEntities, TTarget>
      : never
  ]: BelongsTo<TargetOf<TNames, F> & string, F>
}

/** Relations that were written out, resolved. */
type Declared<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
  TOptions = OptionsOf<TEntities, TName>,
> = {
  readonly [
    R in keyof TOptions as TOptions[R] extends NoRelationOptions ? never : R
  ]: TOptions[R] extends BelongsToOptions
    ? BelongsTo<TOptions[R]['target'], ListItem<TOptions[R]['field']>>
    : TOptions[R] extends ManyToManyOptions
      ? ManyToMany<TOptions[R]['target'], TOptions[R]['through']>
      : TOptions[R] extends MorphToOptions
        ? MorphTo<MorphTargets<TEntities, TName, TOptions[R]>, TOptions[R]['type'], TOptions[R]['field']>
        : never
}

type ListItem<T> = T extends readonly (infer TItem extends string)[] ? TItem : T & string

/** Entities by the values of a morphTo's `type`. */
type MorphTargets<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
  TOptions extends MorphToOptions,
  TNames = NamesBySingular<TEntities>,
> = TOptions['targets'] extends infer TTargets extends Readonly<Record<string, string>>
  ? TTargets
  : {
      readonly [
        V in core.output<TEntities[TName]['schema']>[TOptions['type'] &
          FieldName<TEntities[TName]['schema']>] &
          string
      ]: V extends keyof TNames ? TNames[V] & string : never
    }

/** The relations that an entity's own fields and options make. */
export type OwnRelations<TEntities extends EntityDefinitions, TName extends keyof TEntities> = Detected<
  TEntities,
  TName
> &
  Declared<TEntities, TName>

/** One relation seen from its target: on whom it is found, under which name, as what. */
interface Edge<TOn extends string, TAs extends string, TRelation> {
  readonly on: TOn
  readonly as: TAs
  readonly relation: TRelation
}

type InverseName<TOptions, TRelation, TName extends string> = TRelation extends keyof TOptions
  ? TOptions[TRelation] extends { readonly inverse: infer TInverse }
    ? TInverse extends string
      ? TInverse
      : never
    : TName
  : TName

type EdgeOf<TRelation, TName extends string, TAs extends string> =
  TRelation extends BelongsTo<infer TTarget, infer TField>
    ? Edge<TTarget, TAs, HasMany<TName, TField>>
    : TRelation extends ManyToMany<infer TTarget, infer TThrough>
      ? Edge<TTarget, TAs, ManyToMany<TName, TThrough>>
      : TRelation extends MorphTo<infer TTargets, infer TType, infer TField>
        ? {
            [V in keyof TTargets & string]: Edge<TTargets[V], TAs, MorphMany<TName, TType, TField, V>>
          }[keyof TTargets & string]
        : never

type EdgesFrom<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities & string,
  TOwn = OwnRelations<TEntities, TName>,
> = {
  [R in keyof TOwn]: [InverseName<OptionsOf<TEntities, TName>, R, TName>] extends [never]
    ? never
    : EdgeOf<TOwn[R], TName, InverseName<OptionsOf<TEntities, TName>, R, TName>>
}[keyof TOwn]

/** All relations of a model from the side of their targets, by target: made once a model. */
type EdgesByTarget<TEntities extends EntityDefinitions> = {
  [
    E in {
      [N in keyof TEntities & string]: EdgesFrom<TEntities, N>
    }[keyof TEntities & string] as E['on']
  ]: E
}

type Inverses<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
  TEdges = EdgesByTarget<TEntities>,
> = TName extends keyof TEdges
  ? { readonly [E in TEdges[TName] & Edge<string, string, unknown> as E['as']]: E['relation'] }
  : unknown

type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** All relations of one entity, by name. */
export type Relations<TEntities extends EntityDefinitions, TName extends keyof TEntities> = Simplify<
  OwnRelations<TEntities, TName> & Inverses<TEntities, TName>
>

type HasNone<T> = undefined extends T ? true : null extends T ? true : false

/** Names of the belongsTo relations that a row's parent can be found by: to another entity, and always there. */
type ParentCandidate<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
  TOwn = OwnRelations<TEntities, TName>,
> = {
  [R in keyof TOwn]: TOwn[R] extends BelongsTo<infer TTarget, infer TField>
    ? TTarget extends TName
      ? never
      : true extends HasNone<
            core.output<TEntities[TName]['schema']>[TField & FieldName<TEntities[TName]['schema']>]
          >
        ? never
        : R
    : never
}[keyof TOwn]

/** Name of the relation that `parent` names: by itself or by its one field. */
type Named<TOwn, TParent> = TParent extends keyof TOwn
  ? TParent
  : {
      [R in keyof TOwn]: TOwn[R] extends BelongsTo<string, infer TField>
        ? [TField] extends [TParent]
          ? R
          : never
        : never
    }[keyof TOwn]

/** Name of the relation to an entity's parent; `never` for a root, a union where a `parent` has to be named. */
export type ParentRelation<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
> = TEntities[TName]['parent'] extends infer TParent extends string
  ? Named<OwnRelations<TEntities, TName>, TParent>
  : TEntities[TName]['parent'] extends null
    ? never
    : ParentCandidate<TEntities, TName>

/** An entity's fields that hold its parent's whole path; `TSeen` ends a circle, which `defineModel` reports. */
export type ParentFieldIn<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
  TSeen = never,
> = [TName] extends [TSeen]
  ? never
  : PathFields<
      TEntities,
      OwnRelations<TEntities, TName>[ParentRelation<TEntities, TName> & keyof OwnRelations<TEntities, TName>],
      TName | TSeen
    >

/** `Exclude`, in a form that the compiler does not try to simplify for every model at once: it would not end. */
type Without<TField, TKey> = TField extends TKey ? never : TField & string

/** Distributes, so that the relation of a root, `never`, gives no field. */
type PathFields<TEntities extends EntityDefinitions, TRelation, TSeen> =
  TRelation extends BelongsTo<infer TTarget, infer TField>
    ? TTarget extends keyof TEntities
      ? TField | Without<ParentFieldIn<TEntities, TTarget, TSeen>, TEntities[TTarget]['key'][number]>
      : never
    : never

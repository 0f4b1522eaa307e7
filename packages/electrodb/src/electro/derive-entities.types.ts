import type {
  AnyModel,
  AnyModelEntity,
  BelongsTo,
  EntityName,
  EntityOf,
  HasMany,
  ManagedField,
  ParentField,
  Row,
} from '@throughline/schema'
import type { Entity, Service } from 'electrodb'
import type { AttributeOf, ElectroAttributes } from './attributes.types.ts'

type RelationsOf<TEntity extends AnyModelEntity> = TEntity['relations'][keyof TEntity['relations']]

/** Fields by which the entities of a tree that name its root name it: a hasMany that is not of its tree goes by others. */
type ChildField<TModel extends AnyModel, TRelation> =
  TRelation extends HasMany<infer TTarget, infer TField>
    ? TTarget extends EntityName<TModel>
      ? Extract<TField, ParentField<EntityOf<TModel, TTarget>>>
      : never
    : never

/** Names of the entities above: those that fields of the parent's key point to. */
type AboveName<TModel extends AnyModel, TEntity extends AnyModelEntity> = TargetOf<
  RelationsOf<TEntity>,
  ParentField<TEntity>
> &
  EntityName<TModel>

/** Name of the entity that a key of these fields points to. */
type TargetOf<TRelation, TField> =
  TRelation extends BelongsTo<infer TTarget, infer TOwn> ? ([TOwn] extends [TField] ? TTarget : never) : never

/** Name of the root of an entity's tree. */
type RootName<TModel extends AnyModel, TName extends EntityName<TModel>> = TName extends unknown
  ? [ParentField<EntityOf<TModel, TName>>] extends [never]
    ? TName
    : RootName<TModel, AboveName<TModel, EntityOf<TModel, TName>>>
  : never

/** The root of an entity's tree. */
type RootOf<TModel extends AnyModel, TEntity extends AnyModelEntity> = [ParentField<TEntity>] extends [never]
  ? TEntity
  : EntityOf<TModel, RootName<TModel, AboveName<TModel, TEntity>>>

/** What the partitions of a tree are keyed by: the root's key, under the names that its children give it. */
type TreeKey<TModel extends AnyModel, TRoot extends AnyModelEntity> = [
  ChildField<TModel, RelationsOf<TRoot>>,
] extends [never]
  ? TRoot['key'][number]
  : ChildField<TModel, RelationsOf<TRoot>>

/** What the entity's partition is keyed by. */
export type PartitionKey<TModel extends AnyModel, TEntity extends AnyModelEntity> = TreeKey<
  TModel,
  RootOf<TModel, TEntity>
>

/** What follows the root's key in the names of an entity's rows. */
type SortKey<TModel extends AnyModel, TEntity extends AnyModelEntity> = [ParentField<TEntity>] extends [never]
  ? never
  : Exclude<ParentField<TEntity> | TEntity['key'][number], PartitionKey<TModel, TEntity>>

/** The collection of an entity's partition: the singular of its root. */
export type PartitionCollection<TModel extends AnyModel, TEntity extends AnyModelEntity> = RootOf<
  TModel,
  TEntity
>['singular']

interface ManagedAttributes {
  readonly version: { readonly type: 'number'; readonly required: true; readonly default: () => number }
  readonly createdAt: ManagedTime
  readonly updatedAt: ManagedTime
}
interface ManagedTime {
  readonly type: 'string'
  readonly required: true
  readonly default: () => string
}

/** The value of a field of the partition's key: the entity's own of that name, or that of the root's child. */
type PartitionValue<
  TModel extends AnyModel,
  TEntity extends AnyModelEntity,
  TField,
> = TField extends keyof Row<TEntity>
  ? Row<TEntity>[TField]
  : ChildValue<TModel, RelationsOf<TEntity>, TField>

type ChildValue<TModel extends AnyModel, TRelation, TField> =
  TRelation extends HasMany<infer TTarget, infer TOwn>
    ? TField extends TOwn
      ? TTarget extends EntityName<TModel>
        ? Row<EntityOf<TModel, TTarget>>[TField & keyof Row<EntityOf<TModel, TTarget>>]
        : never
      : never
    : never

/** Spelled out: of `AttributeOf` the compiler could not tell, before the model is known, that ElectroDB takes it. */
type PartitionAttribute<TValue> = TValue extends number ? AttributeOf<number> : AttributeOf<string>

type Attributes<TModel extends AnyModel, TEntity extends AnyModelEntity> = Omit<
  ElectroAttributes<TEntity['schema']>,
  ManagedField | PartitionKey<TModel, TEntity>
> & {
  readonly [F in PartitionKey<TModel, TEntity>]: PartitionAttribute<PartitionValue<TModel, TEntity, F>>
} & ManagedAttributes

// Aliases, not interfaces: ElectroDB's index signature takes no interface.
type Indexes<TPartition extends string, TSort extends string, TCollection extends string> = {
  readonly primary: {
    readonly collection: TCollection
    readonly pk: { readonly field: 'pk'; readonly composite: readonly TPartition[] }
    readonly sk: { readonly field: 'sk'; readonly composite: readonly TSort[] }
  }
  readonly all: {
    readonly index: 'GSI2'
    readonly collection: 'allRows'
    readonly pk: { readonly field: 'gsi2pk'; readonly composite: readonly never[] }
    readonly sk: { readonly field: 'gsi2sk'; readonly composite: readonly (TPartition | TSort)[] }
  }
}

type RootIndexes<TPartition extends string> = {
  readonly list: {
    readonly index: 'GSI1'
    readonly pk: { readonly field: 'gsi1pk'; readonly composite: readonly never[] }
    readonly sk: { readonly field: 'gsi1sk'; readonly composite: readonly TPartition[] }
  }
}

type EntityIndexes<TModel extends AnyModel, TEntity extends AnyModelEntity> = Indexes<
  PartitionKey<TModel, TEntity>,
  SortKey<TModel, TEntity>,
  PartitionCollection<TModel, TEntity>
> &
  ([ParentField<TEntity>] extends [never] ? RootIndexes<PartitionKey<TModel, TEntity>> : unknown)

/** The ElectroDB schema derived from one entity of a model. */
export interface ElectroSchema<TModel extends AnyModel, TEntity extends AnyModelEntity> {
  readonly model: { readonly entity: string; readonly service: string; readonly version: string }
  readonly attributes: Attributes<TModel, TEntity>
  readonly indexes: EntityIndexes<TModel, TEntity>
}

/** The ElectroDB entity derived from one entity of a model. */
export type ElectroEntity<TModel extends AnyModel, TName extends EntityName<TModel>> = Entity<
  keyof Attributes<TModel, EntityOf<TModel, TName>> & string,
  PartitionKey<TModel, EntityOf<TModel, TName>> | SortKey<TModel, EntityOf<TModel, TName>>,
  PartitionCollection<TModel, EntityOf<TModel, TName>> | 'allRows',
  ElectroSchema<TModel, EntityOf<TModel, TName>>
>

/** The ElectroDB entities of a model, by plural name. */
export type ElectroEntities<TModel extends AnyModel> = {
  [N in EntityName<TModel>]: ElectroEntity<TModel, N>
}

/** The ElectroDB service of a model. */
export type ElectroService<TModel extends AnyModel> = Service<ElectroEntities<TModel>>

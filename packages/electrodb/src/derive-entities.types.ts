import type {
  AnyModel,
  BelongsTo,
  EntityName,
  EntityOf,
  HasMany,
  ManagedField,
  ObjectSchema,
} from '@throughline/schema'
import type { Entity, Service } from 'electrodb'
import type { AttributeOf, ElectroAttributes } from './attributes.types.ts'

/** What the types read of a model's entity. */
interface TypedEntity {
  readonly schema: ObjectSchema
  readonly singular: string
  readonly key: readonly string[]
  readonly parentField?: string | undefined
  readonly relations: object
}

type HasManyField<TRelation> = TRelation extends HasMany<string, infer TField> ? TField : never

/** Foreign keys by which the children of an entity name it. */
type ChildField<TEntity extends TypedEntity> = HasManyField<TEntity['relations'][keyof TEntity['relations']]>

/** What the entity's partition is keyed by: the parent's key, or its own under the name that its children give it. */
export type PartitionKey<TEntity extends TypedEntity> = [NonNullable<TEntity['parentField']>] extends [never]
  ? [ChildField<TEntity>] extends [never]
    ? TEntity['key'][number]
    : ChildField<TEntity>
  : NonNullable<TEntity['parentField']>

/** The entity's own key, where it is not the partition's. */
type SortKey<TEntity extends TypedEntity> = [NonNullable<TEntity['parentField']>] extends [never]
  ? never
  : Exclude<TEntity['key'][number], PartitionKey<TEntity>>

type ParentRelation<TEntity extends TypedEntity> = {
  [R in keyof TEntity['relations']]: TEntity['relations'][R] extends BelongsTo<string, infer TField>
    ? TField extends NonNullable<TEntity['parentField']>
      ? R
      : never
    : never
}[keyof TEntity['relations']] &
  string

/** The collection of an entity's partition: the singular of its root. */
export type PartitionCollection<TEntity extends TypedEntity> = [NonNullable<TEntity['parentField']>] extends [
  never,
]
  ? TEntity['singular']
  : ParentRelation<TEntity>

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

type Attributes<TEntity extends TypedEntity> = Omit<
  ElectroAttributes<TEntity['schema']>,
  ManagedField | PartitionKey<TEntity>
> & { readonly [F in PartitionKey<TEntity>]: AttributeOf<string> } & ManagedAttributes

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

type EntityIndexes<TEntity extends TypedEntity> = Indexes<
  PartitionKey<TEntity>,
  SortKey<TEntity>,
  PartitionCollection<TEntity>
> &
  ([NonNullable<TEntity['parentField']>] extends [never] ? RootIndexes<PartitionKey<TEntity>> : unknown)

/** The ElectroDB schema derived from one entity of a model. */
export interface ElectroSchema<TEntity extends TypedEntity> {
  readonly model: { readonly entity: string; readonly service: string; readonly version: string }
  readonly attributes: Attributes<TEntity>
  readonly indexes: EntityIndexes<TEntity>
}

/** The ElectroDB entity derived from one entity of a model. */
export type ElectroEntity<TModel extends AnyModel, TName extends EntityName<TModel>> = Entity<
  keyof Attributes<EntityOf<TModel, TName>> & string,
  PartitionKey<EntityOf<TModel, TName>> | SortKey<EntityOf<TModel, TName>>,
  PartitionCollection<EntityOf<TModel, TName>> | 'allRows',
  ElectroSchema<EntityOf<TModel, TName>>
>

/** The ElectroDB entities of a model, by plural name. */
export type ElectroEntities<TModel extends AnyModel> = {
  [N in EntityName<TModel>]: ElectroEntity<TModel, N>
}

/** The ElectroDB service of a model. */
export type ElectroService<TModel extends AnyModel> = Service<ElectroEntities<TModel>>

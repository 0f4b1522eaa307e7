import type * as z from 'zod'
import type { FieldSpec } from './field-spec.ts'
import type {
  EntityDefinition,
  FieldName,
  Insert,
  LoadMode,
  ManagedField,
  ObjectSchema,
  Update,
} from './entity.types.ts'

/** The entities given to `defineModel`, by their plural names. */
export type EntityDefinitions = Readonly<Record<string, EntityDefinition>>

/** A row of the target's is named by one of this entity's fields. */
export interface BelongsTo<TTarget extends string = string, TField extends string = string> {
  readonly kind: 'belongsTo'
  readonly target: TTarget
  /** The foreign key, a field of this entity. */
  readonly field: TField
}

/** Rows of the target's name this entity's row by one of their fields. */
export interface HasMany<TTarget extends string = string, TField extends string = string> {
  readonly kind: 'hasMany'
  readonly target: TTarget
  /** The foreign key, a field of the target. */
  readonly field: TField
}

export type Relation = BelongsTo | HasMany

type SnakeCase<T extends string, TResult extends string = ''> = T extends `${infer THead}${infer TRest}`
  ? SnakeCase<TRest, `${TResult}${THead extends Lowercase<THead> ? THead : `_${Lowercase<THead>}`}`>
  : TResult

/** Name of the entity that a field's name points to: `personId` and `person_id` → `persons`. */
type TargetOf<TEntities extends EntityDefinitions, TField extends string> = {
  [N in keyof TEntities & string]: TField extends
    | `${TEntities[N]['singular']}Id`
    | `${SnakeCase<TEntities[N]['singular']>}_id`
    ? N
    : never
}[keyof TEntities & string]

/** An entity's foreign keys, each with its target. */
type ForeignKeys<TEntities extends EntityDefinitions, TName extends keyof TEntities> = {
  [
    F in FieldName<TEntities[TName]['schema']> as [TargetOf<TEntities, F>] extends [never] ? never : F
  ]: TargetOf<TEntities, F>
}

type BelongsTos<TEntities extends EntityDefinitions, TName extends keyof TEntities> = {
  readonly [
    F in keyof ForeignKeys<TEntities, TName> & string as TEntities[ForeignKeys<
      TEntities,
      TName
    >[F]]['singular']
  ]: BelongsTo<ForeignKeys<TEntities, TName>[F], F>
}

type HasManys<TEntities extends EntityDefinitions, TName extends keyof TEntities> = {
  readonly [
    N in keyof TEntities & string as TName extends ForeignKeys<TEntities, N>[keyof ForeignKeys<TEntities, N>]
      ? N
      : never
  ]: HasMany<N, FieldTo<TEntities, N, TName>>
}

type FieldTo<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities,
  TTarget extends keyof TEntities,
> = {
  [F in keyof ForeignKeys<TEntities, TName> & string]: ForeignKeys<TEntities, TName>[F] extends TTarget
    ? F
    : never
}[keyof ForeignKeys<TEntities, TName> & string]

/** All relations of one entity, by name. */
export type Relations<TEntities extends EntityDefinitions, TName extends keyof TEntities> = BelongsTos<
  TEntities,
  TName
> &
  HasManys<TEntities, TName>

/** The parent's foreign key: the one that was named, or else every foreign key there is. */
type ParentFieldIn<TEntities extends EntityDefinitions, TName extends keyof TEntities> = [
  NonNullable<TEntities[TName]['parent']>,
] extends [never]
  ? keyof ForeignKeys<TEntities, TName> & string
  : NonNullable<TEntities[TName]['parent']>

/** One entity as its model knows it: what every adapter reads. */
export interface ModelEntity<
  TName extends string = string,
  TSingular extends string = string,
  TSchema extends ObjectSchema = ObjectSchema,
  TKey extends string = string,
  TParentField extends string = string,
  TRelations = Readonly<Record<string, Relation>>,
> {
  /** Plural name, the entity's name in the model. */
  readonly name: TName
  readonly singular: TSingular
  readonly schema: TSchema
  /** Own key fields. */
  readonly key: readonly TKey[]
  /** The parent's key field and the own ones: the fields that name one row in the table. */
  readonly path: readonly string[]
  readonly keyPrefix: string
  /** The foreign key to the parent; absent for a root. */
  readonly parentField?: TParentField
  /** Name of the parent entity; absent for a root. */
  readonly parent?: string
  /** Names of the entities whose parent this one is. */
  readonly children: readonly string[]
  readonly relations: TRelations
  /** Every field of the schema, in order. */
  readonly fields: readonly FieldSpec[]
  /** Managed fields that the schema declares. */
  readonly managed: readonly ManagedField[]
  readonly load: LoadMode
}

/** The Zod schemas derived from an entity's own; unknown keys are refused by the first two. */
export interface Variants<TRow = unknown, TInsert = unknown, TUpdate = unknown> {
  /** What a client may write to create a row, key included. */
  readonly insert: z.ZodType<TRow, TInsert>
  /** What a client may write to change a row. */
  readonly update: z.ZodType<TUpdate, TUpdate>
  /** The fields of `path`. */
  readonly key: z.ZodType<Readonly<Record<string, string>>>
}

type ModelEntityOf<TEntities extends EntityDefinitions, TName extends keyof TEntities & string> = ModelEntity<
  TName,
  TEntities[TName]['singular'],
  TEntities[TName]['schema'],
  TEntities[TName]['key'][number],
  ParentFieldIn<TEntities, TName>,
  Relations<TEntities, TName>
> & {
  readonly variants: Variants<
    object,
    Insert<TEntities[TName]>,
    Update<TEntities[TName] & { readonly parentField: ParentFieldIn<TEntities, TName> }>
  >
}

/** A checked model: one service of related entities. */
export interface Model<TEntities extends EntityDefinitions = EntityDefinitions> {
  readonly service: string
  readonly entities: { readonly [N in keyof TEntities & string]: ModelEntityOf<TEntities, N> }
  /** Names of the entities, in the order in which they were given. */
  readonly names: readonly (keyof TEntities & string)[]
}

/** Any entity of any model. */
export type AnyModelEntity = ModelEntity & { readonly variants: Variants }

/** Any model: what adapters take before they know which. */
export interface AnyModel {
  readonly service: string
  readonly entities: Readonly<Record<string, AnyModelEntity>>
  readonly names: readonly string[]
}

/** The names of a model's entities. */
export type EntityName<TModel extends AnyModel> = keyof TModel['entities'] & string

/** One entity of a model, by name. */
export type EntityOf<TModel extends AnyModel, TName extends EntityName<TModel>> = TModel['entities'][TName]

import type * as z from 'zod'
import type {
  EntityDefinitions,
  Insert,
  LoadMode,
  ManagedField,
  ObjectSchema,
  Update,
} from './entity.types.ts'
import type { FieldSpec } from './field-spec.ts'
import type { ParentFieldIn, Relations, SingularOf } from './relation-inference.types.ts'
import type { Relation } from './relation.types.ts'

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
  /** The parent's fields and the own ones that are not among them: the fields that name one row in the table. */
  readonly path: readonly string[]
  readonly keyPrefix: string
  /** Name of the parent entity; absent for a root. */
  readonly parent?: string
  /** Fields that hold the parent's whole `path`, in its order; none for a root. */
  readonly parentFields: readonly TParentField[]
  /** Names of the entities whose parent this one is. */
  readonly children: readonly string[]
  readonly relations: TRelations
  /** Every field of the schema, in order. */
  readonly fields: readonly FieldSpec[]
  /** Managed fields that the schema declares. */
  readonly managed: readonly ManagedField[]
  readonly load: LoadMode
}

/** The Zod schemas derived from an entity's own; the first three refuse unknown keys. */
export interface Variants<TRow = unknown, TInsert = unknown, TUpdate = unknown> {
  /** What a client may write to create a row, key included. */
  readonly insert: z.ZodType<TRow, TInsert>
  /** What a client may write to change a row. */
  readonly update: z.ZodType<TUpdate, TUpdate>
  /** The fields of `path`. */
  readonly key: z.ZodType<Readonly<Record<string, number | string>>>
  /** A row as it is read: nothing is filled in, nothing is decoded. */
  readonly row: z.ZodType<TRow>
}

/** Names the type-level property by which an entity knows its model's others; nothing of it exists at runtime. */
declare const siblings: unique symbol

/** One entity of a model, exactly. */
export interface EntityIn<
  TEntities extends EntityDefinitions,
  TName extends keyof TEntities & string,
> extends ModelEntity<
  TName,
  SingularOf<TEntities, TName>,
  TEntities[TName]['schema'],
  TEntities[TName]['key'][number],
  ParentFieldIn<TEntities, TName>,
  Relations<TEntities, TName>
> {
  readonly variants: Variants<
    object,
    Insert<TEntities[TName]>,
    Update<TEntities[TName] & { readonly parentFields: readonly ParentFieldIn<TEntities, TName>[] }>
  >
  readonly [siblings]?: EntitiesOf<TEntities>
}

/** A model's entities, by name. */
export type EntitiesOf<TEntities extends EntityDefinitions> = {
  readonly [N in keyof TEntities & string]: EntityIn<TEntities, N>
}

/** The entities of the model that an entity is of. */
export type Siblings<T> = T extends { readonly [siblings]?: infer TEntities } ? NonNullable<TEntities> : never

/** A checked model: one service of related entities. */
export interface Model<TEntities extends EntityDefinitions = EntityDefinitions> {
  readonly service: string
  readonly entities: EntitiesOf<TEntities>
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

import type * as core from 'zod/v4/core'
import type { RelationOptions } from './relation.types.ts'

/** Any object schema of Zod 4, classic or mini. */
export type ObjectSchema = core.$ZodObject

/** Fields that the server keeps: they can be read where the schema declares them, never written by a client. */
export type ManagedField = 'createdAt' | 'updatedAt' | 'version'

/** When a client loads an entity's rows: all of them at start, or those of one parent when asked for. */
export type LoadMode = 'eager' | 'on-demand'

/** The names of a schema's fields. */
export type FieldName<TSchema extends ObjectSchema> = keyof core.output<TSchema> & string

/** What `defineEntity` returns: one entity, before a model gives it a name and relations. */
export interface EntityDefinition<
  TSingular extends string | undefined = string | undefined,
  TSchema extends ObjectSchema = ObjectSchema,
  TKey extends string = string,
  TParent extends string | null | undefined = string | null | undefined,
  TRelations = Readonly<Record<string, RelationOptions>>,
> {
  /** The entity's name in the singular; that of its plural name in the model when absent. */
  readonly singular: TSingular
  readonly schema: TSchema
  /** Own key fields, `['id']` unless said otherwise. */
  readonly key: readonly TKey[]
  /** Starts the entity's sort keys (`ADDRESS#<id>`); derived from `singular` when absent. */
  readonly keyPrefix?: string
  /** The relation to the parent, or its foreign key; `null` for a root; the only belongsTo when absent. */
  readonly parent: TParent
  readonly relations: TRelations
  readonly load?: LoadMode
}

/** The entities given to `defineModel`, by their plural names. */
export type EntityDefinitions = Readonly<Record<string, EntityDefinition>>

/** An entity inside a model or before: what the row types read. */
export interface AnyEntity {
  readonly schema: ObjectSchema
  readonly key: readonly string[]
}

type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** A row as it is read: the schema's output. */
export type Row<T extends AnyEntity> = core.output<T['schema']>

/** Names of the entity's own key fields. */
export type KeyField<T extends AnyEntity> = T['key'][number]

/** The entity's fields that hold the key of its parent; none of a root, or outside of a model. */
export type ParentField<T> = T extends { readonly parentFields: readonly (infer TField)[] }
  ? TField & string
  : never

/** Whether the key is `id` alone: the client store makes one where it is left out. */
type IdKey<T extends AnyEntity> = [KeyField<T>] extends ['id'] ? 'id' : never

/** What a client writes to create a row; an `id` that is the whole key may be left out and is made by the client store. */
export type Insert<T extends AnyEntity> = Simplify<
  Writable<core.input<T['schema']>, IdKey<T>> & Optional<core.input<T['schema']>, IdKey<T>>
>

/** What a client writes to change a row: any of its fields but the key, the parent's and the managed ones. */
export type Update<T extends AnyEntity> = Partial<
  Writable<core.input<T['schema']>, KeyField<T> | ParentField<T>>
>

type Writable<T, TWithout extends string> = {
  [F in keyof T as F extends ManagedField | TWithout ? never : F]: T[F]
}
type Optional<T, TField extends string> = { [F in keyof T as F extends TField ? F : never]?: T[F] }

/** What names one row: its parent's key (rows below a root share its partition) and its own. */
export type Key<T extends AnyEntity> = {
  [F in keyof core.output<T['schema']> as F extends KeyField<T> | ParentField<T> ? F : never]: core.output<
    T['schema']
  >[F]
}

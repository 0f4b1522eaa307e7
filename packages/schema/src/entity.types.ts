import type * as core from 'zod/v4/core'

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
  TSingular extends string = string,
  TSchema extends ObjectSchema = ObjectSchema,
  TKey extends string = string,
  TParent extends string = string,
> {
  readonly singular: TSingular
  readonly schema: TSchema
  /** Own key fields, `['id']` unless said otherwise. */
  readonly key: readonly TKey[]
  /** Starts the entity's sort keys (`ADDRESS#<id>`); derived from `singular` when absent. */
  readonly keyPrefix?: string
  /** Foreign key of the parent; the first belongsTo when absent. */
  readonly parent?: TParent
  readonly load?: LoadMode
}

/** An entity inside a model or before: what the row types read. */
export interface AnyEntity {
  readonly singular: string
  readonly schema: ObjectSchema
  readonly key: readonly string[]
}

/** A row as it is read: the schema's output. */
export type Row<T extends AnyEntity> = core.output<T['schema']>

/** Names of the entity's own key fields. */
export type KeyField<T extends AnyEntity> = T['key'][number]

type WithoutManaged<T> = Omit<T, ManagedField>
type Simplify<T> = { [K in keyof T]: T[K] } & {}

/** What a client writes to create a row; an `id` that is the whole key may be left out and is made by the client store. */
export type Insert<T extends AnyEntity> = Simplify<
  Omit<WithoutManaged<core.input<T['schema']>>, KeyField<T>> &
    ('id' extends KeyField<T>
      ? Partial<Pick<core.input<T['schema']>, KeyField<T> & keyof core.input<T['schema']>>>
      : Pick<core.input<T['schema']>, KeyField<T> & keyof core.input<T['schema']>>)
>

/** What a client writes to change a row: any of its fields but the key, the parent and the managed ones. */
export type Update<T extends AnyEntity> = Simplify<
  Partial<Omit<WithoutManaged<core.input<T['schema']>>, KeyField<T> | ParentField<T>>>
>

/** The foreign key of the parent, where the entity has one in its model. */
export type ParentField<T> = T extends { readonly parentField?: string | undefined }
  ? NonNullable<T['parentField']>
  : never

type KeyFields<T extends AnyEntity, TField extends string> = Simplify<
  Pick<core.output<T['schema']>, TField & keyof core.output<T['schema']>>
>

/**
 * What names one row: the parent's key (rows of a root share its partition) and the entity's own.
 *
 * Of several foreign keys without a named parent, the types take any one; the parent is the first.
 */
export type Key<T extends AnyEntity> = [ParentField<T>] extends [never]
  ? KeyFields<T, KeyField<T>>
  : ParentField<T> extends infer TParent extends string
    ? TParent extends unknown
      ? KeyFields<T, KeyField<T> | TParent>
      : never
    : never

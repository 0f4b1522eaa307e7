import type { EntityDefinition, FieldName, LoadMode, ObjectSchema } from './entity.types.ts'

/** What `defineEntity` takes. */
export interface EntityOptions<
  TSingular extends string,
  TSchema extends ObjectSchema,
  TKey extends FieldName<TSchema>,
  TParent extends FieldName<TSchema>,
> {
  /** The entity's name in the singular, camelCase: foreign keys `<singular>Id` and `<singular>_id` point to it. */
  singular: TSingular
  schema: TSchema
  /** Own key fields; `['id']` when absent. */
  key?: readonly TKey[]
  /** Starts the entity's sort keys; `singular` in CONSTANT_CASE when absent. */
  keyPrefix?: string
  /** Foreign key of the entity whose partition the rows share; the first one when absent. */
  parent?: TParent
  /** When clients load the rows; roots `eager`, children `on-demand` when absent. */
  load?: LoadMode
}

/** Names a Zod object schema as an entity; nothing is checked before `defineModel` sees it among the others. */
export function defineEntity<
  const TSingular extends string,
  TSchema extends ObjectSchema,
  const TKey extends FieldName<TSchema> = 'id' & FieldName<TSchema>,
  const TParent extends FieldName<TSchema> = never,
>(
  options: EntityOptions<TSingular, TSchema, TKey, TParent>,
): EntityDefinition<TSingular, TSchema, NoInfer<TKey>, NoInfer<TParent>> {
  // NoInfer: inside `defineModel` the expected type would otherwise make every field a key.
  // Sound: without `key` the type parameter is its default, 'id'.
  const key = options.key ?? (['id'] as unknown as readonly TKey[])
  return { ...options, key }
}

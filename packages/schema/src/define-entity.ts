import type { EntityDefinition, FieldName, LoadMode, ObjectSchema } from './entity.types.ts'
import type { StemOf } from './relation-inference.types.ts'
import type { RelationOptions } from './relation.types.ts'

/** What `defineEntity` takes. */
export interface EntityOptions<
  TSingular extends string | undefined,
  TSchema extends ObjectSchema,
  TKey extends FieldName<TSchema>,
  TParent extends string | null | undefined,
  TRelations,
> {
  schema: TSchema
  /**
   * The entity's name in the singular, camelCase: foreign keys `<singular>Id` and `<singular>_id` point to it.
   *
   * That of its English plural in the model when absent: `people` → `person`.
   */
  singular?: TSingular
  /** Own key fields: text or whole numbers; `['id']` when absent. */
  key?: readonly TKey[]
  /** Starts the entity's sort keys; `singular` in CONSTANT_CASE when absent. */
  keyPrefix?: string
  /**
   * Whose partition the rows share: the name of a belongsTo relation, or its foreign key; `null` for a root.
   *
   * The only required foreign key when absent.
   */
  parent?: TParent
  /** Relations that field names do not tell, and those that want another name. */
  relations?: TRelations
  /** When clients load the rows; roots `eager`, children `on-demand` when absent. */
  load?: LoadMode
}

/** Relations that were left out are inferred, inside `defineModel`, as any that there could be: none. */
type Declared<TRelations> = string extends keyof TRelations ? {} : TRelations

/** Names a Zod object schema as an entity; nothing is checked before `defineModel` sees it among the others. */
export function defineEntity<
  TSchema extends ObjectSchema,
  const TSingular extends string | undefined = undefined,
  const TKey extends FieldName<TSchema> = 'id' & FieldName<TSchema>,
  const TParent extends
    | FieldName<TSchema>
    | StemOf<FieldName<TSchema>>
    | (keyof TRelations & string)
    | null
    | undefined = undefined,
  const TRelations extends Readonly<Record<string, RelationOptions<FieldName<TSchema>>>> = {},
>(
  options: EntityOptions<TSingular, TSchema, TKey, TParent, TRelations>,
): EntityDefinition<NoInfer<TSingular>, TSchema, NoInfer<TKey>, NoInfer<TParent>, Declared<TRelations>> {
  // NoInfer: what is left out would otherwise be inferred from what `defineModel` takes, every field as a key.
  const { singular, schema, key = ['id'], keyPrefix, parent, relations = {}, load } = options
  const definition = {
    singular,
    schema,
    key,
    parent,
    relations,
    ...(keyPrefix !== undefined && { keyPrefix }),
    ...(load !== undefined && { load }),
  }
  // Sound: what was left out has the type parameter's default: no singular, the key `id`, no parent, no relations.
  return definition as unknown as EntityDefinition<TSingular, TSchema, TKey, TParent, Declared<TRelations>>
}

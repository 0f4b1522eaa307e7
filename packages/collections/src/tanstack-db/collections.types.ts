import type { Collection, UtilsRecord } from '@tanstack/db'
import type { AnyModel, AnyModelEntity, EntityName, EntityOf, Insert, Row } from '@throughline/schema'

type InsertOf<TEntity extends AnyModelEntity> = Insert<TEntity> & object

/** The TanStack DB collection of one entity, keyed by the row's own key as one string (`keyString`). */
export type EntityCollection<TEntity extends AnyModelEntity> = Collection<
  Row<TEntity> & object,
  string,
  UtilsRecord,
  never,
  InsertOf<TEntity>
>

/** The collections of a model, by entity. */
export type Collections<TModel extends AnyModel> = {
  readonly [N in EntityName<TModel>]: EntityCollection<EntityOf<TModel, N>>
}

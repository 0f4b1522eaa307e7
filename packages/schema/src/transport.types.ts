import type { Row } from './entity.types.ts'
import type { AnyModel, EntityName, EntityOf } from './model.types.ts'
import type { Mutation, MutationOutcome, StoredRow } from './mutation.types.ts'
import type { Page, PageOptions, ParentWhere, QueryOptions } from './store.types.ts'

/**
 * The port of the client side: how a store's collections reach the server.
 *
 * Every method throws {@link StoreError} only: `offline` where no answer came, otherwise the code of the server's error.
 */
export interface Transport<TModel extends AnyModel = AnyModel> {
  /** As `Store.list`. */
  list<N extends EntityName<TModel>>(
    entity: N,
    options?: PageOptions,
  ): Promise<Page<StoredRow<Row<EntityOf<TModel, N>>>>>
  /** As `Store.query`. */
  query<N extends EntityName<TModel>>(
    entity: N,
    options: QueryOptions<ParentWhere<TModel, N>>,
  ): Promise<Page<StoredRow<Row<EntityOf<TModel, N>>>>>
  /** As `Store.push`. */
  push(
    mutations: readonly Mutation<TModel>[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<MutationOutcome[]>
}

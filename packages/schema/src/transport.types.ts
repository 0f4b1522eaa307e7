import type { Row } from './entity.types.ts'
import type { AnyModel, EntityName, EntityOf } from './model.types.ts'
import type { Mutation, MutationOutcome, StoredRow } from './mutation.types.ts'
import type { Page, PageOptions, ParentWhere } from './store.types.ts'

/**
 * The port of the client side: how a store's collections reach the server.
 *
 * Every method throws {@link StoreError} only: `offline` where no answer came, otherwise the code of the server's error.
 */
export interface Transport<TModel extends AnyModel = AnyModel> {
  /** All rows of an entity, page by page. */
  list<N extends EntityName<TModel>>(
    entity: N,
    options?: PageOptions,
  ): Promise<Page<StoredRow<Row<EntityOf<TModel, N>>>>>
  /** The rows of one parent, page by page. */
  query<N extends EntityName<TModel>>(
    entity: N,
    options: PageOptions & { readonly where: ParentWhere<TModel, N> },
  ): Promise<Page<StoredRow<Row<EntityOf<TModel, N>>>>>
  /** As `Store.push`. */
  push(
    mutations: readonly Mutation<TModel>[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<MutationOutcome[]>
}

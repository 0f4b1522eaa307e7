import type { AnyModel, EntityName, EntityOf, Insert, Row, Update } from '@throughline/schema'
import type { ReactNode } from 'react'
import type { CollectionsError } from '../collections-error.ts'
import type { ListOptions, ListResult, RowResult } from '../live-query.types.ts'
import type { CollectionStore, RowKey } from '../store.types.ts'
import type { SyncStatus } from '../sync-status.ts'

/** How the calls of a mutation hook stand. */
export interface MutationState {
  /** A call is not confirmed yet. */
  readonly isPending: boolean
  /** Why the latest call failed; `null` after the next one begins. */
  readonly error: CollectionsError | null
  /** Forgets `error`. */
  readonly reset: () => void
}

/** A function of stable identity that shows the change at once and resolves when the server has it, and how its calls stand. */
export type MutationHookResult<TArguments extends readonly unknown[], TConfirmed> = readonly [
  mutate: (...args: TArguments) => Promise<TConfirmed>,
  state: MutationState,
]

export interface ListHookOptions<TRow> extends ListOptions<TRow> {
  /** `false`: loads nothing and has no rows. */
  readonly enabled?: boolean | undefined
}

type One<TModel extends AnyModel, TName extends EntityName<TModel>> = Capitalize<
  EntityOf<TModel, TName>['singular']
>

/** The hooks of a model, named after its entities. */
export type Hooks<TModel extends AnyModel> = {
  readonly [N in EntityName<TModel> as `use${Capitalize<N>}`]: (
    options?: ListHookOptions<Row<EntityOf<TModel, N>>>,
  ) => ListResult<Row<EntityOf<TModel, N>>>
} & {
  readonly [N in EntityName<TModel> as `use${One<TModel, N>}`]: (
    key: RowKey<EntityOf<TModel, N>> | undefined,
  ) => RowResult<Row<EntityOf<TModel, N>>>
} & {
  readonly [N in EntityName<TModel> as `useCreate${One<TModel, N>}`]: () => MutationHookResult<
    [values: Insert<EntityOf<TModel, N>>],
    Row<EntityOf<TModel, N>>
  >
} & {
  readonly [N in EntityName<TModel> as `useUpdate${One<TModel, N>}`]: () => MutationHookResult<
    [key: RowKey<EntityOf<TModel, N>>, changes: Update<EntityOf<TModel, N>>],
    Row<EntityOf<TModel, N>>
  >
} & {
  readonly [N in EntityName<TModel> as `useDelete${One<TModel, N>}`]: () => MutationHookResult<
    [key: RowKey<EntityOf<TModel, N>>],
    void
  >
} & {
  readonly useSyncStatus: () => SyncStatus<EntityName<TModel>>
}

export interface StoreProviderProps<TModel extends AnyModel> {
  readonly store: CollectionStore<TModel>
  readonly children?: ReactNode
}

/** The hooks of a model whose store comes from the nearest provider. */
export type ProvidedHooks<TModel extends AnyModel> = Hooks<TModel> & {
  readonly StoreProvider: (props: StoreProviderProps<TModel>) => ReactNode
  /** The store of the nearest provider. @throws {CollectionsError} `not_configured` where there is none. */
  readonly useStore: () => CollectionStore<TModel>
}

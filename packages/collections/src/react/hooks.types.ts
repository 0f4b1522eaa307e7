import type { AnyModel, EntityName, EntityOf, IncludeOption, Insert, Row, Update } from '@throughline/schema'
import type { ReactNode } from 'react'
import type { CollectionsError } from '../collections-error.ts'
import type {
  AggregateOptions,
  AggregateResult,
  Aggregates,
  ListOptions,
  ListResult,
  PagesOptions,
  PagesResult,
  RowOptions,
  RowResult,
  RowWith,
} from '../live-query.types.ts'
import type { PacedOptions, PacedUpdate } from '../paced.types.ts'
import type { PendingMutation } from '../pending-mutations.ts'
import type { QueryStore, RowKey, SyncedStore } from '../store.types.ts'
import type { SyncStatus } from '../sync-status.types.ts'

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

interface Enabled {
  /** `false`: loads nothing and has no rows. */
  readonly enabled?: boolean | undefined
}

type IncludeOf<TModel extends AnyModel, TName extends EntityName<TModel>> = IncludeOption<
  EntityOf<TModel, TName>
>

export interface ListHookOptions<
  TModel extends AnyModel,
  TName extends EntityName<TModel>,
  TInclude extends IncludeOf<TModel, TName> = [],
>
  extends ListOptions<TModel, TName, TInclude>, Enabled {}

export interface PagesHookOptions<
  TModel extends AnyModel,
  TName extends EntityName<TModel>,
  TInclude extends IncludeOf<TModel, TName> = [],
>
  extends PagesOptions<TModel, TName, TInclude>, Enabled {}

/** The rows of an entity that are asked for. */
export interface ListHook<TModel extends AnyModel, TName extends EntityName<TModel>> {
  <const TInclude extends IncludeOf<TModel, TName> = []>(
    options?: ListHookOptions<TModel, TName, TInclude>,
  ): ListResult<RowWith<TModel, TName, TInclude>>
}

/** One row of an entity, by its key; `TNone` is what asks for none. */
export interface RowHook<TModel extends AnyModel, TName extends EntityName<TModel>, TNone = undefined> {
  <const TInclude extends IncludeOf<TModel, TName> = []>(
    key: RowKey<EntityOf<TModel, TName>> | TNone,
    options?: RowOptions<TModel, TName, TInclude>,
  ): RowResult<RowWith<TModel, TName, TInclude>>
}

/** The rows of an entity that are asked for, page by page. */
export interface PagesHook<TModel extends AnyModel, TName extends EntityName<TModel>> {
  <const TInclude extends IncludeOf<TModel, TName> = []>(
    options?: PagesHookOptions<TModel, TName, TInclude>,
  ): PagesResult<RowWith<TModel, TName, TInclude>>
}

/** Numbers of the rows of an entity that are asked for. */
export interface AggregateHook<TModel extends AnyModel, TName extends EntityName<TModel>> {
  <const TOptions extends AggregateOptions<TModel, TName>>(
    options: TOptions,
  ): AggregateResult<Aggregates<Row<EntityOf<TModel, TName>>, TOptions>>
}

/** Edits of one row while someone types: shown at each call, sent together after a pause, on `flush` and on unmount. */
export type PacedHookResult<TModel extends AnyModel, TName extends EntityName<TModel>> = readonly [
  update: (changes: Update<EntityOf<TModel, TName>>) => Promise<Row<EntityOf<TModel, TName>>>,
  state: MutationState & Pick<PacedUpdate<TModel, TName>, 'cancel' | 'flush'>,
]

type One<TModel extends AnyModel, TName extends EntityName<TModel>> = Capitalize<
  EntityOf<TModel, TName>['singular']
>

/** The hooks of a model, named after its entities. */
export type Hooks<TModel extends AnyModel> = {
  readonly [N in EntityName<TModel> as `use${Capitalize<N>}`]: ListHook<TModel, N>
} & {
  readonly [N in EntityName<TModel> as `useSuspense${Capitalize<N>}`]: ListHook<TModel, N>
} & {
  readonly [N in EntityName<TModel> as `use${One<TModel, N>}`]: RowHook<TModel, N>
} & {
  readonly [N in EntityName<TModel> as `useSuspense${One<TModel, N>}`]: RowHook<TModel, N, never>
} & {
  readonly [N in EntityName<TModel> as `use${One<TModel, N>}Pages`]: PagesHook<TModel, N>
} & {
  readonly [N in EntityName<TModel> as `use${One<TModel, N>}Aggregate`]: AggregateHook<TModel, N>
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
  readonly [N in EntityName<TModel> as `usePacedUpdate${One<TModel, N>}`]: (
    key: RowKey<EntityOf<TModel, N>>,
    options?: PacedOptions,
  ) => PacedHookResult<TModel, N>
} & {
  /** The store's status, or what is selected of it: the component renders again when that has changed, one level deep. */
  readonly useSyncStatus: <TSelected = SyncStatus<EntityName<TModel>>>(
    select?: (status: SyncStatus<EntityName<TModel>>) => TSelected,
  ) => TSelected
  /** Writes that the server has not confirmed yet. */
  readonly usePendingMutations: () => readonly PendingMutation<EntityName<TModel>>[]
}

/** The hooks of a store with `feedSync`. */
export interface SyncHooks<TModel extends AnyModel> {
  /** Edits that wait for someone to say what becomes of them. */
  readonly useConflicts: () => ReturnType<SyncedStore<TModel>['conflicts']['get']>
}

/** The hooks that a store has, by what it can do. */
export type HooksOf<TModel extends AnyModel, TStore> = Hooks<TModel> &
  (TStore extends SyncedStore<TModel> ? SyncHooks<TModel> : unknown)

export interface StoreProviderProps<TStore> {
  readonly store: TStore
  readonly children?: ReactNode
}

/** The hooks of a model whose store comes from the nearest provider. */
export type ProvidedHooks<
  TModel extends AnyModel,
  TStore extends QueryStore<TModel> = QueryStore<TModel>,
> = HooksOf<TModel, TStore> & {
  readonly StoreProvider: (props: StoreProviderProps<TStore>) => ReactNode
  /** The store of the nearest provider. @throws {CollectionsError} `not_configured` where there is none. */
  readonly useStore: () => TStore
}

import type { AnyModel, AnyModelEntity } from '@throughline/schema'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { CollectionsError } from '../collections-error.ts'
import type { CollectionStore, QueryStore, SyncedStore } from '../store.types.ts'
import type { PacedOptions } from '../paced.types.ts'
import type { Hooks, ProvidedHooks, StoreProviderProps, SyncHooks } from './hooks.types.ts'
import {
  type AnyListHookOptions,
  type AnyPagesHookOptions,
  type AnyStore,
  useAggregate,
  useList,
  useListOf,
  useMutation,
  usePages,
  useRow,
  useStatus,
} from './store-hooks.ts'
import type { SyncStatus } from '../sync-status.types.ts'
import { usePacedUpdate } from './use-paced-update.ts'
import type { AnyAggregateOptions, AnyRowOptions } from '../live-queries.ts'
import type { Values } from '../values.ts'

/** Makes the hooks of a model on one store; one with `feedSync` has `useConflicts` too. */
export function createHooks<TModel extends AnyModel>(
  store: QueryStore<TModel> & SyncedStore<TModel>,
): Hooks<TModel> & SyncHooks<TModel>
export function createHooks<TModel extends AnyModel>(store: QueryStore<TModel>): Hooks<TModel>
/**
 * Makes the hooks of a model on the store of the nearest `StoreProvider`, which is returned with them. `TStore` is its type,
 * where it has more than `liveQueries`.
 */
export function createHooks<TModel extends AnyModel, TStore extends QueryStore<TModel> = QueryStore<TModel>>(
  model: TModel,
): ProvidedHooks<TModel, TStore>
export function createHooks(modelOrStore: AnyModel | CollectionStore): unknown {
  if ('pendingMutations' in modelOrStore) {
    const store = asAnyStore(modelOrStore)
    return hooksOf(store.model, () => store)
  }
  const model = modelOrStore
  const Context = createContext<AnyStore | undefined>(undefined)
  const useStore = (): AnyStore => {
    const store = useContext(Context)
    if (store) return store
    const message = `There is no store for the model "${model.service}" here: put a <StoreProvider> around it.`
    throw new CollectionsError('not_configured', message)
  }
  const StoreProvider = ({ store, children }: StoreProviderProps<CollectionStore>): ReactNode => {
    const value = useMemo(() => asAnyStore(store), [store])
    // The form that React 18 has too.
    return <Context.Provider value={value}>{children}</Context.Provider>
  }
  return { ...hooksOf(model, useStore), useStore, StoreProvider }
}

/** The same store, by entity names that are only known when a hook runs. */
function asAnyStore(store: CollectionStore): AnyStore {
  // Sound: hooks are made from the store's own model, entity by entity.
  return store as unknown as AnyStore
}

function hooksOf(model: AnyModel, useStore: () => AnyStore): Record<string, unknown> {
  const hooks = new Map<string, unknown>()
  for (const entity of Object.values(model.entities)) {
    for (const [name, hook] of Object.entries(entityHooks(entity, useStore))) {
      if (hooks.has(name)) {
        const message = `Two entities would share the hook ${name}: give "${entity.name}" another singular or plural name.`
        throw new CollectionsError('invalid', message, { entity: entity.name })
      }
      hooks.set(name, hook)
    }
  }
  hooks.set('useSyncStatus', (select?: (status: SyncStatus) => unknown) => useStatus(useStore(), select))
  hooks.set('useConflicts', () => useListOf(useStore().conflicts))
  hooks.set('usePendingMutations', () => useListOf(useStore().pendingMutations))
  return Object.fromEntries(hooks)
}

function entityHooks({ name, singular }: AnyModelEntity, useStore: () => AnyStore): Record<string, unknown> {
  const [one, many] = [capitalize(singular), capitalize(name)]
  return {
    [`use${many}`]: (options?: AnyListHookOptions) => useList(useStore(), name, options),
    [`useSuspense${many}`]: (options?: AnyListHookOptions) => useList(useStore(), name, options, true),
    [`use${one}`]: (key: string | Values | undefined, options?: AnyRowOptions) =>
      useRow(useStore(), name, key, options),
    [`useSuspense${one}`]: (key: string | Values, options?: AnyRowOptions) =>
      useRow(useStore(), name, key, options, true),
    [`use${one}Pages`]: (options?: AnyPagesHookOptions) => usePages(useStore(), name, options),
    [`use${one}Aggregate`]: (options: AnyAggregateOptions) => useAggregate(useStore(), name, options),
    [`useCreate${one}`]: () => useMutation(useStore(), name, 'insert'),
    [`useUpdate${one}`]: () => useMutation(useStore(), name, 'update'),
    [`useDelete${one}`]: () => useMutation(useStore(), name, 'delete'),
    [`usePacedUpdate${one}`]: (key: string | Values, options?: PacedOptions) =>
      usePacedUpdate(useStore(), name, key, options),
  }
}

/** As the types do it: `bankAccounts` → `BankAccounts`. */
function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

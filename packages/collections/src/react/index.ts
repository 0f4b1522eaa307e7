export { createHooks } from './create-hooks.tsx'
export type {
  AggregateHook,
  Hooks,
  ListHook,
  ListHookOptions,
  MutationHookResult,
  MutationState,
  PagesHook,
  PagesHookOptions,
  ProvidedHooks,
  RowHook,
  StoreProviderProps,
} from './hooks.types.ts'

export { createHooks } from './create-hooks.tsx'
export type {
  Hooks,
  ListHookOptions,
  MutationHookResult,
  MutationState,
  ProvidedHooks,
  StoreProviderProps,
} from './hooks.types.ts'

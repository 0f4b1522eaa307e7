export type { PacedOptions } from '../paced.types.ts'
export { createHooks } from './create-hooks.tsx'
export type {
  AggregateHook,
  Hooks,
  ListHook,
  ListHookOptions,
  MutationHookResult,
  MutationState,
  PacedHookResult,
  PagesHook,
  PagesHookOptions,
  ProvidedHooks,
  RowHook,
  StoreProviderProps,
  SyncHooks,
} from './hooks.types.ts'
export { useUndo, type UndoHookResult } from './use-undo.ts'

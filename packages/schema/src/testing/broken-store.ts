import type { PushOptions, SyncStore, TransactOptions, WriteGuard } from '../sync.types.ts'
import type { SyncModel } from './sync-model.ts'

/** A store of the contract's model. */
export type Syncs = SyncStore<SyncModel>

/** What is wrong with a store, and the check that finds it. */
export interface Fault {
  readonly caughtBy: string
  readonly broken: (store: Syncs) => Syncs
}

/** A store that asks other guards than it is given. */
export function withGuard(store: Syncs, alter: (guard: WriteGuard) => WriteGuard | undefined): Syncs {
  const altered = <T extends PushOptions | TransactOptions>(options: T): T =>
    options.guard ? { ...options, guard: alter(options.guard) } : options
  return {
    ...store,
    push: (mutations, options = {}) => store.push(mutations, altered(options)),
    transact: (mutations, options = {}) => store.transact(mutations, altered(options)),
  }
}

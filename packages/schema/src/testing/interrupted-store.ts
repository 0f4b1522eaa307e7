import type { SyncStore } from '../sync.types.ts'
import type { SyncModel } from './sync-model.ts'

/** A store that does something else first, once: before a call of this method, after `skip` others. */
export function interruptedStore(
  store: SyncStore<SyncModel>,
  name: 'push' | 'transact',
  first: () => Promise<unknown>,
  skip = 0,
): SyncStore<SyncModel> {
  let calls = 0
  // Sound: called with its own arguments alone.
  const method = store[name] as (...args: unknown[]) => Promise<unknown>
  const late = async (...args: unknown[]): Promise<unknown> => {
    calls += 1
    if (calls === skip + 1) await first()
    return method(...args)
  }
  return { ...store, [name]: late }
}

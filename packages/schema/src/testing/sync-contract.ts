import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { SyncStore } from '../sync.types.ts'
import { type Check, testChecks } from './check.ts'
import { feedChecks } from './sync-feed-checks.ts'
import { type Clock, createClock, type SyncModel, type SyncSubject } from './sync-model.ts'
import { pushChecks, uniqueChecks } from './sync-push-checks.ts'
import { snapshotChecks } from './sync-snapshot-checks.ts'
import { transactChecks, transactRefusals } from './sync-transact-checks.ts'

/** What {@link syncStoreContract} needs of an implementation. */
export interface SyncContractOptions {
  /** Makes an empty store of `syncModel` on this clock; called once, the store is cleared before each test. */
  readonly create: (clock: Clock) => Promise<SyncStore<SyncModel>>
  /** Releases what `create` took. */
  readonly dispose?: () => Promise<void>
}

/** What `SyncStore` promises beyond `Store`, by part; each check wants an empty store. */
export const syncChecks: Readonly<Record<string, readonly Check<SyncSubject>[]>> = {
  push: pushChecks,
  'unique fields': uniqueChecks,
  transact: transactChecks,
  'a transaction that is refused': transactRefusals,
  feed: feedChecks,
  'snapshot and feed': snapshotChecks,
}

/** The tests that every implementation of `SyncStore` passes, after those of `storeContract`; call it inside a test file. */
export function syncStoreContract(name: string, options: SyncContractOptions): void {
  describeSyncChecks(`${name}: SyncStore contract`, syncChecks, options)
}

/** Makes a Vitest test of each check on a store that is cleared before each. */
export function describeSyncChecks(
  title: string,
  groups: Readonly<Record<string, readonly Check<SyncSubject>[]>>,
  { create, dispose }: SyncContractOptions,
): void {
  describe(title, () => {
    const clock = createClock()
    let store: SyncStore<SyncModel>
    beforeAll(async () => {
      store = await create(clock)
    })
    beforeEach(async () => {
      await store.clear()
    })
    afterAll(async () => {
      await dispose?.()
    })
    for (const [group, checks] of Object.entries(groups)) testChecks(group, checks, () => ({ store, clock }))
  })
}

import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { SyncStore } from '../sync.types.ts'
import { type Check, testChecks } from './check.ts'
import { attachChecks } from './sync-attach-checks.ts'
import { beforeChecks } from './sync-before-checks.ts'
import { feedChecks } from './sync-feed-checks.ts'
import { guardChecks } from './sync-guard-checks.ts'
import { type Clock, createClock, type SyncModel, type SyncSubject } from './sync-model.ts'
import { pushChecks, uniqueChecks } from './sync-push-checks.ts'
import { snapshotChecks } from './sync-snapshot-checks.ts'
import { transactChecks, transactRefusals } from './sync-transact-checks.ts'

/** How a store is opened: on this clock, with a feed that tells what rows were before or one that does not. */
export interface SyncStoreOptions extends Clock {
  readonly feedBefore: boolean
}

/** What {@link syncStoreContract} needs of an implementation. */
export interface SyncContractOptions {
  /**
   * Makes an empty store of `syncModel`: called twice, with `feedBefore` and without, each time for a store of its own that
   * is cleared before each test.
   */
  readonly create: (options: SyncStoreOptions) => Promise<SyncStore<SyncModel>>
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
  guards: guardChecks,
  'what guards attach': attachChecks,
}

/** What a `SyncStore` promises whose feed tells what rows were before. */
export const syncBeforeChecks: Readonly<Record<string, readonly Check<SyncSubject>[]>> = {
  'what rows were before': beforeChecks,
}

/** The tests that every implementation of `SyncStore` passes, after those of `storeContract`; call it inside a test file. */
export function syncStoreContract(name: string, options: SyncContractOptions): void {
  describeSyncChecks(`${name}: SyncStore contract`, syncChecks, options)
  describeSyncChecks(`${name}, feedBefore: SyncStore contract`, syncBeforeChecks, options, true)
}

/** Makes a Vitest test of each check on a store that is cleared before each. */
export function describeSyncChecks(
  title: string,
  groups: Readonly<Record<string, readonly Check<SyncSubject>[]>>,
  { create, dispose }: SyncContractOptions,
  feedBefore = false,
): void {
  describe(title, () => {
    const clock = createClock()
    let store: SyncStore<SyncModel>
    beforeAll(async () => {
      store = await create({ ...clock, feedBefore })
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

import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { AnyModel } from '../model.types.ts'
import type { EntityRow } from '../mutation.types.ts'
import type { Store } from '../store.types.ts'
import type { SyncStore } from '../sync.types.ts'
import { testChecks } from './check.ts'
import { modelChecks, syncModelChecks } from './model-checks.ts'
import { anyStore } from './replica.ts'

/** What {@link modelContract} needs of an implementation. */
export interface ModelContractOptions<TStore> {
  /** Makes an empty store of the model; called once, the store is cleared before each test. */
  readonly create: () => Promise<TStore>
  /** Releases what `create` took. */
  readonly dispose?: () => Promise<void>
}

/** The tests that a store passes with any model: its rows are written, read, changed and deleted. Call it inside a test file. */
export function modelContract<TModel extends AnyModel>(
  name: string,
  model: TModel,
  rows: readonly EntityRow<TModel>[],
  { create, dispose }: ModelContractOptions<Store<TModel>>,
): void {
  describe(`${name}: a store of the model "${model.service}"`, () => {
    let store: Store
    prepare(
      async () => {
        store = anyStore(await create())
      },
      async () => store.clear(),
      dispose,
    )
    testChecks('rows', modelChecks(model, rows), () => store)
  })
}

/** {@link modelContract} for a store that syncs: its feed and its snapshots tell of the same rows. */
export function syncModelContract<TModel extends AnyModel>(
  name: string,
  model: TModel,
  rows: readonly EntityRow<TModel>[],
  { create, dispose }: ModelContractOptions<SyncStore<TModel>>,
): void {
  describe(`${name}: a syncing store of the model "${model.service}"`, () => {
    let store: SyncStore
    prepare(
      async () => {
        store = anyStore(await create())
      },
      async () => store.clear(),
      dispose,
    )
    testChecks('rows', modelChecks(model, rows), () => store)
    testChecks('sync', syncModelChecks(model, rows), () => store)
  })
}

function prepare(
  create: () => Promise<void>,
  clear: () => Promise<unknown>,
  dispose: (() => Promise<void>) | undefined,
): void {
  beforeAll(create)
  beforeEach(async () => void (await clear()))
  afterAll(async () => dispose?.())
}

import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { ContractStore } from './contract-model.ts'
import { loadTests, readTests } from './contract-reads.ts'
import { deleteTests, insertTests, updateTests } from './contract-writes.ts'

/** What {@link storeContract} needs of an implementation. */
export interface StoreContractOptions {
  /** Makes an empty store of `contractModel`; called once, the store is cleared before each test. */
  readonly create: () => Promise<ContractStore>
  /** Releases what `create` took. */
  readonly dispose?: () => Promise<void>
}

/** The tests that every implementation of `Store` passes; call it inside a test file. */
export function storeContract(name: string, { create, dispose }: StoreContractOptions): void {
  describe(`${name}: Store contract`, () => {
    let store: ContractStore
    beforeAll(async () => {
      store = await create()
    })
    beforeEach(async () => {
      await store.clear()
    })
    afterAll(async () => {
      await dispose?.()
    })

    insertTests(() => store)
    updateTests(() => store)
    deleteTests(() => store)
    readTests(() => store)
    loadTests(() => store)
  })
}

import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { type Check, testChecks } from './check.ts'
import type { ContractStore } from './contract-model.ts'
import { conditionChecks } from './contract-conditions.ts'
import { fieldChecks, refusalChecks } from './contract-fields.ts'
import { orderChecks } from './contract-order.ts'
import { loadChecks, readChecks } from './contract-reads.ts'
import { deleteChecks, insertChecks, updateChecks } from './contract-writes.ts'

/** What {@link storeContract} needs of an implementation. */
export interface StoreContractOptions {
  /** Makes an empty store of `contractModel`; called once, the store is cleared before each test. */
  readonly create: () => Promise<ContractStore>
  /** Releases what `create` took. */
  readonly dispose?: () => Promise<void>
}

/** What `Store` promises, by method; each check wants an empty store. */
export const storeChecks: Readonly<Record<string, readonly Check<ContractStore>[]>> = {
  insert: insertChecks,
  update: updateChecks,
  delete: deleteChecks,
  reads: readChecks,
  conditions: conditionChecks,
  order: orderChecks,
  fields: fieldChecks,
  refusals: refusalChecks,
  'load and clear': loadChecks,
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
    for (const [group, checks] of Object.entries(storeChecks)) testChecks(group, checks, () => store)
  })
}

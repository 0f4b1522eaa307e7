import { describe, expectTypeOf, it } from 'vitest'
import { memoryStore } from './memory/memory-store.ts'
import type { Store } from './store.types.ts'
import type { Change, DeleteChange, PutChange, SyncOutcome } from './sync.types.ts'
import { ordersModel } from './testing/orders-model.ts'

const store = memoryStore(ordersModel)
type Orders = typeof ordersModel

describe('a SyncStore', () => {
  it('is a Store of the same model', () => {
    expectTypeOf(store).toExtend<Store<Orders>>()
  })

  it('tells changes that are narrowed by entity and op', () => {
    const read = (change: Change<Orders>): void => {
      if (change.entity !== 'orderLines') return
      expectTypeOf(change.key).toEqualTypeOf<{
        country: string
        customerNumber: number
        orderNumber: number
        line: number
      }>()
      if (change.op === 'put') expectTypeOf(change.stored.row.quantity).toEqualTypeOf<number>()
      else expectTypeOf(change.cause).toEqualTypeOf<'access' | 'cascade' | 'delete'>()
    }
    expectTypeOf(read).toBeFunction()
    expectTypeOf<Change<Orders, 'products'>>().toEqualTypeOf<
      DeleteChange<Orders, 'products'> | PutChange<Orders, 'products'>
    >()
  })

  it('tells the version and the place of what was applied, and of nothing else', () => {
    type Applied = Extract<SyncOutcome, { status: 'applied' }>
    expectTypeOf<Applied['version']>().toEqualTypeOf<number>()
    expectTypeOf<Extract<SyncOutcome, { status: 'conflict' }>>().not.toHaveProperty('version')
  })

  it('takes a place with every push that has a source', () => {
    void store.push([], { clientId: 'a', seq: 1 })
    // @ts-expect-error -- without its place, a mutation could not be told from a retry
    void store.push([], { clientId: 'a' })
    // @ts-expect-error -- a pull begins somewhere: at the cursor of a snapshot, or of now
    void store.pull({})
  })
})

import { ordersModel, orgModel } from '@throughline/schema/testing'
import { expectTypeOf, test } from 'vitest'
import { createDynamoClient } from './dynamo-client.ts'
import { createDynamoStore } from './dynamo-store.ts'

const client = createDynamoClient()
const store = createDynamoStore(ordersModel, { client })

test('a lookup is typed from the model', async () => {
  const { items } = await store.lookup('orders', { billingAddressId: 'a' })
  expectTypeOf(items[0]?.row.total).toEqualTypeOf<bigint | undefined>()
  void store.lookup('orders', { placedAt: { gte: '2026', lt: '2027' } })
  void store.lookup('orders', { total: { gt: 10n } })
  void store.lookup('customers', { email: { beginsWith: 'ann@' } })
  void createDynamoStore(orgModel, { client }).lookup('people', { managerId: 'm' })
  // @ts-expect-error -- no such field
  void store.lookup('orders', { billingId: 'a' })
  // @ts-expect-error -- a bigint
  void store.lookup('orders', { total: 10 })
  // @ts-expect-error -- no text
  void store.lookup('orders', { total: { beginsWith: '1' } })
  // @ts-expect-error -- rows without an address are in no index
  void store.lookup('orders', { shippingAddressId: null })
  // @ts-expect-error -- a map has no order
  void store.lookup('orderLines', { options: new Map() })
})

import type { EntityRow } from '../mutation.types.ts'
import type { ordersModel } from './orders-model.ts'
import { uuidOf } from './uuid-of.ts'

const customer = { country: 'DE', customerNumber: 9 }
/** Rows of every entity of {@link ordersModel}, on every level. */
export const ordersRows: readonly EntityRow<typeof ordersModel>[] = [
  { entity: 'customers', row: { country: 'DE', number: 9, name: 'Ann', email: 'ann@a.example' } },
  { entity: 'customers', row: { country: 'DE', number: 10, name: 'Bo', email: 'bo@a.example' } },
  { entity: 'customers', row: { country: 'AT', number: 9, name: 'Cy', email: 'cy@a.example' } },
  { entity: 'addresses', row: { id: uuidOf(1), ...customer, lines: ['A street 1', 'A town'] } },
  { entity: 'addresses', row: { id: uuidOf(2), country: 'AT', customerNumber: 9, lines: ['B street 2'] } },
  { entity: 'products', row: { sku: 'ABC-0001', name: 'Lamp', price: 12.5, dimensions: [1, 2, 3.5] } },
  { entity: 'products', row: { sku: 'ABC-0002', name: 'Desk', price: 0 } },
  ...[1, 2, 10].map((orderNumber) => ({
    entity: 'orders' as const,
    row: {
      ...customer,
      orderNumber,
      billingAddressId: uuidOf(1),
      shippingAddressId: orderNumber === 1 ? null : uuidOf(1),
      placedAt: '2026-03-04T05:06:07.000Z',
      total: 2n ** 65n + BigInt(orderNumber),
    },
  })),
  {
    entity: 'orderLines',
    row: {
      ...customer,
      orderNumber: 1,
      line: 1,
      sku: 'ABC-0001',
      quantity: 2,
      options: new Map([['color', 'red']]),
    },
  },
  { entity: 'orderLines', row: { ...customer, orderNumber: 1, line: 2, sku: 'ABC-0002', quantity: 1 } },
  { entity: 'orderLines', row: { ...customer, orderNumber: 10, line: 1, sku: 'ABC-0002', quantity: 999 } },
]

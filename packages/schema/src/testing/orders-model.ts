import * as z from 'zod'
import { defineEntity } from '../define-entity.ts'
import { defineModel } from '../define-model.ts'
import { fieldMeta } from '../field-meta.ts'

/** A country's customers with their orders: composite natural keys, three levels, two addresses per order. */
export const ordersModel = defineModel({
  service: 'orders',
  entities: {
    customers: defineEntity({
      key: ['country', 'number'],
      schema: z.object({
        country: z.string().length(2),
        number: z.int().min(1),
        name: z.string().min(1),
        email: z.email().register(fieldMeta, { unique: true }),
      }),
    }),
    addresses: defineEntity({
      relations: {
        customer: { kind: 'belongsTo', target: 'customers', field: ['country', 'customerNumber'] },
      },
      schema: z.object({
        id: z.uuid(),
        country: z.string().length(2),
        customerNumber: z.int().min(1),
        lines: z.array(z.string().min(1)).min(1).max(5),
      }),
    }),
    products: defineEntity({
      key: ['sku'],
      schema: z.object({
        sku: z.string().regex(/^[A-Z]{3}-\d{4}$/),
        name: z.string().min(1),
        price: z.number().min(0).multipleOf(0.01),
        dimensions: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]).optional(),
      }),
    }),
    orders: defineEntity({
      key: ['country', 'customerNumber', 'orderNumber'],
      parent: 'customer',
      relations: {
        customer: { kind: 'belongsTo', target: 'customers', field: ['country', 'customerNumber'] },
        billingAddress: {
          kind: 'belongsTo',
          target: 'addresses',
          field: 'billingAddressId',
          inverse: 'billedOrders',
        },
        shippingAddress: {
          kind: 'belongsTo',
          target: 'addresses',
          field: 'shippingAddressId',
          inverse: 'shippedOrders',
        },
      },
      schema: z.object({
        country: z.string().length(2),
        customerNumber: z.int().min(1),
        orderNumber: z.int().min(1),
        billingAddressId: z.uuid(),
        shippingAddressId: z.uuid().nullable(),
        placedAt: z.iso.datetime(),
        total: z.bigint().min(0n),
      }),
    }),
    orderLines: defineEntity({
      key: ['country', 'customerNumber', 'orderNumber', 'line'],
      parent: 'order',
      keyPrefix: 'LINE',
      relations: {
        order: {
          kind: 'belongsTo',
          target: 'orders',
          field: ['country', 'customerNumber', 'orderNumber'],
          inverse: 'lines',
        },
        product: { kind: 'belongsTo', target: 'products', field: 'sku' },
      },
      schema: z.object({
        country: z.string().length(2),
        customerNumber: z.int().min(1),
        orderNumber: z.int().min(1),
        line: z.int().min(1),
        sku: z.string(),
        quantity: z.int().min(1).max(999),
        options: z.map(z.string(), z.string()).optional(),
      }),
    }),
  },
})

import { defineEntity, defineModel } from '@throughline/schema'
import { bench, describe } from 'vitest'
import * as z from 'zod'
import { fake } from './fake.ts'

const model = defineModel({
  service: 'shop',
  entities: {
    customers: defineEntity({
      singular: 'customer',
      schema: z.object({
        id: z.uuid(),
        name: z.string().min(1),
        email: z.email(),
        city: z.string(),
        country: z.string().regex(/^[A-Z]{2}$/),
        createdAt: z.iso.datetime(),
      }),
    }),
    orders: defineEntity({
      singular: 'order',
      schema: z.object({
        id: z.uuid(),
        customerId: z.uuid(),
        amount: z.number().positive(),
        status: z.enum(['open', 'paid', 'sent']),
        lines: z.array(z.object({ sku: z.string(), quantity: z.int().min(1) })).max(3),
      }),
    }),
  },
})

function run(customers: number, orders: number): void {
  let rows = 0
  for (const { entity } of fake(model, { seed: 1, counts: { customers, orders } }))
    rows += entity.length > 0 ? 1 : 0
  if (rows !== customers * (1 + orders)) throw new Error(`${rows} rows were made.`)
}

describe('fake, all fields made by faker', () => {
  bench('1 row: choosing the makers', () => run(1, 0))
  bench('10,000 rows', () => run(1000, 9), { iterations: 5 })
})

import { defineEntity, defineModel } from '@throughline/schema'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { expectedRows } from './seed-rows.ts'

const model = defineModel({
  service: 'shop',
  entities: {
    shops: defineEntity({ schema: z.object({ id: z.uuid() }) }),
    orders: defineEntity({ schema: z.object({ id: z.uuid(), shopId: z.uuid() }) }),
    lines: defineEntity({
      schema: z.object({ id: z.uuid(), orderId: z.uuid(), shopId: z.uuid() }),
      parent: 'order',
    }),
  },
})

it('counts children by their parents', () => {
  expect(expectedRows(model, { shops: 10, orders: [1, 3], lines: 4 })).toBe(10 + 20 + 80)
  expect(expectedRows(model, { shops: 10 })).toBe(10)
})

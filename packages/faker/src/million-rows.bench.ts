import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { memoryUsage } from 'node:process'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { bench, describe } from 'vitest'
import * as z from 'zod'
import { fake } from './fake.ts'

/** Unique values, references to other trees and to earlier rows, and children of one parent: what lists would be kept for. */
const model = defineModel({
  service: 'shop',
  entities: {
    customers: defineEntity({
      relations: {
        referrer: { kind: 'belongsTo', target: 'customers', field: 'referrerId', inverse: 'referred' },
      },
      schema: z.object({
        id: z.uuid(),
        email: z.email().register(fieldMeta, { unique: true }),
        referrerId: z.uuid().nullable(),
      }),
    }),
    orders: defineEntity({
      key: ['customerId', 'number'],
      parent: 'customer',
      relations: { product: { kind: 'belongsTo', target: 'products', field: 'sku' } },
      schema: z.object({
        customerId: z.uuid(),
        number: z.int(),
        sku: z.string(),
        total: z.number().positive(),
      }),
    }),
    products: defineEntity({
      key: ['sku'],
      schema: z.object({ sku: z.string().regex(/^[A-Z]{3}-\d{4}$/) }),
    }),
  },
})

setFlagsFromString('--expose-gc')
// Sound: the flag above defines it in contexts made from then on.
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that a heap may differ by; a hundred thousand rows kept would take some 20 MB. */
const slack = 4_000_000

/** Makes the rows, and fails where the heap grows between the first tenth and the last row. */
function run(customers: number, orders: number): void {
  const wanted = 1000 + customers * (1 + orders)
  let rows = 0
  let before = 0
  for (const { entity } of fake(model, { seed: 1, counts: { customers, orders, products: 1000 } })) {
    rows += entity.length > 0 ? 1 : 0
    if (rows !== Math.floor(wanted / 10) && rows !== wanted) continue
    collectGarbage()
    const { heapUsed } = memoryUsage()
    if (rows === wanted && heapUsed - before > slack) {
      throw new Error(`The heap grew from ${before} to ${heapUsed} bytes.`)
    }
    before = heapUsed
  }
  if (rows !== wanted) throw new Error(`${rows} rows were made, not ${wanted}.`)
}

const once = { iterations: 1, warmupIterations: 0, time: 0, warmupTime: 0 }

describe('a million rows, in a heap that does not grow', () => {
  bench('200,000 customers with 4 orders each', () => run(200_000, 4), once)
  bench('1 customer with 1,000,000 orders', () => run(1, 1_000_000), once)
})

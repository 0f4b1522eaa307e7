import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as z from 'zod'
import { tableLayout } from '../src/index.ts'

const indexed = { indexed: true }

/** Every way in which rows are found: parents, references, values, sparse and local indexes, keys of several fields. */
export const marketModel = defineModel({
  service: 'market',
  entities: {
    stalls: defineEntity({
      schema: z.object({
        id: z.string(),
        name: z.string().register(fieldMeta, indexed),
        opened: z.date().optional().register(fieldMeta, indexed),
      }),
    }),
    growers: defineEntity({ schema: z.object({ id: z.string(), name: z.string() }) }),
    goods: defineEntity({
      parent: 'stall',
      relations: { grower: { kind: 'belongsTo', target: 'growers', field: 'growerId', inverse: false } },
      schema: z.object({
        id: z.string(),
        stallId: z.string(),
        growerId: z.string().nullable(),
        code: z.string().register(fieldMeta, { unique: true }),
        price: z.number().nullable().register(fieldMeta, indexed),
        due: z.date().optional().register(fieldMeta, indexed),
        open: z.boolean(),
        rank: z.int(),
        note: z.string().optional(),
      }),
    }),
    tests: defineEntity({
      key: ['year', 'number'],
      parent: 'good',
      schema: z.object({
        stallId: z.string(),
        goodId: z.string(),
        year: z.int(),
        number: z.int(),
        grade: z.string().optional(),
      }),
    }),
    rates: defineEntity({
      key: ['region', 'year'],
      schema: z.object({ region: z.string(), year: z.int(), rate: z.number() }),
    }),
  },
})

/** `due` is indexed of what is open alone; `rank` is an order within a stall, `grade` within a good. */
export const marketChoices = {
  local: { goods: ['rank'], tests: ['grade'] },
  sparse: { goods: { due: { open: true } } },
}

export const marketLayout = tableLayout(marketModel, marketChoices)

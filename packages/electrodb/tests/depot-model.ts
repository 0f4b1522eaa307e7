import { defineEntity, defineModel } from '@throughline/schema'
import * as z from 'zod'

/** Keys of numbers and of several fields: a numbered root, its children by aisle and shelf, and a root by region and year. */
export const depotModel = defineModel({
  service: 'depots',
  entities: {
    depots: defineEntity({ key: ['number'], schema: z.object({ number: z.int(), name: z.string().min(1) }) }),
    bins: defineEntity({
      key: ['depotNumber', 'aisle', 'shelf'],
      relations: {
        depot: { kind: 'belongsTo', target: 'depots', field: 'depotNumber' },
        reserve: { kind: 'belongsTo', target: 'depots', field: 'reserveNumber', inverse: 'reserves' },
      },
      schema: z.object({
        depotNumber: z.int(),
        aisle: z.string(),
        shelf: z.int(),
        reserveNumber: z.int().optional(),
        pieces: z.int().min(0),
      }),
    }),
    tariffs: defineEntity({
      key: ['region', 'year'],
      schema: z.object({ region: z.enum(['EU', 'US']), year: z.int(), rate: z.number() }),
    }),
  },
})

import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as z from 'zod'

const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})

const Branch = z.object({
  name: z.string().min(1),
  get branches() {
    return z.array(Branch)
  },
})

/** An entity with a field of each kind that a plain form or a database seldom has. */
const LedgerSchema = z.object({
  id: z.uuid(),
  balance: z.bigint().min(0n).register(fieldMeta, { help: 'In the smallest unit.' }),
  limit: z.bigint().nullable(),
  interval: z
    .literal([1, 7, 30])
    .register(fieldMeta, { valueLabels: { 1: 'Daily', 7: 'Weekly', 30: 'Monthly' } }),
  scale: z.literal([0, 2, 3, 4]).optional(),
  agreed: z.literal(true),
  labels: z.set(z.string().min(2)),
  rates: z.map(z.iso.date(), z.number()),
  range: z.tuple([z.date(), z.date()]),
  owner: z.union([z.bigint(), z.string()]),
  chart: Branch,
  closedAt: instant.nullable(),
  openedAt: instant,
})

/** A model of these kinds, for stories and tests. */
export const kindsModel = defineModel({
  service: 'kinds',
  entities: { ledgers: defineEntity({ singular: 'ledger', schema: LedgerSchema }) },
})

export type Ledger = z.output<typeof LedgerSchema>

export const ledger: Ledger = {
  id: '3d9a7c52-6a0b-4b77-9a63-0e0f3f1d2b01',
  balance: 123_456_789_012_345_678_901n,
  limit: null,
  interval: 7,
  scale: 2,
  agreed: true,
  labels: new Set(['audited', 'euro']),
  rates: new Map([
    ['2026-01-01', 1.25],
    ['2026-07-01', 1.5],
  ]),
  range: [new Date('2026-01-01'), new Date('2026-12-31')],
  owner: 9_007_199_254_740_993n,
  chart: { name: 'Assets', branches: [{ name: 'Cash', branches: [] }] },
  closedAt: null,
  openedAt: new Date('2025-11-03T09:30:00.000Z'),
}

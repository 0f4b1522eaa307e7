import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as z from 'zod'

/** An entity with a field of each kind. */
const SubscriptionSchema = z.object({
  id: z.uuid(),
  name: z.string().trim().min(1).max(80),
  email: z.email().register(fieldMeta, { label: 'Billing email' }),
  website: z.url().optional(),
  plan: z.enum(['free', 'team', 'enterprise']),
  status: z.enum(['trial', 'active', 'past_due', 'paused', 'cancelled']),
  seats: z.number().int().min(1).max(5000),
  price: z.number().nonnegative().register(fieldMeta, { widget: 'money', help: 'A month, before tax.' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .register(fieldMeta, { widget: 'currency' }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .register(fieldMeta, { widget: 'country' }),
  startsOn: z.iso.date(),
  endsOn: z.iso.date().nullable(),
  renewedAt: z.iso.datetime().optional(),
  iban: z
    .string()
    .regex(/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/, { error: 'Write the IBAN without spaces.' })
    .register(fieldMeta, { label: 'IBAN', sensitive: { mask: 'iban' } }),
  autoRenew: z.boolean(),
  notes: z.string().max(500).optional().register(fieldMeta, { widget: 'textarea' }),
  tags: z.array(z.string()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  createdAt: z.iso.datetime(),
})

const NoteSchema = z.object({
  id: z.uuid(),
  subject: z.string().trim().min(1).max(60),
  priority: z.enum(['low', 'normal', 'high']),
  dueOn: z.iso.date().nullable(),
  done: z.boolean(),
})

/** A model of its own for stories and tests. */
export const sampleModel = defineModel({
  service: 'sample',
  entities: {
    subscriptions: defineEntity({ singular: 'subscription', schema: SubscriptionSchema }),
    notes: defineEntity({ singular: 'note', schema: NoteSchema }),
  },
})

export type Subscription = z.output<typeof SubscriptionSchema>
export type Note = z.output<typeof NoteSchema>

export const subscription: Subscription = {
  id: '0b1ec9e2-5a3d-4a37-9f5c-0c9e7f4b1a01',
  name: 'Nordlicht Logistik',
  email: 'billing@nordlicht.example',
  website: 'https://nordlicht.example/account',
  plan: 'team',
  status: 'past_due',
  seats: 1250,
  price: 4990,
  currency: 'EUR',
  country: 'DE',
  startsOn: '2023-04-01',
  endsOn: null,
  renewedAt: '2026-04-01T08:30:00.000Z',
  iban: 'DE89370400440532013000',
  autoRenew: true,
  notes: 'Invoices go to Hamburg.\nCopy the branch in Oslo.',
  tags: ['logistics', 'annual'],
  settings: { sso: true, region: 'eu-central-1' },
  createdAt: '2023-03-28T09:00:00.000Z',
}

export const note: Note = {
  id: '5e7e3f0a-8f39-4a3e-93b5-52f2b2fb4a11',
  subject: 'Call about the renewal',
  priority: 'normal',
  dueOn: '2026-12-01',
  done: false,
}

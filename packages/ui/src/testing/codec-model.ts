import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import * as z from 'zod'

const day = z.codec(z.iso.date(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString().slice(0, 10),
})

const instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})

/** Written as `12.50`, read as 1250: neither is the other's form in JSON. */
const cents = z.codec(
  z.string().regex(/^\d+(\.\d{1,2})?$/, { error: 'Write an amount such as 12.50.' }),
  z.int().min(100, { error: 'At least 1.00.' }),
  { decode: (text) => Math.round(Number(text) * 100), encode: (amount) => (amount / 100).toFixed(2) },
)

/** Written as `08:30`, read as minutes; it refuses what is no time in its own words. */
const timeOfDay = z.codec(z.string(), z.int(), {
  decode(text, context) {
    const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(text) ?? []
    if (Number(hours) < 24) return Number(hours) * 60 + Number(minutes)
    context.issues.push({ code: 'custom', input: text, message: `"${text}" is no time of day.` })
    return z.NEVER
  },
  encode: (minutes) =>
    [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':'),
})

/** Throws for what has other characters than digits, as `BigInt` does. */
const digits = z.codec(z.string(), z.bigint(), { decode: BigInt, encode: String })

const OfferSchema = z.object({
  id: z.uuid(),
  title: z.string().min(1),
  validOn: day,
  sentAt: instant.optional(),
  price: cents,
  opensAt: timeOfDay,
  stock: digits.register(fieldMeta, { help: 'In pieces.' }),
})

/** A model with fields that are read in another form than they are written, for stories and tests. */
export const codecModel = defineModel({
  service: 'codecs',
  entities: { offers: defineEntity({ singular: 'offer', schema: OfferSchema }) },
})

export type Offer = z.output<typeof OfferSchema>

export const offer: Offer = {
  id: '8f8e4b7e-6f7d-4c43-8a0a-6c6c4c2f7d01',
  title: 'Autumn',
  validOn: new Date('2026-09-01'),
  sentAt: new Date('2026-08-20T14:30:00.000Z'),
  price: 1250,
  opensAt: 510,
  stock: 90_071_992_547_409_931n,
}

/** The same offer as a client writes it. */
export const writtenOffer: z.input<typeof OfferSchema> = {
  id: offer.id,
  title: 'Autumn',
  validOn: '2026-09-01',
  sentAt: '2026-08-20T14:30:00.000Z',
  price: '12.50',
  opensAt: '08:30',
  stock: '90071992547409931',
}

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AddressSchema } from './address.ts'
import { ContactInfoSchema } from './contact-info.ts'
import { countryCodes } from './country.ts'

const ids = { id: 'e1a4a1e4-94f2-4c11-8b9f-77c6c1a0de31', personId: '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01' }

const charactersOf = (characters: string) => fc.string({ unit: fc.constantFrom(...Array.from(characters)) })
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''))
const phones = joined(fc.constant('+49'), charactersOf('0123456789 -()./'))
const profile = (...places: string[]) =>
  joined(
    fc.constantFrom('', 'http://', 'https://www.', 'HTTPS://'),
    fc.constantFrom(...places),
    charactersOf('abAB_-.%19é'),
    fc.constantFrom('', '/', '?a=b', '#c'),
  )

/** Texts near to what people type for each type, which chance alone would not find. */
const typed = {
  email: joined(charactersOf('abAB.+'), fc.constant('@'), charactersOf('abAB.'), fc.constant('.EXAMPLE')),
  linkedin: profile('linkedin.com/in/', 'de.LinkedIn.com/in/'),
  mobile: phones,
  phone: phones,
  twitter: fc.oneof(profile('x.com/', 'Twitter.com/@'), joined(fc.constant('@'), charactersOf('abAB_19'))),
}
type ContactType = keyof typeof typed
const types = ContactInfoSchema.shape.type.options

/** A type with a text: mostly one of its own, now and then one of another or any. */
const contacts = fc.constantFrom(...types).chain((type) =>
  fc.record({
    type: fc.constant(type),
    value: fc.oneof(
      { weight: 8, arbitrary: typed[type] },
      ...Object.values(typed),
      fc.string({ unit: 'grapheme' }),
    ),
  }),
)

it('of a contact is its own: what is kept is kept as it is', () => {
  const kept = new Map<ContactType, number>()
  fc.assert(
    fc.property(contacts, ({ type, value }) => {
      const { data } = ContactInfoSchema.safeParse({ ...ids, type, value, isPrimary: true, isVerified: true })
      if (data === undefined) return
      kept.set(type, (kept.get(type) ?? 0) + 1)
      expect(ContactInfoSchema.parse(data)).toEqual(data)
    }),
    { numRuns: 5000 },
  )
  for (const type of types) expect(kept.get(type)).toBeGreaterThan(20)
})

const postalCodes = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  charactersOf('abAB0189 -'),
  charactersOf('0189 -'),
)

it('of an address is its own: what is kept is kept as it is', () => {
  let kept = 0
  fc.assert(
    fc.property(postalCodes, fc.constantFrom(...countryCodes), (postalCode, country) => {
      const address = {
        ...ids,
        type: 'home',
        street: 'a',
        city: 'b',
        state: 'c',
        postalCode,
        country,
        isPrimary: true,
      }
      const { data } = AddressSchema.safeParse(address)
      if (data === undefined) return
      kept += 1
      expect(AddressSchema.parse(data)).toEqual(data)
    }),
    { numRuns: 5000 },
  )
  expect(kept).toBeGreaterThan(1000)
})

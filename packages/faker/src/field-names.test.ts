import { defineEntity, defineModel, fieldMeta } from '@throughline/schema'
import { base, en, Faker } from '@faker-js/faker'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fake } from './fake.ts'
import type { Locale } from './fake.types.ts'
import { FakerError } from './faker-error.ts'
import { localeOf } from './locale.ts'
import { asciiWords } from './name-words.ts'

/** Rows of an entity of this name, with these fields. */
function rowsOf<TShape extends z.core.$ZodShape>(singular: string, shape: TShape, locale?: Locale) {
  // Sound: what the shape holds besides is not known to the model's types, and read through the schema's own.
  const schema = z.object({ id: z.uuid(), ...shape }) as unknown as z.ZodObject<{ id: z.ZodUUID }>
  const model = defineModel({ service: 'names', entities: { things: defineEntity({ singular, schema }) } })
  const rows = fake(model, { seed: 9, counts: { things: 60 }, ...(locale && { locale }) })
  return [...rows].map(({ row }) => row as unknown as z.output<z.ZodObject<TShape>> & { id: string })
}

const textsOf = (...names: string[]) => Object.fromEntries(names.map((name) => [name, z.string()]))

describe('fake, names of fields', () => {
  it('an e-mail address, a user name and a whole name are those of the row’s person', () => {
    const names = rowsOf('guest', {
      email: z.email(),
      userName: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      displayName: z.string(),
    })
    for (const { email, userName, firstName, lastName, displayName } of names) {
      const words = [...asciiWords(firstName), ...asciiWords(lastName)]
      expect(email).toMatch(new RegExp(`^${words.join('\\.')}@example\\.(com|org|net)$`))
      expect(userName).toMatch(new RegExp(`^${words.join('[._]')}\\d+$`))
      expect(displayName).toBe(`${firstName} ${lastName}`)
    }
  })

  it('a unique e-mail address tells its row by a number', () => {
    const schema = z.email().max(24).register(fieldMeta, { unique: true })
    const rows = rowsOf('person', { name: z.string(), email: schema })
    expect(new Set(rows.map(({ email }) => email)).size).toBe(60)
    expect(rows.every(({ email }, index) => email.endsWith(`${index || ''}@example.com`))).toBe(true)
  })

  it('a first name is of the row’s gender', () => {
    const { person } = new Faker({ locale: [en, base] }).definitions
    const female = new Set(
      Object.values(person.first_name.female ?? []).concat(person.first_name.generic ?? []),
    )
    const rows = rowsOf('member', { firstName: z.string(), gender: z.enum(['female', 'male']) })
    const wrong = rows.filter(({ firstName, gender }) => gender === 'female' && !female.has(firstName))
    expect(wrong).toEqual([])
    expect(rows.filter(({ gender }) => gender === 'female').length).toBeGreaterThan(10)
  })

  it('a slug is made of the title beside it', () => {
    for (const { slug, title } of rowsOf('post', { slug: z.string(), title: z.string() })) {
      expect(slug).toBe(asciiWords(title).slice(0, 6).join('-'))
    }
  })

  it('an address lies in the country of its city’s locale', () => {
    const shape = textsOf('street', 'city', 'zip', 'countryCode', 'country')
    for (const [locale, code, country] of [
      ['de', 'DE', 'Deutschland'],
      ['de_AT', 'AT', 'Österreich'],
      ['ja', 'JP', '日本'],
      ['pt-BR', 'BR', 'Brasil'],
    ] as const) {
      for (const row of rowsOf('address', shape, localeOf(locale))) {
        expect(row).toMatchObject({ countryCode: code, country })
      }
    }
    const alone = rowsOf('team', { country: z.string().length(2) }, localeOf('de'))
    expect(new Set(alone.map(({ country }) => country)).size).toBeGreaterThan(20)
  })

  it('names that say what they hold are believed', () => {
    const shapes = {
      phone: /^\+?[\d\s().x-]+$/,
      iban: /^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/,
      bic: /^[A-Z]{6}[A-Z\d]{2}([A-Z\d]{3})?$/,
      currency: /^[A-Z]{3}$/,
      avatar: /^https:\/\/images\.example\/.+\.jpg$/,
      website: /^https:\/\/.+\.example$/,
      color: /^#[0-9a-f]{6}$/,
      locale: /^[a-z]{2}-[A-Z]{2}$/,
      sku: /^[A-Z\d]{8}$/,
      timeZone: /^[A-Za-z_]+\/[A-Za-z_/-]+$/,
      ipAddress: /^\d+\.\d+\.\d+\.\d+$/,
      birthday: /^\d{4}-\d{2}-\d{2}$/,
      billingPostCode: /^\d{5}$/,
    }
    const rows = rowsOf('thing', textsOf(...Object.keys(shapes))) as unknown as Record<string, string>[]
    for (const [name, shape] of Object.entries(shapes)) {
      expect(rows.map((row) => row[name]).filter((value) => !shape.test(value ?? ''))).toEqual([])
    }
  })

  it('numbers lie where such numbers lie', () => {
    const shape = {
      age: z.int(),
      price: z.number(),
      quantity: z.int(),
      latitude: z.number(),
      salary: z.number(),
    }
    for (const row of rowsOf('thing', shape)) {
      expect(row.age >= 18 && row.age <= 90 && row.quantity >= 1 && row.quantity <= 20).toBe(true)
      expect(row.price >= 1 && row.price <= 500 && Math.abs(row.latitude) <= 90 && row.salary >= 25_000).toBe(
        true,
      )
    }
  })
})

describe('localeOf', () => {
  it('finds a locale by its code, by that of a browser, and by its language', () => {
    expect(localeOf('de_CH').metadata?.country).toBe('CH')
    expect(localeOf('de-CH')).toBe(localeOf('de_CH'))
    expect(localeOf('de-LU')).toBe(localeOf('de'))
  })

  it('refuses a language that faker does not have', () => {
    expect(() => localeOf('xx')).toThrow(FakerError)
    expect(() => localeOf('xx')).toThrow('Faker has no locale "xx". Give one of af_ZA, ar, ')
  })

  it('gives names of many languages', () => {
    const lastNames = ['de', 'fr', 'ja', 'ru', 'pl', 'es', 'tr', 'ko'].map((code) => {
      const rows = rowsOf('person', { lastName: z.string(), email: z.email() }, localeOf(code))
      expect(rows.every(({ email }) => /^[a-z0-9.]+@example\.(com|org|net)$/.test(email))).toBe(true)
      return rows.map(({ lastName }) => lastName).join()
    })
    expect(new Set(lastNames).size).toBe(lastNames.length)
    expect(lastNames[2]).toMatch(/\p{Script=Han}/u)
    expect(lastNames[3]).toMatch(/\p{Script=Cyrillic}/u)
  })
})

import { defineEntity, defineModel, type SnapshotRow } from '@throughline/schema'
import * as z from 'zod'

const line = z.string().trim().min(1).max(200)

/** A register of people with four kinds of rows below each, as wide as those of a real one. */
export const register = defineModel({
  service: 'register',
  entities: {
    people: defineEntity({
      singular: 'person',
      schema: z.object({
        id: z.uuid(),
        firstName: line,
        lastName: line,
        dateOfBirth: z.iso.date(),
        gender: z.enum(['male', 'female', 'other']),
        createdAt: z.iso.datetime(),
        updatedAt: z.iso.datetime(),
      }),
    }),
    addresses: defineEntity({
      singular: 'address',
      schema: z.object({
        id: z.uuid(),
        personId: z.uuid(),
        type: z.enum(['home', 'work', 'billing', 'shipping']),
        street: line,
        city: line,
        postalCode: line,
        country: z.string().length(2),
        isPrimary: z.boolean(),
      }),
    }),
    accounts: defineEntity({
      singular: 'account',
      schema: z.object({
        id: z.uuid(),
        personId: z.uuid(),
        iban: z.string().min(15).max(34),
        bank: line,
        currency: z.string().length(3),
        isPrimary: z.boolean(),
      }),
    }),
    contacts: defineEntity({
      singular: 'contact',
      schema: z.object({
        id: z.uuid(),
        personId: z.uuid(),
        type: z.enum(['email', 'mobile', 'phone']),
        value: line,
        isPrimary: z.boolean(),
        isVerified: z.boolean(),
      }),
    }),
    jobs: defineEntity({
      singular: 'job',
      schema: z.object({
        id: z.uuid(),
        personId: z.uuid(),
        company: line,
        title: line,
        startDate: z.iso.date(),
        endDate: z.iso.date().nullable(),
      }),
    }),
  },
})
export type Register = typeof register
export type ChildName = (typeof childNames)[number]

export const personCount = 10_000
/** Rows of each kind: 85,000 of 10,000 people. */
const childCounts = { addresses: 20_000, accounts: 15_000, contacts: 30_000, jobs: 20_000 }
export const childNames = ['addresses', 'accounts', 'contacts', 'jobs'] as const

const firstNames =
  'Ada Björn Chloé Dmitri Elena Fatima Giulia Hannah Ivan Jürgen Karin Łukasz Maria Noël'.split(' ')
const lastNames =
  'Alvarez Becker Ćosić Dubois Eriksson Fischer Garcia Hoffmann Ivanov Jansen Köhler Lopez'.split(' ')

/** Spreads small numbers over all 32 bits, the same each time. */
const scatter = (index: number): number => Math.imul(index + 1, 2_654_435_761) >>> 0
const idOf = (kind: number, index: number): string =>
  `${scatter(index).toString(16).padStart(8, '0')}-000${kind}-4000-8000-${String(index).padStart(12, '0')}`
export const personId = (index: number): string => idOf(0, index)
export const childId = (name: ChildName, index: number): string => idOf(1 + childNames.indexOf(name), index)
const of = <T>(values: readonly T[], index: number): T => values[scatter(index) % values.length]!

const makers: Record<ChildName, (index: number) => object> = {
  addresses: (n) => ({
    type: of(['home', 'work', 'billing', 'shipping'], n),
    street: `${of(lastNames, n)} Street ${n % 200}`,
    city: `${of(lastNames, n + 7)}ville`,
    postalCode: String(10_000 + (n % 80_000)),
    country: of(['DE', 'FR', 'ES', 'PL'], n),
    isPrimary: n < personCount,
  }),
  accounts: (n) => ({
    iban: `DE${String(scatter(n)).padStart(20, '0')}`,
    bank: `${of(lastNames, n)} Bank`,
    currency: 'EUR',
    isPrimary: n < personCount,
  }),
  contacts: (n) => ({
    type: of(['email', 'mobile', 'phone'], n),
    value: `someone.${n}@example.com`,
    isPrimary: n < personCount,
    isVerified: n % 2 === 0,
  }),
  jobs: (n) => ({
    company: `${of(lastNames, n)} Works`,
    title: 'Engineer',
    startDate: '2015-04-01',
    endDate: n % 2 === 0 ? '2019-03-31' : null,
  }),
}

const at = '2024-01-01T00:00:00.000Z'
const meta = { version: 1, createdAt: at, updatedAt: at }

/** The rows in the order of a snapshot: each person before its children. */
export function* registerRows(): Generator<SnapshotRow<Register>> {
  for (let index = 0; index < personCount; index += 1) {
    const row = {
      id: personId(index),
      firstName: of(firstNames, index),
      lastName: `${of(lastNames, index * 31)}${scatter(index) % 5000}`,
      dateOfBirth: `19${50 + (index % 50)}-06-15`,
      gender: index % 2 === 0 ? 'female' : 'male',
      createdAt: at,
      updatedAt: at,
    }
    yield { entity: 'people', row, meta }
    for (const name of childNames) {
      for (let child = index; child < childCounts[name]; child += personCount) {
        yield {
          entity: name,
          row: { id: childId(name, child), personId: row.id, ...makers[name](child) },
          meta,
        }
      }
    }
  }
}

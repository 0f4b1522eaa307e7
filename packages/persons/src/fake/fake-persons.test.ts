import type { EntityRow } from '@throughline/schema'
import { extractIBAN, isValidBIC, isValidIBAN } from 'ibantools'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { personsModel } from '../model/persons-model.ts'
import { setPhoneRules } from '../model/phone-number.ts'
import { applyNumberingPlans } from '../phone/numbering-plans.ts'
import { countries } from './data/countries.ts'
import { fakePersons } from './fake-persons.ts'

type PersonsRow = EntityRow<typeof personsModel>
type RowOf<TName extends PersonsRow['entity']> = Extract<PersonsRow, { entity: TName }>['row']

interface Family {
  readonly person: RowOf<'persons'>
  readonly addresses: RowOf<'addresses'>[]
  readonly bankAccounts: RowOf<'bankAccounts'>[]
  readonly contactInfos: RowOf<'contactInfos'>[]
  readonly employments: RowOf<'employments'>[]
}

function families(rows: Iterable<PersonsRow>): Family[] {
  const found: Family[] = []
  for (const { entity, row } of rows) {
    if (entity === 'persons') {
      found.push({ person: row, addresses: [], bankAccounts: [], contactInfos: [], employments: [] })
      continue
    }
    const family = found.at(-1)
    if (row.personId !== family?.person.id) throw new Error(`${entity} ${row.id} does not follow its person.`)
    // Sound: the entity says which list the row belongs to.
    ;(family[entity] as unknown[]).push(row)
  }
  return found
}

/** What is wrong with the families, at most ten of them: one assertion for thousands of checks. */
function faults(check: (family: Family) => unknown): unknown[] {
  return all.flatMap((family) => check(family) ?? []).slice(0, 10)
}

const rows = [...fakePersons()]
const all = families(rows)
const countryOf = (code: string) => countries.find((country) => country.code === code)

afterEach(() => setPhoneRules(undefined))

describe('fakePersons', () => {
  it('makes 10,000 persons with their rows, within the counts, each with an id of its own', () => {
    const counts = Object.fromEntries(
      personsModel.names.map((name) => [name, rows.filter((r) => r.entity === name).length]),
    )
    expect(counts).toMatchInlineSnapshot(`
      {
        "addresses": 19946,
        "bankAccounts": 14940,
        "contactInfos": 30013,
        "employments": 19984,
        "persons": 10000,
      }
    `)
    expect(rows.length).toBeGreaterThan(94_000)
    expect(rows.length).toBeLessThan(96_000)
    expect(new Set(rows.map(({ row }) => row.id)).size).toBe(rows.length)
    const limits = {
      addresses: [1, 3],
      bankAccounts: [1, 2],
      contactInfos: [2, 4],
      employments: [1, 3],
    } as const
    for (const [name, [min, max]] of Object.entries(limits)) {
      // Sound: the names are those of the limits above.
      const sizes = all.map((family) => family[name as keyof typeof limits].length)
      expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([min, max])
    }
  })

  it.each([1, 2, 20_260_101])('makes rows that a server takes as they are, from seed %d', (seed) => {
    const made = seed === 1 ? rows : [...fakePersons({ count: 2000, seed })]
    applyNumberingPlans()
    const wrong = made.flatMap(({ entity, row }) => {
      const { data, error } = personsModel.entities[entity].schema.safeParse(row)
      return JSON.stringify(data) === JSON.stringify(row) ? [] : [{ entity, row, issues: error?.issues }]
    })
    expect(wrong.slice(0, 10)).toEqual([])
  })

  it('keeps its rows: the first 1,000 are those that they were', () => {
    const text = JSON.stringify(rows.slice(0, 1000))
    expect(createHash('sha256').update(text).digest('hex')).toMatchInlineSnapshot(
      `"5a0dac4b84bf310ee56f52664b63b31f75394414c51d74c1dbcfaa3784e4cdff"`,
    )
  })

  it('gives the same persons whatever the count, and others for another seed', () => {
    const few = [...fakePersons({ count: 20 })]
    expect(rows.slice(0, few.length)).toEqual(few)
    expect([...fakePersons({ count: 20, seed: 2 })]).not.toEqual(few)
  })

  it('draws dates relative to now', () => {
    for (const { row } of fakePersons({ count: 50, now: '2000-01-01T00:00:00.000Z' })) {
      if ('startDate' in row) expect(row.startDate < '2000-01-01').toBe(true)
      if ('updatedAt' in row) expect(row.updatedAt <= '2000-01-01T00:00:00.000Z').toBe(true)
    }
  })

  it('mixes countries, and gives each a share', () => {
    const shares = countries.map(
      ({ code }) => all.filter(({ addresses }) => addresses[0]?.country === code).length,
    )
    expect(Math.min(...shares)).toBeGreaterThan(150)
    expect(Math.max(...shares)).toBeLessThan(2500)
  })
})

describe('a person of fakePersons', () => {
  it('is 18 to 90 years old, with a first name of the gender and a name of the country', () => {
    expect(
      faults(({ person, addresses: [home] }) => {
        const { gender, firstName, lastName, dateOfBirth } = person
        if (dateOfBirth < '1936-01-01' || dateOfBirth > '2008-01-01') return [person]
        const fits = countryOf(home?.country ?? '')?.regions.some(({ names }) => {
          const female = names.female.includes(firstName) && isLastName(lastName, names.lastFemale)
          const male = names.male.includes(firstName) && isLastName(lastName, names.lastMale)
          return gender === 'female' ? female : gender === 'male' ? male : female || male
        })
        return fits ? [] : [person]
      }),
    ).toEqual([])
  })

  it('has one primary address at home, and all in one country, with state and postal code of the city', () => {
    expect(
      faults(({ addresses }) => {
        const primary = addresses.filter(({ isPrimary }) => isPrimary)
        if (primary.length !== 1 || primary[0]?.type !== 'home') return [addresses]
        return addresses.filter(({ city, state, postalCode, country }) => {
          if (country !== primary[0]?.country) return true
          const known = countryOf(country)?.regions.flatMap(({ cities }) => cities)
          return !known?.some(
            ({ name, state: its, postal }) =>
              name === city && its === state && postal.some((template) => matches(template, postalCode)),
          )
        })
      }),
    ).toEqual([])
  })

  it('has one primary bank account, and accounts whose IBAN and BIC are right, of one bank, and of the country', () => {
    expect(
      faults(({ bankAccounts, addresses: [home] }) => {
        if (bankAccounts.filter(({ isPrimary }) => isPrimary).length !== 1) return [bankAccounts]
        return bankAccounts.filter(({ iban, bic, bankName, accountNumberLast4 }) => {
          const { countryCode, bankIdentifier = '' } = extractIBAN(iban)
          const bank = countryOf(home?.country ?? '')?.banks.find(({ name }) => name === bankName)
          return !(
            isValidIBAN(iban) &&
            isValidBIC(bic) &&
            countryCode === home?.country &&
            bic.slice(4, 6) === home?.country &&
            bank?.bic === bic &&
            bank.code.startsWith(bankIdentifier.slice(0, 3)) &&
            iban.endsWith(accountNumberLast4)
          )
        })
      }),
    ).toEqual([])
  })

  it('has one primary contact of each type, numbers of the country, and mail at reserved domains', () => {
    expect(
      faults(({ contactInfos, addresses: [home] }) => {
        const types = new Set(contactInfos.map(({ type }) => type))
        const primaries = contactInfos.filter(({ isPrimary }) => isPrimary)
        const once =
          new Set(primaries.map(({ type }) => type)).size === types.size && primaries.length === types.size
        const values = new Set(contactInfos.map(({ value }) => value)).size === contactInfos.length
        if (!once || !values) return [contactInfos]
        return contactInfos.filter(({ type, value }) => !isContact(type, value, home?.country))
      }),
    ).toEqual([])
  })

  it('has employments that do not overlap, at most the last one current, and without an end exactly then', () => {
    expect(
      faults(({ person, employments, addresses: [home] }) => {
        const currency = countryOf(home?.country ?? '')?.currency
        const sorted = employments.toSorted((a, b) => (a.startDate < b.startDate ? -1 : 1))
        const sixteen = `${Number(person.dateOfBirth.slice(0, 4)) + 16}${person.dateOfBirth.slice(4)}`
        return sorted.filter((employment, index) => {
          const { startDate, endDate, isCurrent } = employment
          const next = sorted[index + 1]
          const inOrder = next ? endDate !== null && endDate < next.startDate : true
          const atWork = startDate >= sixteen.slice(0, 7) && (endDate ?? '2026-01-01') > startDate
          return !(
            inOrder &&
            atWork &&
            isCurrent === (endDate === null) &&
            (endDate ?? '') < '2026-01-01' &&
            employment.currency === currency &&
            employment.salary > 0
          )
        })
      }),
    ).toEqual([])
  })

  it('works, most of the time, until pension', () => {
    const share = (from: string, to: string) => {
      const of = all.filter(({ person }) => person.dateOfBirth >= from && person.dateOfBirth < to)
      return of.filter(({ employments }) => employments.some(({ isCurrent }) => isCurrent)).length / of.length
    }
    expect(share('1966-01-01', '2008-01-01')).toBeGreaterThan(0.9)
    expect(share('1936-01-01', '1955-01-01')).toBe(0)
  })
})

/** Whether a name is one of a list, or two of them, as in Spain. */
function isLastName(name: string, known: readonly string[]): boolean {
  const words = name.split(' ')
  const parts = words.map((_, index) => [words.slice(0, index).join(' '), words.slice(index).join(' ')])
  return parts.some((pair) => pair.every((part) => part === '' || known.includes(part)))
}

function matches(template: string, text: string): boolean {
  const pattern = template.replaceAll(/[#%@]/g, (place) =>
    place === '#' ? '\\d' : place === '%' ? '[2-9]' : '[A-Z]',
  )
  return new RegExp(`^${pattern}$`).test(text)
}

function isContact(type: RowOf<'contactInfos'>['type'], value: string, country = ''): boolean {
  if (type === 'email') return /^[a-z0-9._-]+@([a-z]+\.example|example\.(com|org|net))$/.test(value)
  if (type === 'linkedin') return /^https:\/\/www\.linkedin\.com\/in\/[a-z0-9-]+$/.test(value)
  if (type === 'twitter') return /^https:\/\/twitter\.com\/[a-z0-9_]{4,15}$/.test(value)
  const number = parsePhoneNumberFromString(value)
  const kind = number?.getType()
  const right = type === 'mobile' ? kind === 'MOBILE' : kind === 'FIXED_LINE'
  return number?.number === value && number.isValid() && number.country === country && right
}

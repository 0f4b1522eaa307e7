import { fake } from '@throughline/faker'
import type { EntityRow } from '@throughline/schema'
import { personsModel } from '../model/persons-model.ts'
import { addressFields } from './address-fields.ts'
import { bankAccountFields } from './bank-account-fields.ts'
import { isoDate } from './calendar.ts'
import { contactInfoFields } from './contact-info-fields.ts'
import { employmentFields } from './employment-fields.ts'
import { makePersona } from './persona.ts'

/** What `fakePersons` takes. */
export interface FakePersonsOptions {
  /** Number of persons; 10,000 when absent, which makes about 95,000 rows. */
  readonly count?: number
  /** An integer; 1 when absent. The same one gives the same rows. */
  readonly seed?: number
  /** What counts as today, from 40 years ago to the real one; 2026-01-01T00:00:00.000Z when absent. */
  readonly now?: string | Date
}

/**
 * Makes plausible persons, each followed by 1–3 addresses, 1–2 bank accounts, 2–4 contacts and 1–3 employments.
 *
 * A person's rows agree: name, city, postal code, IBAN, BIC, phone and currency are of one country; one address, one bank
 * account and one contact of each type is primary; employments do not overlap. Rows are made one by one as they are asked
 * for, and a person's are the same whatever the count.
 *
 * @throws {FakerError} for a count or a seed that is no integer, or a date that is none.
 */
export function fakePersons(options: FakePersonsOptions = {}): Iterable<EntityRow<typeof personsModel>> {
  const { count = 10_000, seed = 1, now } = options
  return fake(personsModel, {
    seed,
    now,
    counts: {
      persons: count,
      addresses: [1, 3],
      bankAccounts: [1, 2],
      contactInfos: [2, 4],
      employments: [1, 3],
    },
    shared: makePersona,
    generators: {
      persons: ({ shared: { firstName, lastName, gender, birthday } }) => ({
        firstName,
        lastName,
        gender,
        dateOfBirth: isoDate(birthday),
      }),
      addresses: addressFields,
      bankAccounts: bankAccountFields,
      contactInfos: contactInfoFields,
      employments: employmentFields,
    },
  })
}

import type { OwnFields, PersonsContext } from './context.types.ts'
import { makeIban } from './iban.ts'

/** The first account is the primary one, for payments; others hold savings. All are in the person's country. */
export function bankAccountFields(context: PersonsContext<'bankAccounts'>): OwnFields<'bankAccounts'> {
  const { faker, indexInParent, shared } = context
  const { country } = shared
  const bank = faker.helpers.arrayElement(country.banks)
  const iban = makeIban(country.code, bank, faker)
  const isPrimary = indexInParent === 0
  return {
    bankName: bank.name,
    accountType: isPrimary ? 'checking' : faker.number.int(3) < 3 ? 'savings' : 'investment',
    accountNumberLast4: iban.slice(-4),
    iban,
    bic: bank.bic,
    isPrimary,
  }
}

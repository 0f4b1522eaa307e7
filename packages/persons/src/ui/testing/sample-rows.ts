import type { RowOf } from '../row.types.ts'

const personId = '7d0a3a52-6a3b-4f43-9d5e-1f6a9c1f0b01'

export const person: RowOf<'persons'> = {
  id: personId,
  firstName: 'Johanna',
  lastName: 'Albrecht',
  dateOfBirth: '1984-03-09',
  gender: 'female',
  createdAt: '2025-02-11T08:15:00.000Z',
  updatedAt: '2026-10-30T16:42:00.000Z',
}

export const address: RowOf<'addresses'> = {
  id: '3c1f3b27-7d54-4a2e-8a8e-0a4ffb1f7c11',
  personId,
  type: 'home',
  street: 'Eppendorfer Weg 117',
  city: 'Hamburg',
  state: 'Hamburg',
  postalCode: '20259',
  country: 'DE',
  isPrimary: true,
}

export const bankAccount: RowOf<'bankAccounts'> = {
  id: 'b6a1f8aa-5a38-4a87-9a4b-2f0b5a2d0c21',
  personId,
  bankName: 'Commerzbank',
  accountType: 'checking',
  accountNumberLast4: '3000',
  iban: 'DE89370400440532013000',
  bic: 'COBADEFFXXX',
  isPrimary: true,
}

export const contactInfo: RowOf<'contactInfos'> = {
  id: 'e1a4a1e4-94f2-4c11-8b9f-77c6c1a0de31',
  personId,
  type: 'email',
  value: 'johanna.albrecht@example.com',
  isPrimary: true,
  isVerified: true,
}

export const employment: RowOf<'employments'> = {
  id: 'c8a6e4f0-5f55-4e83-9a2b-3c9b1d1fae41',
  personId,
  companyName: 'Nordlicht Logistik GmbH',
  position: 'Head of Operations',
  department: 'Operations',
  startDate: '2019-03-01',
  endDate: null,
  isCurrent: true,
  salary: 92_500,
  currency: 'EUR',
}

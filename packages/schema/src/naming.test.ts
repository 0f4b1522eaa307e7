import { describe, expect, it } from 'vitest'
import { toCamelCase, toConstantCase, toLabel, toPascalCase } from './naming.ts'

describe('naming', () => {
  it.each([
    ['bankAccount', 'BANK_ACCOUNT', 'Bank account', 'BankAccount', 'bankAccount'],
    ['prefer_not_to_say', 'PREFER_NOT_TO_SAY', 'Prefer not to say', 'PreferNotToSay', 'preferNotToSay'],
    ['person', 'PERSON', 'Person', 'Person', 'person'],
    ['IBANCode', 'IBAN_CODE', 'Iban code', 'IbanCode', 'ibanCode'],
    ['line2Text', 'LINE2_TEXT', 'Line2 text', 'Line2Text', 'line2Text'],
  ])('writes %s in every form', (name, constant, label, pascal, camel) => {
    expect([toConstantCase(name), toLabel(name), toPascalCase(name), toCamelCase(name)]).toEqual([
      constant,
      label,
      pascal,
      camel,
    ])
  })
})

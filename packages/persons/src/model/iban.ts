import { countrySpecs, validateIBAN, ValidationErrorsIBAN } from 'ibantools'
import * as z from 'zod'
import { objection } from './objection.ts'

/** What is wrong with an IBAN in capitals without spaces; the sentences repeat no part of it but the country. */
function findIbanFault(iban: string): string | undefined {
  const { valid, errorCodes } = validateIBAN(iban)
  if (valid) return undefined
  const country = iban.slice(0, 2)
  if (errorCodes.includes(ValidationErrorsIBAN.NoIBANCountry)) {
    return /^[A-Z]{2}/.test(iban)
      ? `No IBAN begins with ${country}: check the country’s code.`
      : 'An IBAN begins with the country’s two letters, such as DE.'
  }
  if (errorCodes.includes(ValidationErrorsIBAN.WrongBBANLength)) {
    return `An IBAN of ${country} has ${countrySpecs[country]?.chars} characters; this one has ${iban.length}.`
  }
  const misshapen = [ValidationErrorsIBAN.ChecksumNotNumber, ValidationErrorsIBAN.WrongBBANFormat]
  return misshapen.some((code) => errorCodes.includes(code))
    ? `An IBAN of ${country} has letters and digits in other places: check each character.`
    : 'The check digits do not fit: a character of the IBAN is mistyped, or two are swapped.'
}

/** An IBAN of the registry, kept in capitals without spaces; its check digits, and national ones, have to fit. */
export function ibanField(): z.ZodString {
  return z
    .string()
    .overwrite((text) => text.replaceAll(/\s/g, '').toUpperCase())
    .min(1, { abort: true })
    .check(objection(findIbanFault))
}

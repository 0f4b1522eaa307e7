import * as z from 'zod'
import { countryCodes } from './country.ts'
import { objection } from './objection.ts'

// Kosovo's code is no ISO 3166-1 one; SWIFT gives it to banks all the same.
const countries: ReadonlySet<string> = new Set([...countryCodes, 'XK'])

/** What is wrong with a BIC in capitals without spaces, by ISO 9362: bank, country, place and perhaps branch. */
function findBicFault(bic: string): string | undefined {
  if (bic.length !== 8 && bic.length !== 11) {
    return `A BIC has 8 or 11 characters, such as COBADEFFXXX; this one has ${bic.length}.`
  }
  // The standard allows digits in the bank's part since 2014.
  if (!/^[A-Z\d]{4}[A-Z]{2}[A-Z\d]+$/.test(bic)) {
    return 'A BIC is made of letters and digits, with the country’s two letters after the first four, as in COBADEFFXXX.'
  }
  const country = bic.slice(4, 6)
  return countries.has(country) ? undefined : `The BIC names the country "${country}", which there is not.`
}

/** The BIC (SWIFT code) of a bank, kept in capitals without spaces. */
export function bicField(): z.ZodString {
  return z
    .string()
    .overwrite((text) => text.replaceAll(/\s/g, '').toUpperCase())
    .min(1, { abort: true })
    .check(objection(findBicFault))
}

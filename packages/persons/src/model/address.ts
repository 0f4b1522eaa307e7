import { fieldMeta } from '@throughline/schema'
import * as z from 'zod'
import { countryField } from './country.ts'
import { objection } from './objection.ts'
import { findPostalCodeFault, normalizePostalCode } from './postal-code.ts'
import { optionalLine, textLine } from './text-line.ts'

/** Countries where no letter arrives without its state. */
const withState: ReadonlySet<string> = new Set(['AU', 'BR', 'CA', 'IN', 'MX', 'US'])

/** A place where a person lives, works, pays or receives; its postal code is written as its country writes it. */
export const AddressSchema = z
  .object({
    id: z.uuid(),
    personId: z.uuid(),
    type: z.enum(['home', 'work', 'billing', 'shipping']),
    street: textLine(200).register(fieldMeta, { searchable: true }),
    city: textLine(100).register(fieldMeta, { searchable: { weight: 2 } }),
    state: optionalLine(100),
    postalCode: textLine(20).register(fieldMeta, { searchable: true }),
    country: countryField(),
    isPrimary: z.boolean().register(fieldMeta, { label: 'Primary' }),
  })
  .overwrite((address) => {
    const postalCode = normalizePostalCode(address.postalCode, address.country)
    return postalCode === address.postalCode ? address : { ...address, postalCode }
  })
  .check(
    objection(({ postalCode, country }) => findPostalCodeFault(postalCode, country), 'postalCode'),
    objection(
      ({ state, country }) =>
        state === '' && withState.has(country) ? `An address in ${country} has a state.` : undefined,
      'state',
    ),
  )

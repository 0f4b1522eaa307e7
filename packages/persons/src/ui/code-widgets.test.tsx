import { FieldInput, findSpec } from '@throughline/ui'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { countryCodes } from '../model/country.ts'
import { currencyCodes } from '../model/currency.ts'
import { personsModel } from '../model/persons-model.ts'

/** The values that a field's control offers, with what people read. */
function offered(entity: 'addresses' | 'employments', name: string): Map<string, string> {
  const spec = findSpec(personsModel.entities[entity].fields, name)
  if (!spec) throw new Error(`${entity} has no field "${name}".`)
  const html = renderToStaticMarkup(<FieldInput spec={spec} value="" onChange={() => undefined} />)
  const options = [...html.matchAll(/<option[^>]* value="(\w+)"[^>]*>([^<]+)</g)]
  return new Map(options.map(([, value = '', label = '']) => [value, label]))
}

describe('the controls', () => {
  it('offer the countries that an address may have, by name', () => {
    const choices = offered('addresses', 'country')
    expect([...choices.keys()].toSorted()).toEqual(countryCodes)
    expect(choices.get('DE')).toBe('Germany')
  })

  it('offer the currencies that a salary may be in, by name', () => {
    const choices = offered('employments', 'currency')
    expect([...choices.keys()].toSorted()).toEqual([...currencyCodes].toSorted())
    expect(choices.get('EUR')).toBe('EUR – Euro')
  })
})

import { expect, it } from 'vitest'
import { personsModel } from './persons-model.ts'

it('weighs names highest, and never searches what is sensitive', () => {
  const specs = Object.values(personsModel.entities).flatMap(({ fields }) => fields)
  const weights = specs.flatMap(({ name, meta: { searchable } }) =>
    searchable ? [[name, searchable === true ? 1 : searchable.weight] as const] : [],
  )
  expect(Object.fromEntries(weights)).toEqual({
    firstName: 4,
    lastName: 4,
    city: 2,
    companyName: 2,
    position: 2,
    value: 2,
    street: 1,
    postalCode: 1,
    bankName: 1,
    department: 1,
  })
  expect(specs.filter(({ meta }) => meta.sensitive && meta.searchable)).toEqual([])
  expect(specs.filter(({ meta }) => meta.sensitive).map(({ name }) => name)).toEqual(['iban'])
})

import { valueLabel, findSpec } from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import type { RowOf } from './row.types.ts'

type Names = { readonly [N in keyof (typeof personsModel)['entities']]: (row: RowOf<N>) => string }

const names: Names = {
  persons: ({ firstName, lastName }) => `${firstName} ${lastName}`,
  addresses: ({ street, city }) => `the address ${street}, ${city}`,
  bankAccounts: ({ bankName }) => `the account at ${bankName}`,
  contactInfos: ({ type }) => `the contact ${contactType(type)}`,
  employments: ({ companyName }) => `the employment at ${companyName}`,
}

function contactType(type: string): string {
  const spec = findSpec(personsModel.entities.contactInfos.fields, 'type')
  return spec ? valueLabel(spec, type) : type
}

/** Names a row inside a sentence: "Ada Lovelace", "the account at Commerzbank". */
export function rowName<TName extends keyof Names>(entity: TName, row: RowOf<TName>): string {
  return names[entity](row)
}

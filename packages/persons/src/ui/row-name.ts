import { findSpec, useSpecs, valueLabel } from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { RowOf } from './row.types.ts'

type Names = { readonly [N in keyof (typeof personsModel)['entities']]: (row: RowOf<N>) => string }

/** Names a row inside a sentence of the language in force: "Ada Lovelace", "the account at Commerzbank". */
export function useRowName(): <TName extends keyof Names>(entity: TName, row: RowOf<TName>) => string {
  const texts = usePersonsTexts()
  const contactType = findSpec(useSpecs(personsModel.entities.contactInfos.fields), 'type')
  const names: Names = {
    persons: ({ firstName, lastName }) => `${firstName} ${lastName}`,
    addresses: ({ street, city }) => texts.address.inSentence(street, city),
    bankAccounts: ({ bankName }) => texts.bankAccount.inSentence(bankName),
    contactInfos: ({ type }) =>
      texts.contactInfo.inSentence(contactType ? valueLabel(contactType, type) : type),
    employments: ({ companyName }) => texts.employment.inSentence(companyName),
  }
  return (entity, row) => names[entity](row)
}

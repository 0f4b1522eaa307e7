'use client'

import {
  Badge,
  EntityCardFrame,
  FieldList,
  FieldValue,
  findSpec,
  IconTile,
  useSpecs,
  valueLabel,
  lazyPart,
} from '@throughline/ui'
import { Landmark } from 'lucide-react'
import { personsModel } from '../model/persons-model.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { RowCardProps, RowOf } from './row.types.ts'

const { fields } = personsModel.entities.bankAccounts
const form = lazyPart(() => import('./bank-account-form.tsx').then(({ BankAccountForm }) => BankAccountForm))

export interface BankAccountCardProps extends RowCardProps<'bankAccounts'> {
  bankAccount: RowOf<'bankAccounts'>
}

/** A bank account, its IBAN masked until one asks to see it; turns into its form in place. */
export function BankAccountCard({ bankAccount, ...actions }: BankAccountCardProps) {
  const texts = usePersonsTexts()
  const specs = useSpecs(fields)
  const typeSpec = findSpec(specs, 'accountType')
  const type = typeSpec ? valueLabel(typeSpec, bankAccount.accountType) : bankAccount.accountType
  const item = (name: 'accountNumberLast4' | 'bic' | 'iban') => {
    const spec = findSpec(specs, name)
    return spec
      ? [
          {
            label: spec.label,
            value: (
              <FieldValue spec={spec} value={bankAccount[name]} withheld={actions.withheld?.includes(name)} />
            ),
            wide: name === 'iban',
          },
        ]
      : []
  }
  return (
    <EntityCardFrame
      {...actions}
      badges={bankAccount.isPrimary && <Badge variant="default">{texts.primary}</Badge>}
      form={form}
      media={<IconTile icon={Landmark} />}
      name={texts.bankAccount.name(bankAccount.bankName, bankAccount.accountNumberLast4)}
      row={bankAccount}
      subtitle={texts.bankAccount.type(type)}
      title={bankAccount.bankName}
    >
      <FieldList
        items={[
          ...item('iban'),
          ...item('bic'),
          {
            label: texts.bankAccount.number,
            value: <bdi dir="ltr">•••• {bankAccount.accountNumberLast4}</bdi>,
          },
        ]}
      />
    </EntityCardFrame>
  )
}

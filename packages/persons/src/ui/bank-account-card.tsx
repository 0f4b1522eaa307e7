'use client'

import { Badge, EntityCard, FieldList, FieldValue, findSpec, IconTile, valueLabel } from '@throughline/ui'
import { Landmark } from 'lucide-react'
import { personsModel } from '../model/persons-model.ts'
import { BankAccountForm } from './bank-account-form.tsx'
import type { RowCardProps, RowOf } from './row.types.ts'

const { fields } = personsModel.entities.bankAccounts
const typeSpec = findSpec(fields, 'accountType')

export interface BankAccountCardProps extends RowCardProps<'bankAccounts'> {
  bankAccount: RowOf<'bankAccounts'>
}

/** A bank account, its IBAN masked until one asks to see it; turns into its form in place. */
export function BankAccountCard({ bankAccount, ...actions }: BankAccountCardProps) {
  const type = typeSpec ? valueLabel(typeSpec, bankAccount.accountType) : bankAccount.accountType
  const item = (name: 'accountNumberLast4' | 'bic' | 'iban') => {
    const spec = findSpec(fields, name)
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
    <EntityCard
      {...actions}
      badges={bankAccount.isPrimary && <Badge variant="default">Primary</Badge>}
      media={<IconTile icon={Landmark} />}
      name={`account at ${bankAccount.bankName}`}
      renderForm={(form) => <BankAccountForm {...form} />}
      row={bankAccount}
      specs={fields}
      subtitle={`${type} account`}
      title={bankAccount.bankName}
    >
      <FieldList
        items={[
          ...item('iban'),
          ...item('bic'),
          { label: 'Account number', value: `•••• ${bankAccount.accountNumberLast4}` },
        ]}
      />
    </EntityCard>
  )
}

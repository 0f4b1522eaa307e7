'use client'

import { Badge, EntityCard, findSpec, IconTile, Text, useLocale, valueLabel } from '@throughline/ui'
import { Building2, House, type LucideIcon, Package, Receipt } from 'lucide-react'
import { personsModel } from '../model/persons-model.ts'
import { AddressForm } from './address-form.tsx'
import { postalLines } from './postal-address.ts'
import type { RowCardProps, RowOf } from './row.types.ts'

const { fields } = personsModel.entities.addresses
const typeSpec = findSpec(fields, 'type')

const icons = {
  billing: Receipt,
  home: House,
  shipping: Package,
  work: Building2,
} satisfies Record<RowOf<'addresses'>['type'], LucideIcon>

export interface AddressCardProps extends RowCardProps<'addresses'> {
  address: RowOf<'addresses'>
}

/** An address as it stands on an envelope; turns into its form in place. */
export function AddressCard({ address, ...actions }: AddressCardProps) {
  const locale = useLocale()
  const type = typeSpec ? valueLabel(typeSpec, address.type) : address.type
  return (
    <EntityCard
      {...actions}
      badges={address.isPrimary && <Badge variant="default">Primary</Badge>}
      media={<IconTile icon={icons[address.type]} />}
      name={`${type.toLowerCase()} address`}
      renderForm={(form) => <AddressForm {...form} />}
      row={address}
      specs={fields}
      title={type}
    >
      <Text as="address">
        {postalLines(address, locale).map((line) => (
          <Text key={line} as="div">
            {line}
          </Text>
        ))}
      </Text>
    </EntityCard>
  )
}

'use client'

import {
  Badge,
  EntityCardFrame,
  findSpec,
  IconTile,
  Text,
  useLocale,
  useSpecs,
  valueLabel,
  lazyPart,
} from '@throughline/ui'
import { Building2, House, type LucideIcon, Package, Receipt } from 'lucide-react'
import { personsModel } from '../model/persons-model.ts'
import { postalLines } from './postal-address.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { RowCardProps, RowOf } from './row.types.ts'

const { fields } = personsModel.entities.addresses
const form = lazyPart(() => import('./address-form.tsx').then(({ AddressForm }) => AddressForm))

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
  const texts = usePersonsTexts()
  const typeSpec = findSpec(useSpecs(fields), 'type')
  const type = typeSpec ? valueLabel(typeSpec, address.type) : address.type
  return (
    <EntityCardFrame
      {...actions}
      badges={address.isPrimary && <Badge variant="default">{texts.primary}</Badge>}
      form={form}
      media={<IconTile icon={icons[address.type]} />}
      name={texts.address.name(type, address.street)}
      row={address}
      title={type}
    >
      <Text as="address">
        {postalLines(address, locale).map((line) => (
          <Text key={line} as="div">
            {line}
          </Text>
        ))}
      </Text>
    </EntityCardFrame>
  )
}

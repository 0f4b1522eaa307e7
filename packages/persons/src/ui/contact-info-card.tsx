'use client'

import { Badge, EntityCard, findSpec, Icon, IconTile, TextLink, valueLabel } from '@throughline/ui'
import { AtSign, BadgeCheck, IdCard, type LucideIcon, Mail, Phone, Smartphone } from 'lucide-react'
import { personsModel } from '../model/persons-model.ts'
import { ContactInfoForm } from './contact-info-form.tsx'
import { contactLink } from './contact-link.ts'
import type { RowCardProps, RowOf } from './row.types.ts'

const { fields } = personsModel.entities.contactInfos
const typeSpec = findSpec(fields, 'type')

const icons = {
  email: Mail,
  linkedin: IdCard,
  mobile: Smartphone,
  phone: Phone,
  twitter: AtSign,
} satisfies Record<RowOf<'contactInfos'>['type'], LucideIcon>

export interface ContactInfoCardProps extends RowCardProps<'contactInfos'> {
  contactInfo: RowOf<'contactInfos'>
}

/** A way to reach a person, with its link; turns into its form in place. */
export function ContactInfoCard({ contactInfo, ...actions }: ContactInfoCardProps) {
  const { type, value, isPrimary, isVerified } = contactInfo
  const label = typeSpec ? valueLabel(typeSpec, type) : type
  const href = contactLink(contactInfo)
  return (
    <EntityCard
      {...actions}
      badges={
        <>
          {isPrimary && <Badge variant="default">Primary</Badge>}
          <Badge variant={isVerified ? 'secondary' : 'outline'}>
            {isVerified && <Icon icon={BadgeCheck} size="sm" />}
            {isVerified ? 'Verified' : 'Not verified'}
          </Badge>
        </>
      }
      fields={[]}
      media={<IconTile icon={icons[type]} />}
      name={`contact ${value}`}
      renderForm={(form) => <ContactInfoForm {...form} />}
      row={contactInfo}
      specs={fields}
      subtitle={
        href === undefined ? (
          value
        ) : (
          <TextLink href={href} {...(href.startsWith('https:') && { rel: 'noreferrer', target: '_blank' })}>
            {value}
          </TextLink>
        )
      }
      title={label}
    />
  )
}

'use client'

import {
  Badge,
  EntityCardFrame,
  findSpec,
  Icon,
  IconTile,
  TextLink,
  useSpecs,
  valueLabel,
  lazyPart,
} from '@throughline/ui'
import { AtSign, BadgeCheck, IdCard, type LucideIcon, Mail, Phone, Smartphone } from 'lucide-react'
import { personsModel } from '../model/persons-model.ts'
import { contactLink } from './contact-link.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { RowCardProps, RowOf } from './row.types.ts'

const { fields } = personsModel.entities.contactInfos
const form = lazyPart(() => import('./contact-info-form.tsx').then(({ ContactInfoForm }) => ContactInfoForm))

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
  const texts = usePersonsTexts()
  const typeSpec = findSpec(useSpecs(fields), 'type')
  const label = typeSpec ? valueLabel(typeSpec, type) : type
  const href = contactLink(contactInfo)
  return (
    <EntityCardFrame
      {...actions}
      badges={
        <>
          {isPrimary && <Badge variant="default">{texts.primary}</Badge>}
          <Badge variant={isVerified ? 'secondary' : 'outline'}>
            {isVerified && <Icon icon={BadgeCheck} size="sm" />}
            {isVerified ? texts.contactInfo.verified : texts.contactInfo.notVerified}
          </Badge>
        </>
      }
      form={form}
      media={<IconTile icon={icons[type]} />}
      name={texts.contactInfo.name(label, value)}
      row={contactInfo}
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

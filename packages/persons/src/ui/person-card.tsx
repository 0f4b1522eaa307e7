'use client'

import {
  Avatar,
  EntityCardFrame,
  FieldList,
  findSpec,
  FieldValue,
  useLocale,
  formatDateTime,
  useSpecs,
  useTimeZone,
  valueLabel,
  lazyPart,
} from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { RowCardProps, RowOf } from './row.types.ts'
import { ageOn } from './time-span.ts'
import { useToday } from './use-today.ts'

const { fields } = personsModel.entities.persons
const form = lazyPart(() => import('./person-form.tsx').then(({ PersonForm }) => PersonForm))

export interface PersonCardProps extends RowCardProps<'persons'> {
  person: RowOf<'persons'>
  /** The time that the age is told at. */
  now?: Date
  headingLevel?: 2 | 3 | 4
}

/** A person's own data; turns into its form in place. */
export function PersonCard({ person, now, headingLevel, ...actions }: PersonCardProps) {
  const locale = useLocale()
  const timeZone = useTimeZone()
  const name = `${person.firstName} ${person.lastName}`
  const years = ageOn(person.dateOfBirth, useToday(now))
  const texts = usePersonsTexts().person
  const specs = useSpecs(fields)
  const gender = findSpec(specs, 'gender')
  const value = (field: 'dateOfBirth' | 'firstName' | 'lastName') => {
    const spec = findSpec(specs, field)
    return spec && { label: spec.label, value: <FieldValue spec={spec} value={person[field]} /> }
  }
  const items = [
    value('firstName'),
    value('lastName'),
    value('dateOfBirth'),
    gender && { label: gender.label, value: valueLabel(gender, person.gender) },
  ].filter((item) => item !== undefined)
  return (
    <EntityCardFrame
      {...actions}
      deleteDescription={actions.deleteDescription ?? texts.deleteNote}
      headingLevel={headingLevel ?? 3}
      form={form}
      media={<Avatar name={name} />}
      name={name}
      row={person}
      subtitle={
        <span suppressHydrationWarning>
          {texts.ageAndChange(years, formatDateTime(person.updatedAt, locale, timeZone))}
        </span>
      }
      title={name}
    >
      <FieldList items={items} />
    </EntityCardFrame>
  )
}

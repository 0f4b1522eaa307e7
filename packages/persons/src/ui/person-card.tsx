'use client'

import {
  Avatar,
  EntityCard,
  FieldList,
  findSpec,
  FieldValue,
  useLocale,
  formatDateTime,
  valueLabel,
} from '@throughline/ui'
import { personsModel } from '../model/persons-model.ts'
import { PersonForm } from './person-form.tsx'
import type { RowCardProps, RowOf } from './row.types.ts'
import { ageOn } from './time-span.ts'
import { useToday } from './use-today.ts'

const { fields } = personsModel.entities.persons

export interface PersonCardProps extends RowCardProps<'persons'> {
  person: RowOf<'persons'>
  /** The time that the age is told at. */
  now?: Date
  headingLevel?: 2 | 3 | 4
}

/** A person's own data; turns into its form in place. */
export function PersonCard({ person, now, headingLevel, ...actions }: PersonCardProps) {
  const locale = useLocale()
  const name = `${person.firstName} ${person.lastName}`
  const years = ageOn(person.dateOfBirth, useToday(now))
  const gender = findSpec(fields, 'gender')
  const value = (field: 'dateOfBirth' | 'firstName' | 'lastName') => {
    const spec = findSpec(fields, field)
    return spec && { label: spec.label, value: <FieldValue spec={spec} value={person[field]} /> }
  }
  const items = [
    value('firstName'),
    value('lastName'),
    value('dateOfBirth'),
    gender && { label: gender.label, value: valueLabel(gender, person.gender) },
  ].filter((item) => item !== undefined)
  return (
    <EntityCard
      {...actions}
      deleteDescription="Their addresses, bank accounts, contacts and employments are deleted too. This cannot be undone."
      headingLevel={headingLevel ?? 3}
      media={<Avatar name={name} />}
      name={name}
      renderForm={(form) => <PersonForm {...form} />}
      row={person}
      specs={fields}
      subtitle={
        <span suppressHydrationWarning>
          {`${years} years old · Updated ${formatDateTime(person.updatedAt, locale)}`}
        </span>
      }
      title={name}
    >
      <FieldList items={items} />
    </EntityCard>
  )
}

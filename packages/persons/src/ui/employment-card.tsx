'use client'

import { Badge, EntityCard, FieldList, FieldValue, findSpec, IconTile, useLocale } from '@throughline/ui'
import { BriefcaseBusiness } from 'lucide-react'
import { personsModel } from '../model/persons-model.ts'
import { EmploymentForm } from './employment-form.tsx'
import type { RowCardProps, RowOf } from './row.types.ts'
import { formatMonths, formatPeriod, monthsBetween } from './time-span.ts'
import { useToday } from './use-today.ts'

const { fields } = personsModel.entities.employments
const salarySpec = findSpec(fields, 'salary')

export interface EmploymentCardProps extends RowCardProps<'employments'> {
  employment: RowOf<'employments'>
  /** The time that the duration is told at. */
  now?: Date
}

/** A person's time with a company: period, duration and salary; turns into its form in place. */
export function EmploymentCard({ employment, now, ...actions }: EmploymentCardProps) {
  const locale = useLocale()
  const today = useToday(now)
  const { companyName, currency, department, endDate, isCurrent, position, salary, startDate } = employment
  const withheld = actions.withheld?.includes('salary')
  const months = monthsBetween(startDate, endDate ?? today)
  return (
    <EntityCard
      {...actions}
      badges={isCurrent && <Badge variant="default">Current</Badge>}
      media={<IconTile icon={BriefcaseBusiness} />}
      name={`employment at ${companyName}`}
      renderForm={(form) => <EmploymentForm {...form} />}
      row={employment}
      specs={fields}
      subtitle={companyName}
      title={position}
    >
      <FieldList
        items={[
          { label: 'Period', value: formatPeriod(startDate, endDate, locale) },
          { label: 'Duration', value: <span suppressHydrationWarning>{formatMonths(months, locale)}</span> },
          { label: 'Department', value: department },
          {
            label: 'Salary, a year',
            value: salarySpec && (
              <FieldValue currency={currency} spec={salarySpec} value={salary} withheld={withheld} />
            ),
          },
        ]}
      />
    </EntityCard>
  )
}

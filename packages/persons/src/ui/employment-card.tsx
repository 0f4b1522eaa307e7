'use client'

import {
  Badge,
  EntityCardFrame,
  FieldList,
  FieldValue,
  findSpec,
  IconTile,
  useLocale,
  useSpecs,
  lazyPart,
} from '@throughline/ui'
import { BriefcaseBusiness } from 'lucide-react'
import { personsModel } from '../model/persons-model.ts'
import { usePersonsTexts } from './persons-texts.ts'
import type { RowCardProps, RowOf } from './row.types.ts'
import { formatMonths, formatPeriod, monthsBetween } from './time-span.ts'
import { useToday } from './use-today.ts'

const { fields } = personsModel.entities.employments
const form = lazyPart(() => import('./employment-form.tsx').then(({ EmploymentForm }) => EmploymentForm))

export interface EmploymentCardProps extends RowCardProps<'employments'> {
  employment: RowOf<'employments'>
  /** The time that the duration is told at. */
  now?: Date
}

/** A person's time with a company: period, duration and salary; turns into its form in place. */
export function EmploymentCard({ employment, now, ...actions }: EmploymentCardProps) {
  const locale = useLocale()
  const texts = usePersonsTexts().employment
  const specs = useSpecs(fields)
  const [salarySpec, departmentSpec] = [findSpec(specs, 'salary'), findSpec(specs, 'department')]
  const today = useToday(now)
  const { companyName, currency, department, endDate, isCurrent, position, salary, startDate } = employment
  const withheld = actions.withheld?.includes('salary')
  const months = monthsBetween(startDate, endDate ?? today)
  return (
    <EntityCardFrame
      {...actions}
      badges={isCurrent && <Badge variant="default">{texts.current}</Badge>}
      form={form}
      media={<IconTile icon={BriefcaseBusiness} />}
      name={texts.name(position, companyName)}
      row={employment}
      subtitle={companyName}
      title={position}
    >
      <FieldList
        items={[
          { label: texts.period, value: formatPeriod(startDate, endDate, locale, texts.today) },
          {
            label: texts.duration,
            value: <span suppressHydrationWarning>{formatMonths(months, locale)}</span>,
          },
          { label: departmentSpec?.label ?? '', value: department },
          {
            label: texts.salary,
            value: salarySpec && (
              <FieldValue currency={currency} spec={salarySpec} value={salary} withheld={withheld} />
            ),
          },
        ]}
      />
    </EntityCardFrame>
  )
}

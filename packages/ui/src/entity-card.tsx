'use client'

import { EntityCardFrame } from './entity-card-frame.tsx'
import type { EntityCardProps } from './entity-card.types.ts'
import { type FieldValues, findSpec, rowCurrency, visibleSpecs } from './field-specs.ts'
import { useSpecs } from './field-texts.ts'
import { FieldList, FieldValue } from './field-value.tsx'

/** One row: its values, and in their place its form while one edits. */
export function EntityCard<TRow extends object>(props: EntityCardProps<TRow>) {
  const { children = props.fields?.length === 0 ? undefined : <EntityCardFields {...props} /> } = props
  return <EntityCardFrame {...props}>{children}</EntityCardFrame>
}

function EntityCardFields<TRow extends object>({ row, fields, withheld, ...props }: EntityCardProps<TRow>) {
  const specs = useSpecs(props.specs)
  const values: FieldValues = Object.fromEntries(Object.entries(row))
  const shown = fields ? fields.flatMap((name) => findSpec(specs, name) ?? []) : visibleSpecs(specs)
  const currency = rowCurrency(specs, values)
  return (
    <FieldList
      items={shown.map((spec) => ({
        label: spec.label,
        value: (
          <FieldValue
            currency={currency}
            spec={spec}
            value={values[spec.name]}
            withheld={withheld?.includes(spec.name)}
          />
        ),
      }))}
    />
  )
}

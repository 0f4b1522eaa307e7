'use client'

import type { FieldSpec } from '@throughline/schema'
import { useId, type ReactNode } from 'react'
import { Button } from './button.tsx'
import type { FiltersDialogProps } from './filters-dialog.tsx'
import { DialogPopup } from './dialog-popup.tsx'
import { type FieldFilter, filterKind, filterValues, withFilter } from './field-filters.ts'
import { valueLabel } from './field-specs.ts'
import { checkboxClass } from './inputs/boolean-input.tsx'
import { lineClass } from './inputs/control.ts'
import { useUiTexts } from './use-ui-texts.ts'

export function FiltersDialogBody(props: FiltersDialogProps) {
  const { open, onOpenChange, specs, filters, onFiltersChange } = props
  const texts = useUiTexts()
  return (
    <DialogPopup open={open} title={texts.filters.title} onOpenChange={onOpenChange}>
      <div className="tl-reset tl:grid tl:grid-cols-1 tl:gap-4 tl:@md:grid-cols-2">
        {specs.map((spec) => (
          <FilterControl
            key={spec.name}
            filter={filters[spec.name]}
            spec={spec}
            onChange={(filter) => onFiltersChange(withFilter(filters, spec.name, filter))}
          />
        ))}
      </div>
      <div className="tl-reset tl:flex tl:justify-end tl:gap-2">
        <Button variant="ghost" onClick={() => onFiltersChange({})}>
          {texts.filters.clear}
        </Button>
        <Button onClick={() => onOpenChange(false)}>{texts.table.done}</Button>
      </div>
    </DialogPopup>
  )
}

interface ControlProps {
  spec: FieldSpec
  filter: FieldFilter | undefined
  onChange: (filter: FieldFilter | undefined) => void
}

function FilterControl(props: ControlProps) {
  const kind = filterKind(props.spec)
  if (kind === 'contains') return <ContainsControl {...props} />
  if (kind === 'in') return <ValuesControl {...props} />
  return kind === 'range' ? <RangeControl {...props} /> : null
}

function ContainsControl({ spec, filter, onChange }: ControlProps) {
  const { filters } = useUiTexts()
  const id = useId()
  return (
    <Labelled id={id} label={filters.contains(spec.label)}>
      <input
        autoComplete="off"
        className={lineClass}
        id={id}
        type="text"
        value={filter?.kind === 'contains' ? filter.text : ''}
        onChange={({ target: { value } }) =>
          onChange(value === '' ? undefined : { kind: 'contains', text: value })
        }
      />
    </Labelled>
  )
}

function ValuesControl({ spec, filter, onChange }: ControlProps) {
  const texts = useUiTexts()
  const chosen = filter?.kind === 'in' ? filter.values : []
  const toggle = (value: string, on: boolean) => {
    const values = filterValues(spec).filter((each) => (each === value ? on : chosen.includes(each)))
    onChange(values.length === 0 ? undefined : { kind: 'in', values })
  }
  return (
    <fieldset className="tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-1.5">
      <legend className="tl-reset tl:mb-1.5 tl:font-medium">{spec.label}</legend>
      {filterValues(spec).map((value) => (
        <label key={value} className="tl-reset tl:flex tl:cursor-pointer tl:items-center tl:gap-2">
          <input
            checked={chosen.includes(value)}
            className={checkboxClass}
            type="checkbox"
            onChange={(event) => toggle(value, event.target.checked)}
          />
          {spec.kind === 'boolean'
            ? value === 'true'
              ? texts.value.yes
              : texts.value.no
            : valueLabel(spec, value, texts.value)}
        </label>
      ))}
    </fieldset>
  )
}

function RangeControl({ spec, filter, onChange }: ControlProps) {
  const { filters } = useUiTexts()
  const id = useId()
  const range = filter?.kind === 'range' ? filter : undefined
  const type = spec.kind === 'number' ? 'number' : 'date'
  const change = (side: 'from' | 'to', value: string) => {
    const next = { from: range?.from, to: range?.to, [side]: value === '' ? undefined : value }
    onChange(next.from === undefined && next.to === undefined ? undefined : { kind: 'range', ...next })
  }
  return (
    <div className="tl-reset tl:grid tl:grid-cols-2 tl:gap-4 tl:@md:col-span-full">
      {(['from', 'to'] as const).map((side) => (
        <Labelled key={side} id={`${id}-${side}`} label={filters[side](spec.label)}>
          <input
            className={lineClass}
            id={`${id}-${side}`}
            type={type}
            value={range?.[side] ?? ''}
            onChange={(event) => change(side, event.target.value)}
          />
        </Labelled>
      ))}
    </div>
  )
}

function Labelled({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div className="tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-1.5">
      <label className="tl-reset tl:font-medium" htmlFor={id}>
        {label}
      </label>
      {children}
    </div>
  )
}

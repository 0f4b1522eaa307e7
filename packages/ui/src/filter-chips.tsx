'use client'

import type { FieldSpec } from '@throughline/schema'
import { X } from 'lucide-react'
import { type FieldFilter, type FieldFilters, withFilter } from './field-filters.ts'
import { valueLabel } from './field-specs.ts'
import { formatDate, formatNumber } from './format.ts'
import { Icon } from './icon.tsx'
import { useLocale } from './locale.tsx'
import type { UiTexts } from './ui-texts.ts'
import { useUiTexts } from './use-ui-texts.ts'

export interface FilterChipsProps {
  specs: readonly FieldSpec[]
  filters: FieldFilters
  onFiltersChange: (filters: FieldFilters) => void
}

/** The filters that are set, each with a way to take it off; nothing without any. */
export function FilterChips({ specs, filters, onFiltersChange }: FilterChipsProps) {
  const texts = useUiTexts()
  const locale = useLocale()
  const set = specs.flatMap((spec) => {
    const filter = filters[spec.name]
    return filter ? [{ spec, text: describeFilter(spec, filter, texts, locale) }] : []
  })
  if (set.length === 0) return null
  return (
    <ul aria-label={texts.filters.title} className="tl-reset tl:flex tl:flex-wrap tl:gap-1.5 tl:text-sm">
      {set.map(({ spec, text }) => (
        <li
          key={spec.name}
          className="tl-reset tl:inline-flex tl:min-w-0 tl:items-center tl:gap-1 tl:rounded-full tl:bg-secondary tl:py-0.5 tl:pe-1 tl:ps-2.5 tl:text-[0.8125rem] tl:text-secondary-foreground"
        >
          <span className="tl:min-w-0 tl:truncate">{text}</span>
          <button
            aria-label={texts.filters.remove(spec.label)}
            className="tl-reset tl:inline-flex tl:size-6 tl:cursor-pointer tl:items-center tl:justify-center tl:rounded-full tl:text-muted-foreground tl:outline-none tl:hover:text-foreground tl:focus-visible:ring-2 tl:focus-visible:ring-ring"
            type="button"
            onClick={() => onFiltersChange(withFilter(filters, spec.name, undefined))}
          >
            <Icon icon={X} size="sm" />
          </button>
        </li>
      ))}
    </ul>
  )
}

function describeFilter(spec: FieldSpec, filter: FieldFilter, texts: UiTexts, locale: string): string {
  const { label } = spec
  if (filter.kind === 'contains') return texts.filters.has(label, filter.text)
  if (filter.kind === 'in') {
    const words = filter.values.map((value) =>
      spec.kind === 'boolean'
        ? value === 'true'
          ? texts.value.yes
          : texts.value.no
        : valueLabel(spec, value, texts.value),
    )
    return texts.filters.is(label, words.join(', '))
  }
  const read = (text: string) =>
    spec.kind === 'number' ? formatNumber(Number(text), locale) : formatDate(text, locale)
  const { from, to } = filter
  if (from !== undefined && to !== undefined) return texts.filters.between(label, read(from), read(to))
  return from === undefined
    ? texts.filters.until(label, read(to ?? ''))
    : texts.filters.since(label, read(from))
}

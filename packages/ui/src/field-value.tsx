'use client'

import type { FieldKind, FieldMeta, FieldSpec } from '@throughline/schema'
import type { ComponentType, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { valueLabel } from './field-specs.ts'
import {
  countryName,
  currencyName,
  formatDate,
  formatDateTime,
  formatMoney,
  formatNumber,
  toText,
} from './format.ts'
import { TextLink } from './layout.tsx'
import { useLocale } from './locale.tsx'
import { SensitiveValue } from './sensitive-value.tsx'

export interface FieldValueProps {
  spec: FieldSpec
  value: unknown
  /** Code of the currency that an amount is in. */
  currency?: string | undefined
}

type FieldView = ComponentType<FieldValueProps>

function TextView({ value }: FieldValueProps) {
  return toText(value)
}

function DateView({ value }: FieldValueProps) {
  const locale = useLocale()
  const iso = value instanceof Date ? value.toISOString().slice(0, 10) : toText(value)
  return <time dateTime={iso}>{formatDate(value, locale)}</time>
}

function DateTimeView({ value }: FieldValueProps) {
  const locale = useLocale()
  // The reader's time zone is known in the browser alone.
  return (
    <time suppressHydrationWarning dateTime={toText(value)}>
      {formatDateTime(value, locale)}
    </time>
  )
}

function NumberView({ value }: FieldValueProps) {
  return <span className="tl:tabular-nums">{formatNumber(value, useLocale())}</span>
}

function MoneyView({ value, currency }: FieldValueProps) {
  return <span className="tl:tabular-nums">{formatMoney(value, currency, useLocale())}</span>
}

function CountryView({ value }: FieldValueProps) {
  return countryName(toText(value), useLocale())
}

function CurrencyView({ value }: FieldValueProps) {
  return <span title={currencyName(toText(value), useLocale())}>{toText(value)}</span>
}

function EmailView({ value }: FieldValueProps) {
  return <TextLink href={`mailto:${toText(value)}`}>{toText(value)}</TextLink>
}

function UrlView({ value }: FieldValueProps) {
  const text = toText(value)
  // Only http may be followed: a stored `javascript:` address must stay a text.
  if (!/^https?:\/\//i.test(text)) return text
  return (
    <TextLink href={text} rel="noreferrer" target="_blank">
      {text.replace(/^https?:\/\//i, '')}
    </TextLink>
  )
}

function ArrayView({ spec, value }: FieldValueProps) {
  const items = Array.isArray(value) ? value : [value]
  if (items.some((item) => typeof item === 'object' && item !== null))
    return <JsonView spec={spec} value={value} />
  if (items.length === 0) return <NoValue />
  return items
    .map((item) => (spec.element?.kind === 'enum' ? valueLabel(spec, item) : toText(item)))
    .join(', ')
}

function JsonView({ value }: FieldValueProps) {
  if (typeof value !== 'object') return toText(value)
  return (
    <code className="tl-reset tl:font-mono tl:text-xs tl:wrap-anywhere tl:whitespace-pre-wrap">
      {JSON.stringify(value, undefined, 2)}
    </code>
  )
}

const viewsByKind = {
  any: JsonView,
  array: ArrayView,
  boolean: ({ value }) => (value === true ? 'Yes' : 'No'),
  date: DateView,
  enum: ({ spec, value }) => valueLabel(spec, value),
  number: NumberView,
  object: JsonView,
  record: JsonView,
  string: TextView,
} satisfies Record<FieldKind, FieldView>

const viewsByWidget = {
  country: CountryView,
  currency: CurrencyView,
  money: MoneyView,
  textarea: ({ value }) => <span className="tl:whitespace-pre-line">{toText(value)}</span>,
} satisfies Record<NonNullable<FieldMeta['widget']>, FieldView>

const viewsByFormat: Readonly<Record<string, FieldView>> = {
  date: DateView,
  datetime: DateTimeView,
  email: EmailView,
  url: UrlView,
}

function viewFor(spec: FieldSpec): FieldView {
  if (spec.meta.widget) return viewsByWidget[spec.meta.widget]
  if (spec.kind === 'string' && spec.format !== undefined) return viewsByFormat[spec.format] ?? TextView
  return viewsByKind[spec.kind]
}

function NoValue() {
  return (
    <span className="tl:text-muted-foreground">
      <span aria-hidden>–</span>
      <span className="tl:sr-only">None</span>
    </span>
  )
}

/** One value as people read it: dates, amounts, names of countries; sensitive ones masked until asked for. */
export function FieldValue(props: FieldValueProps) {
  const { spec, value } = props
  if (value === null || value === undefined || value === '') return <NoValue />
  if (spec.meta.sensitive) {
    return <SensitiveValue label={spec.label} mask={spec.meta.sensitive.mask} value={toText(value)} />
  }
  const View = viewFor(spec)
  return <View {...props} />
}

export interface FieldListItem {
  /** Unique in its list. */
  label: string
  value: ReactNode
  /** Takes the whole row. */
  wide?: boolean
}

export interface FieldListProps {
  items: readonly FieldListItem[]
  columns?: 1 | 2 | 3
  className?: string
}

const columnClasses = {
  1: '',
  2: 'tl:@xs:grid-cols-2',
  3: 'tl:@xs:grid-cols-2 tl:@xl:grid-cols-3',
}

/** Names and values, as a description list. */
export function FieldList({ items, columns = 2, className }: FieldListProps) {
  return (
    <dl
      className={classNames(
        'tl-reset tl:grid tl:grid-cols-1 tl:gap-x-6 tl:gap-y-3.5',
        columnClasses[columns],
        className,
      )}
    >
      {items.map((item) => (
        <div key={item.label} className={classNames('tl-reset tl:min-w-0', item.wide && 'tl:col-span-full')}>
          <dt className="tl-reset tl:text-xs tl:leading-5 tl:text-muted-foreground">{item.label}</dt>
          <dd className="tl-reset tl:wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}

'use client'

import type { FieldDescription, FieldKind, FieldMeta, FieldSpec } from '@throughline/schema'
import type { ComponentType, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { outputSpec, valueLabel } from './field-specs.ts'
import {
  countryName,
  currencyName,
  formatDate,
  formatDateTime,
  formatMoney,
  formatNumber,
  readableJson,
  toText,
} from './format.ts'
import { TextLink } from './layout.tsx'
import { useLocale } from './locale.tsx'
import { SensitiveValue } from './sensitive-value.tsx'
import { WithheldValue } from './withheld-value.tsx'

export interface FieldValueProps {
  spec: FieldSpec
  value: unknown
  /** Code of the currency that an amount is in. */
  currency?: string | undefined
  /** The server masks the value, or leaves it out: it is shown as given, and cannot be unmasked here. */
  withheld?: boolean | undefined
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

/** A list, a set or a tuple: on one line where its items are, as JSON otherwise. */
function ListView({ spec, value }: FieldValueProps) {
  const locale = useLocale()
  const items: readonly unknown[] = value instanceof Set ? [...value] : Array.isArray(value) ? value : [value]
  if (!items.every(isOneLine)) return <JsonView spec={spec} value={value} />
  if (items.length === 0) return <NoValue />
  return items
    .map((item, index) => itemText(spec, spec.items?.[index] ?? spec.element, item, locale))
    .join(', ')
}

function isOneLine(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date
}

function itemText(
  spec: FieldSpec,
  field: FieldDescription | undefined,
  item: unknown,
  locale: string,
): string {
  if (item === null || item === undefined) return '–'
  if (item instanceof Date) return formatDate(item, locale)
  if (typeof item === 'number' || typeof item === 'bigint') return formatNumber(item, locale)
  const named = typeof item === 'boolean' || field?.kind === 'enum' || field?.kind === 'literal'
  return named ? valueLabel(spec, item) : toText(item)
}

function LiteralView({ spec, value }: FieldValueProps) {
  const locale = useLocale()
  const labelled = spec.meta.valueLabels?.[String(value)] !== undefined
  return typeof value === 'number' && !labelled ? formatNumber(value, locale) : valueLabel(spec, value)
}

function MapView({ spec, value }: FieldValueProps) {
  return value instanceof Map && value.size === 0 ? <NoValue /> : <JsonView spec={spec} value={value} />
}

/** What may be of several kinds, by what it is. */
function AnyView({ spec, value }: FieldValueProps) {
  if (value instanceof Date) return <DateTimeView spec={spec} value={value} />
  if (typeof value === 'boolean') return valueLabel(spec, value)
  if (typeof value === 'number' || typeof value === 'bigint') return <NumberView spec={spec} value={value} />
  if (Array.isArray(value) || value instanceof Set) return <ListView spec={spec} value={value} />
  return <MapView spec={spec} value={value} />
}

function JsonView({ value }: FieldValueProps) {
  if (typeof value !== 'object') return toText(value)
  return (
    <code className="tl-reset tl:font-mono tl:text-xs tl:wrap-anywhere tl:whitespace-pre-wrap">
      {readableJson(value, 2)}
    </code>
  )
}

const viewsByKind = {
  any: AnyView,
  array: ListView,
  bigint: NumberView,
  boolean: ({ value }) => (value === true ? 'Yes' : 'No'),
  date: DateView,
  enum: ({ spec, value }) => valueLabel(spec, value),
  lazy: AnyView,
  literal: LiteralView,
  map: MapView,
  number: NumberView,
  object: JsonView,
  record: JsonView,
  set: ListView,
  string: TextView,
  tuple: ListView,
  union: AnyView,
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

/** One value as people read it: dates, amounts, names of countries; sensitive ones masked until asked for, withheld ones as given. */
export function FieldValue(props: FieldValueProps) {
  const { value } = props
  const spec = outputSpec(props.spec)
  if (props.withheld) return <WithheldValue value={value} />
  if (value === null || value === undefined || value === '') return <NoValue />
  if (spec.meta.sensitive) {
    return <SensitiveValue label={spec.label} mask={spec.meta.sensitive.mask} value={toText(value)} />
  }
  const View = viewFor(spec)
  return <View {...props} spec={spec} />
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

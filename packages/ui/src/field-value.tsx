'use client'

import type { FieldKind, FieldMeta, FieldSpec } from '@throughline/schema'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { outputSpec, valueLabel } from './field-specs.ts'
import {
  countryName,
  currencyName,
  formatDate,
  formatMoney,
  formatNumber,
  readableJson,
  toText,
} from './format.ts'
import { DateTime } from './date-time.tsx'
import { TextLink } from './layout.tsx'
import { useLocale } from './locale.tsx'
import { SensitiveValue } from './sensitive-value.tsx'
import { useTexts } from './texts.ts'
import { type ValueTexts, valueTexts } from './value-texts.ts'
import { WithheldValue } from './withheld-value.tsx'

export interface FieldValueProps {
  spec: FieldSpec
  value: unknown
  /** Code of the currency that an amount is in. */
  currency?: string | undefined
  /** The server masks the value, or leaves it out: it is shown as given, and cannot be unmasked here. */
  withheld?: boolean | undefined
}

/** A value, and what it is read with. */
interface View extends Pick<FieldValueProps, 'currency' | 'spec' | 'value'> {
  readonly locale: string
  readonly texts: ValueTexts
}

type FieldView = (view: View) => ReactNode

const textView: FieldView = ({ value }) => toText(value)

const dateView: FieldView = ({ value, locale }) => (
  <time dateTime={value instanceof Date ? value.toISOString().slice(0, 10) : toText(value)}>
    {formatDate(value, locale)}
  </time>
)

const dateTimeView: FieldView = ({ value, locale }) => <DateTime locale={locale} value={value} />

const figure = (text: string) => <span className="tl:tabular-nums">{text}</span>

const numberView: FieldView = ({ value, locale }) => figure(formatNumber(value, locale))

/** A list, a set or a tuple: on one line where its items are, as JSON otherwise. */
const listView: FieldView = (view) => {
  const { spec, value, texts } = view
  const items: readonly unknown[] = value instanceof Set ? [...value] : Array.isArray(value) ? value : [value]
  if (items.length === 0) return noValue(texts)
  return items.every(isOneLine)
    ? items.map((item, index) => itemText(view, item, (spec.items?.[index] ?? spec.element)?.kind)).join(', ')
    : jsonView(view)
}

function isOneLine(value: unknown): boolean {
  return typeof value !== 'object' || value === null || value instanceof Date
}

function itemText({ spec, locale, texts }: View, item: unknown, kind: FieldKind | undefined): string {
  if (item === null || item === undefined) return '–'
  if (item instanceof Date) return formatDate(item, locale)
  return typeof item === 'boolean' || kind === 'enum' || kind === 'literal'
    ? valueLabel(spec, item, texts)
    : formatNumber(item, locale)
}

/** One of a few values, by its name; an unnamed number as a number. */
const labelView: FieldView = ({ spec, value, locale, texts }) => {
  const named = typeof value !== 'number' || spec.meta.valueLabels?.[String(value)] !== undefined
  return named ? valueLabel(spec, value, texts) : formatNumber(value, locale)
}

/** What may be of several kinds, by what it is. */
const anyView: FieldView = (view) => {
  const { value } = view
  if (value instanceof Date) return dateTimeView(view)
  if (typeof value === 'boolean') return labelView(view)
  if (typeof value === 'number' || typeof value === 'bigint') return numberView(view)
  return (Array.isArray(value) || value instanceof Set ? listView : jsonView)(view)
}

const jsonView: FieldView = ({ value, texts }) => {
  if (value instanceof Map && value.size === 0) return noValue(texts)
  if (typeof value !== 'object') return toText(value)
  return (
    <code dir="ltr" className="tl-reset tl:font-mono tl:text-xs tl:wrap-anywhere tl:whitespace-pre-wrap">
      {readableJson(value, 2)}
    </code>
  )
}

const viewsByKind = {
  any: anyView,
  array: listView,
  bigint: numberView,
  boolean: ({ value, texts }) => (value === true ? texts.yes : texts.no),
  date: dateView,
  enum: labelView,
  lazy: anyView,
  literal: labelView,
  map: jsonView,
  number: numberView,
  object: jsonView,
  record: jsonView,
  set: listView,
  string: textView,
  tuple: listView,
  union: anyView,
} satisfies Record<FieldKind, FieldView>

const viewsByWidget = {
  country: ({ value, locale }) => countryName(toText(value), locale),
  currency: ({ value, locale }) => <span title={currencyName(toText(value), locale)}>{toText(value)}</span>,
  money: ({ value, currency, locale }) => figure(formatMoney(value, currency, locale)),
  textarea: ({ value }) => <span className="tl:whitespace-pre-line">{toText(value)}</span>,
} satisfies Record<NonNullable<FieldMeta['widget']>, FieldView>

const viewsByFormat: Readonly<Record<string, FieldView>> = {
  date: dateView,
  datetime: dateTimeView,
  email: ({ value }) => <TextLink href={`mailto:${toText(value)}`}>{toText(value)}</TextLink>,
  url({ value }) {
    const text = toText(value)
    const shown = text.replace(/^https?:\/\//i, '')
    // Only http may be followed: a stored `javascript:` address must stay a text.
    if (shown === text) return text
    return (
      <TextLink href={text} rel="noreferrer" target="_blank">
        {shown}
      </TextLink>
    )
  },
}

function viewFor({ meta, kind, format = '', input }: FieldSpec): FieldView {
  if (meta.widget) return viewsByWidget[meta.widget]
  // What is written as a moment is read as one.
  if (kind === 'date' && input?.format === 'datetime') return dateTimeView
  return (kind === 'string' && viewsByFormat[format]) || viewsByKind[kind]
}

const noValue = ({ none }: ValueTexts) => (
  <span className="tl:text-muted-foreground">
    <span aria-hidden>–</span>
    <span className="tl:sr-only">{none}</span>
  </span>
)

/** One value as people read it: dates, amounts, names of countries; sensitive ones masked until asked for, withheld ones as given. */
export function FieldValue({ spec: given, value, currency, withheld }: FieldValueProps) {
  const locale = useLocale()
  const texts = useTexts(valueTexts)
  const spec = outputSpec(given)
  if (withheld) return <WithheldValue value={value} />
  if (value === null || value === undefined || value === '') return noValue(texts)
  if (spec.meta.sensitive) {
    const text = toText(value)
    // Where another value comes into its place, that one is masked.
    return <SensitiveValue key={text} label={spec.label} mask={spec.meta.sensitive.mask} value={text} />
  }
  return viewFor(spec)({ spec, value, currency, locale, texts })
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

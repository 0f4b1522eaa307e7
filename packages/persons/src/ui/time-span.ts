import { formatDate } from '@throughline/ui'

/** Whole months from one ISO date to another; never negative. */
export function monthsBetween(start: string, end: string): number {
  const [from, to] = [new Date(start), new Date(end)]
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
  return Math.max(0, months - (to.getUTCDate() < from.getUTCDate() ? 1 : 0))
}

/** Age in whole years on a day; both ISO dates. */
export function ageOn(dateOfBirth: string, day: string): number {
  return Math.floor(monthsBetween(dateOfBirth, day) / 12)
}

/** `2019-03-01` and null → `Mar 2019 – today`; `today` in the language of the locale. */
export function formatPeriod(start: string, end: string | null, locale: string, today: string): string {
  const month = (date: string) => formatDate(date, locale, { month: 'short', year: 'numeric' })
  return `${month(start)} – ${end === null ? today : month(end)}`
}

/** 75 months → `6 yrs, 3 mths`; less than a month is one. */
export function formatMonths(months: number, locale: string): string {
  const unit = (value: number, name: 'month' | 'year') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
  const [years, rest] = [Math.floor(months / 12), months % 12]
  if (years === 0) return unit(Math.max(1, rest), 'month')
  return rest === 0 ? unit(years, 'year') : `${unit(years, 'year')}, ${unit(rest, 'month')}`
}

/** The calendar day where the reader is, as an ISO date. */
export function dayOf(now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 10)
}

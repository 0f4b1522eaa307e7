/** What stands for a value in a text when nothing better is known: itself, an object as JSON, nothing for none. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString()
  return value === null ? '' : readableJson(value)
}

/** A value as JSON for people to read, whatever is in it: sets as lists, maps as objects or pairs, bigints as digits. */
export function readableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_name, item: unknown) => readable(item), indent) ?? ''
}

function readable(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Set) return [...value]
  if (!(value instanceof Map)) return value
  const named = [...value.keys()].every((key) => ['bigint', 'number', 'string'].includes(typeof key))
  return named ? Object.fromEntries(value) : [...value]
}

/** `prefer_not_to_say` → `Prefer not to say`: how a value of an enum reads. */
export function humanize(value: string): string {
  const words = value
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter(Boolean)
    .join(' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Parses `2026-11-21` (a day, in UTC), an ISO date-time or a `Date`; undefined for anything else. */
function toDate(value: unknown): Date | undefined {
  if (!(value instanceof Date) && typeof value !== 'string') return undefined
  const date = new Date(value)
  return Number.isNaN(date.getTime()) ? undefined : date
}

type Format<TOptions, TFormat> = new (locale: string, options: TOptions) => TFormat
const formats = new Map<string, unknown>()

/** The one format of its kind: to make one takes longer than to use it a hundred times. */
function formatOf<TOptions, TFormat>(
  kind: Format<TOptions, TFormat>,
  locale: string,
  options: TOptions,
): TFormat {
  const key = kind.name + locale + JSON.stringify(options)
  if (!formats.has(key)) formats.set(key, new kind(locale, options))
  // Sound: the key names the kind.
  return formats.get(key) as TFormat
}

/** A calendar day such as `2026-11-21`, in words; the day is the same in every time zone. */
export function formatDate(value: unknown, locale: string, options?: Intl.DateTimeFormatOptions): string {
  const date = toDate(value)
  if (!date) return toText(value)
  const form = options ?? { day: 'numeric', month: 'short', year: 'numeric' }
  return formatOf(Intl.DateTimeFormat, locale, { ...form, timeZone: 'UTC' }).format(date)
}

/** An ISO date-time in the reader's time zone, or in one by its IANA name. */
export function formatDateTime(value: unknown, locale: string, timeZone?: string): string {
  const date = toDate(value)
  if (!date) return toText(value)
  return formatOf(Intl.DateTimeFormat, locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    date,
  )
}

export function formatNumber(value: unknown, locale: string): string {
  if (typeof value !== 'number' && typeof value !== 'bigint') return toText(value)
  return formatOf(Intl.NumberFormat, locale, { maximumFractionDigits: 20 }).format(value)
}

/** An amount in its currency; with the bare number where the currency's code is missing or not well formed. */
export function formatMoney(value: unknown, currency: string | undefined, locale: string): string {
  if (typeof value !== 'number') return toText(value)
  if (currency === undefined || !/^[A-Z]{3}$/.test(currency)) {
    return [formatNumber(value, locale), currency].filter(Boolean).join(' ')
  }
  const format = formatOf(Intl.NumberFormat, locale, {
    style: 'currency',
    currency,
    ...(Number.isInteger(value) && { maximumFractionDigits: 0, minimumFractionDigits: 0 }),
  })
  return format.format(value)
}

function displayName(type: 'currency' | 'region', code: string, locale: string): string {
  try {
    return formatOf(Intl.DisplayNames, locale, { type }).of(code) ?? code
  } catch {
    return code
  }
}

/** `DE` → `Germany`; the code itself where it is unknown. */
export function countryName(code: string, locale: string): string {
  return displayName('region', code, locale)
}

/** `EUR` → `Euro`; the code itself where it is unknown. */
export function currencyName(code: string, locale: string): string {
  return displayName('currency', code, locale)
}

/** `DE89370400440532013000` → `DE89 3704 0044 0532 0130 00`. */
export function formatIban(iban: string): string {
  return iban.replaceAll(/\s/g, '').replaceAll(/(.{4})(?=.)/g, '$1 ')
}

const masks = {
  /** Country and last four characters stay; the shape says nothing of the length. */
  iban: (value: string) => {
    const compact = value.replaceAll(/\s/g, '')
    return compact.length < 10 ? '••••' : `${compact.slice(0, 2)}•• •••• •••• ${compact.slice(-4)}`
  },
  all: () => '••••••••',
}

/** The kinds of mask that a field's `sensitive.mask` names. */
export type Mask = keyof typeof masks

/** A sensitive value as it is shown before one asks to see it. */
export function maskValue(value: unknown, mask: Mask): string {
  return masks[mask](toText(value))
}

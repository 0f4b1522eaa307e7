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

/** A calendar day such as `2026-11-21`, in words; the day is the same in every time zone. */
export function formatDate(value: unknown, locale: string, options?: Intl.DateTimeFormatOptions): string {
  const date = toDate(value)
  if (!date) return toText(value)
  const form = options ?? { day: 'numeric', month: 'short', year: 'numeric' }
  return new Intl.DateTimeFormat(locale, { ...form, timeZone: 'UTC' }).format(date)
}

/** An ISO date-time in the reader's time zone. */
export function formatDateTime(value: unknown, locale: string): string {
  const date = toDate(value)
  if (!date) return toText(value)
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(date)
}

export function formatNumber(value: unknown, locale: string): string {
  if (typeof value !== 'number' && typeof value !== 'bigint') return toText(value)
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value)
}

/** An amount in its currency; with the bare number where the currency's code is missing or not well formed. */
export function formatMoney(value: unknown, currency: string | undefined, locale: string): string {
  if (typeof value !== 'number') return toText(value)
  if (currency === undefined || !/^[A-Z]{3}$/.test(currency)) {
    return [formatNumber(value, locale), currency].filter(Boolean).join(' ')
  }
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    ...(Number.isInteger(value) && { maximumFractionDigits: 0, minimumFractionDigits: 0 }),
  })
  return format.format(value)
}

function displayName(type: 'currency' | 'region', code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type }).of(code) ?? code
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

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

/** `12 sec. ago`, from `time` to `now` (both in milliseconds); never in the future. */
export function formatRelativeTime(time: number, now: number, locale: string): string {
  const seconds = Math.max(0, Math.round((now - time) / 1000))
  if (seconds < 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second')
  const [unit, size] = steps.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' }).format(
    -Math.floor(seconds / size),
    unit,
  )
}

/**
 * Reads a number as people type it in this locale, its group separators included.
 *
 * Undefined for an empty text; the text itself where it is no number, so that a schema can refuse it.
 */
export function parseNumber(text: string, locale: string): number | string | undefined {
  const digits = plainDigits(text, locale)
  if (digits === '') return undefined
  return digits !== undefined && /^-?(\d+\.?\d*|\.\d+)$/.test(digits) ? Number(digits) : text
}

/** Reads a whole number of any size, as {@link parseNumber} does. */
export function parseBigint(text: string, locale: string): bigint | string | undefined {
  const digits = plainDigits(text, locale)
  if (digits === '') return undefined
  return digits !== undefined && /^-?\d+$/.test(digits) ? BigInt(digits) : text
}

/** A number's digits without groups, with a point; undefined where its parts do not fit together. */
function plainDigits(text: string, locale: string): string | undefined {
  const trimmed = text.replaceAll(/[\s\u00A0\u202F]/g, '')
  if (trimmed === '') return ''
  const { group, decimal } = separators(locale)
  const plain = trimmed.replaceAll('−', '-')
  const [whole = '', fraction, ...rest] = plain.split(decimal)
  const groups = whole.replace(/^[+-]/, '').split(group)
  const grouped = groups.length === 1 || groups.slice(1).every((part) => /^\d{3}$/.test(part))
  if (rest.length > 0 || !grouped) return undefined
  return `${whole.startsWith('-') ? '-' : ''}${groups.join('')}${fraction === undefined ? '' : `.${fraction}`}`
}

function separators(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: 'always' }).formatToParts(-12_345.6)
  const find = (type: string) => parts.find((part) => part.type === type)?.value
  // A group separator that is a space is gone already with the other white space.
  return { group: find('group')?.trim() || ' ', decimal: find('decimal') ?? '.' }
}

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

/** Digits of the largest safe integer. */
const digits = 16
/** Digits of the number of a bigint's digits: more than a key has room for. */
const lengthDigits = 4

/**
 * Writes a value as text of which DynamoDB's order (by bytes of UTF-8) is that of the values.
 *
 * - Text, and `true` and `false`, as they are.
 * - A number as its 16 digits, filled up with zeros, and its fraction: 42 is `0000000000000042`, 0.5 is
 *   `0000000000000000.5`. A negative one has a minus, each digit as what it lacks to 9, and `~`: −42 is
 *   `-9999999999999957~`. ElectroDB's `padding` makes the same text of a whole number from 0 on.
 * - A bigint as the number of its digits and the digits, a negative one likewise: 42n is `+0002:42`.
 * - A date as its ISO text; before the year 0 and after 9999, where these do not sort, with its milliseconds.
 *
 * Two values of one type have the same text where they are equal, and only there. Numbers are at most ±(2^53 − 1).
 */
export function keyText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'bigint') return bigintText(value)
  if (value instanceof Date) return dateText(value)
  return String(value)
}

function numberText(value: number): string {
  const [whole = '', fraction] = plainDigits(Math.abs(value)).split('.')
  const text = whole.padStart(digits, '0') + (fraction === undefined ? '' : `.${fraction}`)
  return value < 0 ? `-${complement(text)}~` : text
}

/** The shortest decimal that is this number, without an exponent. */
function plainDigits(value: number): string {
  const text = String(value)
  const [mantissa = '', exponent] = text.split('e-')
  return exponent === undefined ? text : `0.${'0'.repeat(Number(exponent) - 1)}${mantissa.replace('.', '')}`
}

function bigintText(value: bigint): string {
  const text = String(value < 0n ? -value : value)
  const counted = `${String(text.length).padStart(lengthDigits, '0')}:${text}`
  return value < 0n ? `!${complement(counted)}` : `+${counted}`
}

function dateText(value: Date): string {
  const text = value.toISOString()
  // `-` sorts before digits and `:` after them.
  if (text.startsWith('-')) return numberText(value.getTime())
  return text.startsWith('+') ? `:${numberText(value.getTime())}` : text
}

function complement(text: string): string {
  return text.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))
}

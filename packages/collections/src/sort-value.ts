import { hashOf } from './values.ts'

/** What a field is sorted by: numbers and dates by size, text without case and diacritics; `null` for nothing. */
export type SortValue = bigint | number | string | null

// oxlint-disable-next-line no-control-regex -- the whole of ASCII is meant
const ascii = /^[\u0000-\u007F]*$/
const marks = /\p{M}/gu
/** Letters that have no decomposition. */
const plain: Readonly<Record<string, string>> = {
  æ: 'ae',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  þ: 'th',
}
const letters = new RegExp(`[${Object.keys(plain).join('')}]`, 'g')

/** Text as people look for it in a list: `Ärger` → `arger`, `Łukasz` → `lukasz`. */
export function foldText(text: string): string {
  const lower = text.toLowerCase()
  if (ascii.test(lower)) return lower
  return lower
    .normalize('NFKD')
    .replaceAll(marks, '')
    .replaceAll(letters, (letter) => plain[letter] ?? letter)
}

export function toSortValue(value: unknown): SortValue {
  if (typeof value === 'string') return value === '' ? null : foldText(value)
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (typeof value === 'bigint') return value
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Date) return value.getTime()
  return value === undefined || value === null ? null : hashOf(value)
}

/** Orders two values of one field: numbers before text, and nothing last in either direction. */
export function compareSortValues(
  left: SortValue,
  right: SortValue,
  direction: 'asc' | 'desc' = 'asc',
): number {
  if (left === right) return 0
  if (left === null) return 1
  if (right === null) return -1
  const isText = typeof left === 'string'
  const isBefore = isText === (typeof right === 'string') ? left < right : !isText
  return isBefore === (direction === 'asc') ? -1 : 1
}

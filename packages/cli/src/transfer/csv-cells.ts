import type { Column } from './row-codec.ts'

/**
 * A value as a cell: a text as it is, all else as JSON, and nothing for a value that is absent.
 *
 * A text that would read as something else, such as `null` or an empty one, is written as JSON too.
 */
export function toCell(value: unknown, { isText }: Column): string {
  if (value === undefined) return ''
  if (isText && typeof value === 'string' && value !== '' && value !== 'null' && !value.startsWith('"'))
    return value
  return JSON.stringify(value)
}

/** The value of a cell; `undefined` for an empty one. @throws {SyntaxError} for what is no JSON where JSON is needed. */
export function fromCell(cell: string, { isText }: Column): unknown {
  if (cell === '') return undefined
  if (isText && cell !== 'null' && !cell.startsWith('"')) return cell
  return JSON.parse(cell)
}

/** A line of CSV (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) || cell.trim() !== cell ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`
}

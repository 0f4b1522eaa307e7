import { toText } from '../format.ts'

/** A column of a CSV file that is written. */
export interface CsvColumn<TRow> {
  readonly label: string
  readonly value: (row: TRow) => unknown
}

/** What a CSV file holds. */
export interface CsvTable {
  readonly header: readonly string[]
  /** As long as the header each. */
  readonly rows: readonly (readonly string[])[]
}

/**
 * Writes rows as CSV (RFC 4180, with a byte order mark, which spreadsheets need to read letters right).
 *
 * A text that a spreadsheet would run as a formula gets a `'` in front; `readCsv` takes it off again.
 */
export async function toCsv<TRow>(
  columns: readonly CsvColumn<TRow>[],
  rows: readonly TRow[],
): Promise<string> {
  const { unparse } = (await import('papaparse')).default
  const data = rows.map((row) => columns.map(({ value }) => guarded(csvValue(value(row)))))
  return `\uFEFF${unparse({ fields: columns.map(({ label }) => label), data })}`
}

function csvValue(value: unknown): string {
  return value === undefined ? '' : toText(value)
}

const formula = /^[=+\-@\t\r]/

function guarded(text: string): string {
  // A plain number is none, whatever its sign.
  return formula.test(text) && !/^[+-]?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text
}

function unguarded(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text
}

/** Reads CSV with whatever separates its columns: a comma, a semicolon, a tab. @throws {Error} where it is none. */
export async function readCsv(text: string): Promise<CsvTable> {
  const { parse } = (await import('papaparse')).default
  const { data, errors } = parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: 'greedy' })
  const broken = errors.find(({ type }) => type === 'Quotes')
  if (broken) throw new Error(broken.message)
  const [header = [], ...rows] = data
  const names = header.map((name) => unguarded(name.trim()))
  return {
    header: names,
    rows: rows.map((row) => names.map((_name, index) => unguarded((row[index] ?? '').trim()))),
  }
}

/** Hands a text to the user as a file. */
export function downloadText(name: string, text: string, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

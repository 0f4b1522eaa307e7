import type { FieldSpec } from '@throughline/schema'
import type { FormIssue } from '../error-message.ts'
import { emptyValue, inputSpec, isSwitch } from '../form-values.ts'
import { valueLabel } from '../field-specs.ts'
import { type IssueTexts, readableIssues } from '../form-issues.ts'
import { parseNumber } from '../parse-number.ts'
import { type StandardSchema, validate } from '../standard-schema.ts'
import type { ValueTexts } from '../value-texts.ts'
import type { CsvTable } from './csv.ts'

/** Index of the column for each field, by name. */
export type CsvMapping = Readonly<Record<string, number | undefined>>

/** A row that may be imported, and one that may not. */
export interface CheckedRows {
  /** As the schema makes them. */
  readonly valid: readonly object[]
  readonly faulty: readonly FaultyRow[]
}

export interface FaultyRow {
  /** The line in the file, the header being 1, where no value holds line breaks. */
  readonly line: number
  readonly issues: readonly FormIssue[]
}

/** Finds for each field the column that has its name or its label. */
export function guessMapping(specs: readonly FieldSpec[], header: readonly string[]): CsvMapping {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  const columns = header.map(plain)
  return Object.fromEntries(
    specs.map(({ name, label }) => {
      const index = columns.findIndex((column) => column === plain(label) || column === plain(name))
      return [name, index < 0 ? undefined : index]
    }),
  )
}

interface ReadOptions {
  readonly locale: string
  readonly words: Pick<ValueTexts, 'no' | 'none' | 'yes'>
}

/** What a cell's text stands for in a field; a text that stands for nothing stays one, for the schema to refuse. */
function cellValue(given: FieldSpec, text: string, { locale, words }: ReadOptions): unknown {
  const spec = inputSpec(given)
  if (text === '') return emptyValue(spec)
  if (spec.kind === 'number') return numberOf(text, locale)
  if (isSwitch(spec)) return booleanOf(text, words)
  if (spec.kind === 'enum') return choiceOf(spec, text, words)
  if (spec.kind === 'string' && spec.format === 'date') return dayOf(text)
  return text
}

function numberOf(text: string, locale: string): unknown {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : parseNumber(text, locale)
}

function booleanOf(text: string, { yes, no }: ReadOptions['words']): unknown {
  const word = text.toLowerCase()
  if (['true', '1', 'yes', 'x', yes.toLowerCase()].includes(word)) return true
  return ['false', '0', 'no', no.toLowerCase()].includes(word) ? false : text
}

function choiceOf(spec: FieldSpec, text: string, words: ReadOptions['words']): unknown {
  const { values = [] } = spec
  const found = values.find((value) =>
    [value, valueLabel(spec, value, words)].some((name) => name.toLowerCase() === text.toLowerCase()),
  )
  return found ?? text
}

/** `17.05.1990` → `1990-05-17`; other forms stay as they are. */
function dayOf(text: string): string {
  const { day, month, year } = /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/.exec(text)?.groups ?? {}
  if (day === undefined || month === undefined || year === undefined) return text
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

interface CheckOptions extends ReadOptions {
  readonly specs: readonly FieldSpec[]
  readonly schema: StandardSchema
  readonly mapping: CsvMapping
  /** The values of a row that the file does not have, such as its id. */
  readonly defaults: () => object
  readonly say: IssueTexts
  readonly signal: AbortSignal
}

/** Rows that are checked before the page gets its turn. */
const chunk = 200

/** Checks each row of a file by the schema; gives the page its turn between. */
export async function checkRows({ rows }: CsvTable, options: CheckOptions): Promise<CheckedRows> {
  const { specs, schema, mapping, defaults, say, signal } = options
  const valid: object[] = []
  const faulty: FaultyRow[] = []
  for (const [index, row] of rows.entries()) {
    if (index % chunk === chunk - 1) {
      await new Promise((resolve) => {
        setTimeout(resolve)
      })
      signal.throwIfAborted()
    }
    const cells = specs.flatMap((spec): [string, unknown][] => {
      const column = mapping[spec.name]
      return column === undefined ? [] : [[spec.name, cellValue(spec, row[column] ?? '', options)]]
    })
    const values = { ...defaults(), ...Object.fromEntries(cells) }
    const result = await validate(schema, values)
    if (result.issues)
      faulty.push({ line: index + 2, issues: readableIssues(specs, values, result.issues, say) })
    // Sound: the schema is an object's, and has just accepted it.
    else valid.push(result.value as object)
  }
  return { valid, faulty }
}

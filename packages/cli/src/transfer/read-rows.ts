import type { Readable } from 'node:stream'
import { type Info, parse } from 'csv-parse'
import { isPlainObject } from '@throughline/schema/adapter'
import { CliError } from '../cli-error.ts'
import { fromCell } from './csv-cells.ts'
import type { Source } from './format.ts'
import { type Position, readBytes, readError, readLines } from './read-lines.ts'
import type { Column, RowCodec } from './row-codec.ts'

/** A record of a file: a row, or what is there instead. */
export interface FileRow {
  readonly entity: string
  /** The values that a row has in memory; empty where the record is none. */
  readonly row: Readonly<Record<string, unknown>>
  /** What was read, for the file of rejects. */
  readonly raw: unknown
  /** Why it is no row. */
  readonly problem?: string
  /** Where it ends. */
  readonly at: Position
}

type CodecOf = (entity: string) => RowCodec

/** Reads the records of one file from a place on. */
export function readRows(
  source: Source,
  from: Position,
  codecOf: CodecOf,
  signal: AbortSignal,
): AsyncGenerator<FileRow> {
  return source.format === 'csv'
    ? readCsv(source.file, source.entity ?? '', from, codecOf, signal)
    : readNdjson(source.file, from, codecOf, signal)
}

async function* readNdjson(
  file: string,
  from: Position,
  codecOf: CodecOf,
  signal: AbortSignal,
): AsyncGenerator<FileRow> {
  for await (const { text, number, end } of readLines(file, from, signal)) {
    const at = { bytes: end, lines: number }
    if (text.trim() === '') continue
    yield { ...jsonRow(text, codecOf), at }
  }
}

function jsonRow(text: string, codecOf: CodecOf): Omit<FileRow, 'at'> {
  let raw: unknown = text
  try {
    raw = JSON.parse(text)
  } catch {
    return { entity: '', row: {}, raw, problem: 'The line is no JSON.' }
  }
  if (!isPlainObject(raw) || typeof raw['entity'] !== 'string' || !isPlainObject(raw['row'])) {
    return { entity: '', row: {}, raw, problem: 'The line is not of the form {"entity":"…","row":{…}}.' }
  }
  const { entity, row } = raw
  try {
    return { entity, row: codecOf(entity).decode(row), raw }
  } catch (error) {
    return { entity, row: {}, raw, problem: error instanceof Error ? error.message : String(error) }
  }
}

interface Parsed {
  readonly info: Info
  readonly record: string[]
}

async function* readCsv(
  file: string,
  entity: string,
  from: Position,
  codecOf: CodecOf,
  signal: AbortSignal,
): AsyncGenerator<FileRow> {
  const codec = codecOf(entity)
  const header = await headerOf(file, entity, codec, signal)
  const start = from.bytes === 0 ? header.at : from
  for await (const { info, record } of records(await readBytes(file, start.bytes, signal), file)) {
    const at = { bytes: start.bytes + info.bytes, lines: start.lines + info.lines }
    if (record.length === 1 && record[0] === '') continue
    yield { ...csvRow(entity, header.columns, record, codec), at }
  }
}

async function* records(stream: Readable, file: string): AsyncGenerator<Parsed> {
  const parser = parse({ info: true, relax_column_count: true, skip_empty_lines: false })
  stream.once('error', (error) => parser.destroy(error))
  try {
    // Sound: with `info`, a record comes with where it ends.
    yield* stream.pipe(parser) as unknown as AsyncIterable<Parsed>
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) {
      throw new CliError(
        'failed',
        `${file} is no CSV: ${error.message}`,
        'Correct the file; quotes in a quoted cell are doubled.',
        { cause: error },
      )
    }
    throw readError(file, error)
  }
}

async function headerOf(
  file: string,
  entity: string,
  codec: RowCodec,
  signal: AbortSignal,
): Promise<{ columns: Column[]; at: Position }> {
  const stream = await readBytes(file, 0, signal)
  try {
    for await (const { info, record } of records(stream, file)) {
      // The mark that some programs begin a file with is no part of a name.
      const names = record.map((name, index) => (index === 0 ? name.replace(/^\uFEFF/, '') : name).trim())
      const columns = names.map((name) => codec.columns.find((column) => column.name === name))
      const unknown = names.find((_, index) => !columns[index])
      if (unknown !== undefined) {
        throw new CliError(
          'failed',
          `${file} has a column "${unknown}", and ${entity} has no such field.`,
          `Name the columns by: ${codec.columns.map(({ name }) => name).join(', ')}.`,
        )
      }
      return {
        columns: columns.filter((column) => column !== undefined),
        at: { bytes: info.bytes, lines: info.lines },
      }
    }
  } finally {
    stream.destroy()
  }
  throw new CliError('failed', `${file} is empty.`, 'Its first line names the columns.')
}

function csvRow(
  entity: string,
  columns: readonly Column[],
  record: readonly string[],
  codec: RowCodec,
): Omit<FileRow, 'at'> {
  const raw = Object.fromEntries(columns.map(({ name }, index) => [name, record[index] ?? '']))
  if (record.length !== columns.length) {
    return {
      entity,
      row: {},
      raw: record,
      problem: `The row has ${record.length} cells, and there are ${columns.length} columns.`,
    }
  }
  const values: Record<string, unknown> = {}
  for (const [index, column] of columns.entries()) {
    try {
      const value = fromCell(record[index] ?? '', column)
      if (value !== undefined) values[column.name] = value
    } catch {
      return { entity, row: {}, raw, problem: `${column.name}: The cell is no JSON.` }
    }
  }
  return { entity, row: codec.decode(values), raw }
}

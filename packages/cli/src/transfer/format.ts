import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { CliError } from '../cli-error.ts'

export type Format = 'csv' | 'ndjson'

export interface FormatFlags {
  readonly format?: Format
  readonly entity?: readonly string[]
}

/** What a file's name says of its form. */
export function formatOf(
  file: string,
  { format }: FormatFlags,
): { format: Format | undefined; gzip: boolean } {
  const gzip = file.endsWith('.gz')
  const name = gzip ? file.slice(0, -3) : file
  const byName = name.endsWith('.csv')
    ? 'csv'
    : /\.(?:ndjson|jsonl)$/.test(name) || file === '-'
      ? 'ndjson'
      : undefined
  return { format: format ?? byName, gzip }
}

/** A file that is read, and whose rows it has: CSV does not say. */
export interface Source {
  readonly file: string
  readonly format: Format
  readonly entity?: string
}

/** The files that an import reads. @throws {CliError} `usage` where they are not there, or do not say what they are. */
export function sourcesOf(file: string, flags: FormatFlags, known: readonly string[]): Source[] {
  if (file === '-') return [{ file, format: 'ndjson' }]
  if (!existsSync(file))
    throw new CliError('usage', `There is no file ${file}.`, 'Name one that `export` wrote.')
  if (statSync(file).isDirectory()) {
    const found = readdirSync(file).flatMap((name) => csvOf(path.join(file, name), known))
    const chosen = found.filter(
      ({ entity }) => flags.entity === undefined || flags.entity.includes(entity ?? ''),
    )
    if (chosen.length > 0) return chosen
    throw new CliError(
      'usage',
      `${file} has no file named by an entity, such as ${known[0] ?? 'entity'}.csv.`,
      'Name the file itself.',
    )
  }
  const { format } = formatOf(file, flags)
  if (!format)
    throw new CliError(
      'usage',
      `The name of ${file} does not say what it is.`,
      'Say it: --format ndjson or --format csv',
    )
  if (format === 'ndjson') return [{ file, format }]
  const [named] = csvOf(file, known)
  const entity = flags.entity?.length === 1 ? flags.entity[0] : named?.entity
  if (entity !== undefined) return [{ file, format, entity }]
  throw new CliError(
    'usage',
    `The name of ${file} is not that of an entity.`,
    'Say whose rows it has: --entity <name>',
  )
}

function csvOf(file: string, known: readonly string[]): Source[] {
  const [, entity] = /^(.+)\.csv(?:\.gz)?$/.exec(path.basename(file)) ?? []
  return entity !== undefined && known.includes(entity) ? [{ file, format: 'csv', entity }] : []
}

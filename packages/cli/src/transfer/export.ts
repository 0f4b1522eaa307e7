import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { SnapshotRow } from '@throughline/schema'
import { modelHash } from '@throughline/schema/data'
import { CliError } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { type Connected, connect, storeOf } from '../project/project.ts'
import { describeTable } from '../table/describe-table.ts'
import { startProgress } from '../terminal/progress.ts'
import { counted } from '../terminal/text-table.ts'
import { type CheckpointFile, checkpointFile } from './checkpoint-file.ts'
import { csvLine, toCell } from './csv-cells.ts'
import { chosenEntities } from './entity-filter.ts'
import { type Format, type FormatFlags, formatOf } from './format.ts'
import { openPart, type PartFile } from './part-file.ts'
import { type RowCodec, rowCodecs } from './row-codec.ts'
import { rowPages } from './row-pages.ts'

export interface ExportFlags extends FormatFlags {
  readonly gzip?: boolean
  readonly restart?: boolean
  readonly force?: boolean
}

interface ExportState {
  readonly cursor: string
  /** Bytes by entity; of NDJSON under the empty name. */
  readonly bytes: Readonly<Record<string, number>>
  readonly counts: Readonly<Record<string, number>>
}

interface Target {
  readonly file: string
  readonly format: Format
  readonly isPacked: boolean
  readonly entities: readonly string[]
  /** The file of an entity's rows; all rows of NDJSON are in one. */
  readonly fileOf: (entity: string) => string
}

/** `export` */
export async function exportRows(context: Context<ExportFlags>): Promise<Answer> {
  const { flags, args } = context
  const connected = await connect(flags)
  const target = targetOf(String(args[0]), flags, connected)
  if (target.file === '-') return exportToStdout(context, connected, target)
  const { file } = target
  const about = {
    table: connected.place,
    tenant: flags.tenant ?? null,
    entities: target.entities,
    model: await modelHash(connected.model),
    packed: target.isPacked,
  }
  const checkpoint = checkpointFile<ExportState>(`${file}.part.json`, about)
  if (flags.restart) checkpoint.remove()
  const state = checkpoint.read()
  if (!state && !flags.force && hasContent(file)) {
    throw new CliError('failed', `${file} is there already.`, 'Write over it: --force')
  }
  return exportToFiles(context, connected, { target, checkpoint, state })
}

function hasContent(file: string): boolean {
  return existsSync(file) && !statSync(file).isDirectory()
}

function targetOf(file: string, flags: ExportFlags, { model }: Connected): Target {
  const entities = chosenEntities(model, flags.entity)
  const { format, gzip } = formatOf(file, flags)
  if (!format)
    throw new CliError(
      'usage',
      `The name of ${file} does not say what to write.`,
      'Say it: --format ndjson or --format csv',
    )
  const isPacked = flags.gzip ?? gzip
  const isOneCsv = format === 'csv' && /\.csv(?:\.gz)?$/.test(file)
  if (isOneCsv && entities.length > 1) {
    throw new CliError(
      'usage',
      'A CSV file has the rows of one entity.',
      'Name it (--entity), or write a folder: --format csv',
    )
  }
  const fileOf = (entity: string): string =>
    format === 'ndjson' || isOneCsv ? file : path.join(file, `${entity}.csv${isPacked ? '.gz' : ''}`)
  return { file, format, isPacked, entities, fileOf }
}

async function exportToFiles(
  { output, signal }: Context<ExportFlags>,
  connected: Connected,
  {
    target,
    checkpoint,
    state,
  }: { target: Target; checkpoint: CheckpointFile<ExportState>; state: ExportState | undefined },
): Promise<Answer> {
  const counts: Record<string, number> = Object.fromEntries(
    target.entities.map((name) => [name, state?.counts[name] ?? 0]),
  )
  if (state) output.note(`Going on after ${counted(total(counts), 'row')}.`)
  const codecOf = rowCodecs(connected.model)
  const parts = await openParts(target, state, codecOf)
  const isAll = target.entities.length === connected.model.names.length
  const bar = startProgress(output, 'rows', isAll && output.isTerminal ? await itemCount(connected) : 0)
  try {
    const pages = rowPages(storeOf(connected), target.entities, { cursor: state?.cursor, signal })
    for await (const { rows, cursor } of pages) {
      await appendRows(parts, target, rows, codecOf)
      for (const { entity } of rows) counts[entity] = (counts[entity] ?? 0) + 1
      bar.update(total(counts))
      if (cursor === null) continue
      await Promise.all([...parts.values()].map((part) => part.flush()))
      const bytes = Object.fromEntries([...parts].map(([name, part]) => [name, part.bytes]))
      checkpoint.write({ cursor, bytes, counts })
    }
    for (const part of parts.values()) await part.finish()
    checkpoint.remove()
  } catch (error) {
    await Promise.all([...parts.values()].map((part) => part.close().catch(() => undefined)))
    throw signal.aborted ? stopped(total(counts), error) : error
  } finally {
    bar.stop()
  }
  const { file } = target
  const files = [...new Set(target.entities.map(target.fileOf))]
  return {
    json: { table: connected.layout.tableName, files, rows: total(counts), entities: counts },
    text: `${output.paint.good('✓')} Wrote ${counted(total(counts), 'row')} of ${connected.place} to ${file}.`,
  }
}

/** Rows, about: as DynamoDB last counted the items. */
async function itemCount(connected: Connected): Promise<number> {
  return (await describeTable(connected))?.ItemCount ?? 0
}

function stopped(rows: number, cause: unknown): CliError {
  return new CliError(
    'interrupted',
    `Stopped after ${counted(rows, 'row')}.`,
    'Run the same command again to go on.',
    { cause },
  )
}

/** The files, as they were at the checkpoint. */
async function openParts(
  { format, entities, fileOf, isPacked }: Target,
  state: ExportState | undefined,
  codecOf: (entity: string) => RowCodec,
): Promise<Map<string, PartFile>> {
  const parts = new Map<string, PartFile>()
  for (const name of format === 'ndjson' ? [''] : entities) {
    const part = await openPart(fileOf(name), state?.bytes[name] ?? 0, isPacked)
    parts.set(name, part)
    if (format === 'csv' && part.bytes === 0) {
      await part.append(csvLine(codecOf(name).columns.map((column) => column.name)))
    }
  }
  return parts
}

async function appendRows(
  parts: ReadonlyMap<string, PartFile>,
  { format }: Target,
  rows: readonly SnapshotRow[],
  codecOf: (entity: string) => RowCodec,
): Promise<void> {
  const texts = new Map<string, string[]>()
  for (const one of rows) {
    const name = format === 'ndjson' ? '' : one.entity
    const lines = texts.get(name) ?? []
    lines.push(format === 'ndjson' ? jsonLine(one, codecOf) : rowLine(one, codecOf))
    texts.set(name, lines)
  }
  for (const [name, lines] of texts) await parts.get(name)?.append(lines.join(''))
}

function jsonLine({ entity, row, meta }: SnapshotRow, codecOf: (entity: string) => RowCodec): string {
  return `${JSON.stringify({ entity, row: codecOf(entity).encode(row, meta) })}\n`
}

function rowLine({ entity, row, meta }: SnapshotRow, codecOf: (entity: string) => RowCodec): string {
  const { columns, encode } = codecOf(entity)
  const values = encode(row, meta)
  return csvLine(columns.map((column) => toCell(values[column.name], column)))
}

async function exportToStdout(
  { output, signal }: Context<ExportFlags>,
  connected: Connected,
  { format, entities }: Target,
): Promise<Answer> {
  if (output.json)
    throw new CliError('usage', 'Rows and --json cannot both be written to stdout.', 'Name a file.')
  const codecOf = rowCodecs(connected.model)
  const [only = ''] = entities
  if (format === 'csv') {
    if (entities.length > 1)
      throw new CliError('usage', 'CSV has the rows of one entity.', 'Name it: --entity <name>')
    process.stdout.write(csvLine(codecOf(only).columns.map(({ name }) => name)))
  }
  let count = 0
  for await (const { rows } of rowPages(storeOf(connected), entities, { cursor: undefined, signal })) {
    const lines = rows.map((one) => (format === 'csv' ? rowLine(one, codecOf) : jsonLine(one, codecOf)))
    count += rows.length
    if (!process.stdout.write(lines.join(''))) await once(process.stdout, 'drain')
  }
  output.note(`Wrote ${counted(count, 'row')}.`)
  return { json: null }
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

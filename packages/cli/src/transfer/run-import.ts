import type { AnyModel, EntityRow, SyncStore } from '@throughline/schema'
import { CliError } from '../cli-error.ts'
import type { Connected } from '../project/project.ts'
import { paced } from '../seed/paced.ts'
import { counted } from '../terminal/text-table.ts'
import type { Source } from './format.ts'
import type { Position } from './read-lines.ts'
import { type FileRow, readRows } from './read-rows.ts'
import { type RejectFile, rejectFile } from './rejects.ts'
import { rowCodecs } from './row-codec.ts'

/** How far an import is. */
export interface ImportState {
  /** Number of the file, from 0, and where in it. */
  readonly source: number
  readonly at: Position
  /** Rows that are settled, written or rejected. */
  readonly settled: number
  readonly rejected: number
  /** Bytes of the file of rejects. */
  readonly rejectBytes: number
  /** Rows that were written, by entity. */
  readonly counts: Readonly<Record<string, number>>
}

export const startState: ImportState = {
  source: 0,
  at: { bytes: 0, lines: 0 },
  settled: 0,
  rejected: 0,
  rejectBytes: 0,
  counts: {},
}

export interface ImportRun {
  readonly connected: Connected
  readonly sources: readonly Source[]
  readonly entities: readonly string[]
  readonly flags: {
    readonly rate?: number
    readonly maxRejects?: number
    readonly entity?: readonly string[]
  }
  readonly signal: AbortSignal
  /** Path of the file of rejects; absent where they are only counted. */
  readonly rejects: string | undefined
  readonly store: Pick<SyncStore, 'load'>
  readonly keep: (state: ImportState) => void
}

/** A record that was handed to the load and is not settled yet. */
interface Handed {
  readonly source: number
  readonly one: FileRow
  /** Where the one before it ends: the line it begins on. */
  readonly line: number
  isRejected: boolean
}

/** Rows between two checkpoints. */
const stretch = 1000

/**
 * Imports from a state on; `keep` is given how far it is, every thousand rows, and what it was given is true even where the
 * process is killed: all rows before that place are in the table, or among the rejects.
 */
export async function runImport(
  { connected, sources, entities, flags, signal, rejects: path, store, keep }: ImportRun,
  begin: ImportState,
  onProgress: (rows: number) => void,
): Promise<ImportState> {
  const rejects = rejectFile(path, { count: begin.rejected, bytes: begin.rejectBytes })
  const tooMany = new AbortController()
  /** By their place in this load. */
  const handed = new Map<number, Handed>()
  const progress = createState(begin, rejects, handed, keep)
  const rows = handOver(
    allRows(sources, begin, (source, from) => readRows(source, from, rowCodecs(connected.model), signal)),
    handed,
    // What cannot be read as a row is of no entity, and rejected.
    (entity) => flags.entity === undefined || entity === '' || entities.includes(entity),
  )
  try {
    await store.load(paced(rows, flags.rate, signal), {
      signal: AbortSignal.any([signal, tooMany.signal]),
      onProgress: ({ rows: written }) => onProgress(begin.settled + written),
      onRefused({ index, error }) {
        const found = handed.get(index)
        if (!found) return
        found.isRejected = true
        rejects.add(index, rejectOf(sources, found, error.message))
        if (rejects.count > (flags.maxRejects ?? Number.POSITIVE_INFINITY)) tooMany.abort()
      },
      onSettled: progress.settle,
    })
  } catch (error) {
    if (!tooMany.signal.aborted) throw error
    rejects.finish()
    const message = `More rows were rejected than --max-rejects allows (${counted(rejects.count, 'row')}).`
    throw new CliError(
      'failed',
      message,
      path === undefined ? undefined : `Look at ${path}, correct them and import again.`,
      { cause: error },
    )
  }
  rejects.finish()
  return progress.now()
}

function rejectOf(sources: readonly Source[], { source, one, line }: Handed, message: string) {
  const { entity, problem, raw } = one
  return { file: sources[source]?.file ?? '', line, entity, message: problem ?? message, record: raw }
}

/** Follows what is settled, and keeps a checkpoint of it now and then. */
function createState(
  begin: ImportState,
  rejects: RejectFile,
  handed: Map<number, Handed>,
  keep: (state: ImportState) => void,
): { readonly settle: (count: number) => void; readonly now: () => ImportState } {
  let state = begin
  let next = 0
  let kept = 0
  return {
    now: () => state,
    settle(count) {
      let { source, at, rejected } = state
      const counts: Record<string, number> = { ...state.counts }
      for (; next < count; next += 1) {
        const found = handed.get(next)
        if (!found) continue
        handed.delete(next)
        const { one, isRejected } = found
        source = found.source
        at = one.at
        if (isRejected) rejected += 1
        else counts[one.entity] = (counts[one.entity] ?? 0) + 1
      }
      state = { ...state, source, at, rejected, counts, settled: begin.settled + count }
      if (count - kept < stretch) return
      kept = count
      rejects.settle(count)
      state = { ...state, rejectBytes: rejects.bytes }
      keep(state)
    },
  }
}

/** The records of all files, from a place in one of them on. */
async function* allRows(
  sources: readonly Source[],
  { source: first, at }: ImportState,
  read: (source: Source, from: Position) => AsyncGenerator<FileRow>,
): AsyncGenerator<Omit<Handed, 'isRejected'>> {
  for (const [source, one] of sources.entries()) {
    if (source < first) continue
    let from: Position = source === first ? at : { bytes: 0, lines: 0 }
    for await (const row of read(one, from)) {
      yield { source, one: row, line: from.lines + 1 }
      from = row.at
    }
  }
}

async function* handOver(
  rows: AsyncIterable<Omit<Handed, 'isRejected'>>,
  handed: Map<number, Handed>,
  isWanted: (entity: string) => boolean,
): AsyncGenerator<EntityRow<AnyModel>> {
  let index = 0
  for await (const found of rows) {
    const { entity, row, problem } = found.one
    if (!isWanted(entity)) continue
    handed.set(index, { ...found, isRejected: false })
    index += 1
    // No model has an entity without a name: the load refuses what is no row.
    yield { entity: problem === undefined ? entity : '', row }
  }
}

import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { StoreError } from '@throughline/schema'
import { CliError, exitCodes } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { type Connected, connect, storeOf } from '../project/project.ts'
import { startProgress } from '../terminal/progress.ts'
import { counted } from '../terminal/text-table.ts'
import { checkOnly } from './check-only.ts'
import { checkpointFile } from './checkpoint-file.ts'
import { chosenEntities } from './entity-filter.ts'
import { type FormatFlags, type Source, sourcesOf } from './format.ts'
import { type ImportRun, type ImportState, runImport, startState } from './run-import.ts'

export interface ImportFlags extends FormatFlags {
  readonly rejects?: string
  readonly maxRejects?: number
  readonly dryRun?: boolean
  readonly restart?: boolean
  readonly rate?: number
}

/** What keeps others from writing is over a minute after the process that did it was killed. */
const leaseWait = 2_000
const mostLeaseWaits = 45

/** `import` */
export async function importRows(context: Context<ImportFlags>): Promise<Answer> {
  const { flags, args, output } = context
  const connected = await connect(flags)
  const file = String(args[0])
  const entities = chosenEntities(connected.model, flags.entity)
  const sources = sourcesOf(file, flags, connected.model.names)
  const place = file === '-' ? path.resolve('stdin') : path.resolve(file)
  const rejects = flags.rejects ?? `${file === '-' ? 'stdin' : file}.rejected.ndjson`
  const about = {
    table: connected.place,
    tenant: flags.tenant ?? null,
    entities,
    sources: sources.map(identity),
  }
  const checkpoint = checkpointFile<ImportState>(`${place}.${hashOf(connected.place)}.import.json`, about)
  if (flags.restart) checkpoint.remove()
  const canResume = file !== '-' && !flags.dryRun
  const before = canResume ? checkpoint.read() : undefined
  if (before) output.note(`Going on after ${counted(before.settled, 'row')}.`)
  const run: ImportRun = {
    connected,
    sources,
    entities,
    flags,
    signal: context.signal,
    rejects: flags.dryRun && flags.rejects === undefined ? undefined : rejects,
    store: flags.dryRun ? checkOnly(connected.model) : storeOf(connected),
    keep: (state) => {
      if (canResume) checkpoint.write(state)
    },
  }
  const state = await patiently(context, connected, run, before ?? startState)
  if (canResume) checkpoint.remove()
  return answerOf(context, connected, run, state)
}

/** Another copy of a file, or a changed one, is not gone on with. */
function identity({ file, format, entity }: Source): unknown {
  if (file === '-') return file
  const { size, mtimeMs } = statSync(file)
  return { file: path.resolve(file), format, entity: entity ?? null, size, mtimeMs }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

/** Runs until it is done, also where an import that was killed still holds the table. */
async function patiently(
  { output, signal }: Context<ImportFlags>,
  { place }: Connected,
  run: ImportRun,
  begin: ImportState,
): Promise<ImportState> {
  const bar = startProgress(output, 'rows')
  let state = begin
  const keep = (next: ImportState): void => {
    state = next
    run.keep(next)
  }
  try {
    for (let waits = 0; ; waits += 1) {
      try {
        return await runImport({ ...run, keep }, state, (rows) => bar.update(rows))
      } catch (error) {
        if (!isHeld(error) || waits >= mostLeaseWaits) throw error
        if (waits === 0)
          output.note(`Waiting for ${place}: an import that was stopped holds it for a minute more …`)
        await setTimeout(leaseWait, undefined, { signal })
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
    const next = run.sources[0]?.file === '-' ? undefined : 'Run the same command again to go on.'
    throw new CliError('interrupted', `Stopped after ${counted(state.settled, 'row')}.`, next, {
      cause: error,
    })
  } finally {
    bar.stop()
  }
}

function isHeld(error: unknown): boolean {
  return (
    error instanceof StoreError &&
    error.code === 'unavailable' &&
    / is being (?:loaded|cleared)/.test(error.message)
  )
}

function answerOf(
  { flags, output }: Context<ImportFlags>,
  { layout, place }: Connected,
  { rejects }: ImportRun,
  { settled, rejected, counts }: ImportState,
): Answer {
  const rows = settled - rejected
  const { paint } = output
  const done = flags.dryRun
    ? `${counted(rows, 'row is valid', 'rows are valid')}.`
    : `Wrote ${counted(rows, 'row')} to ${place}.`
  const left = rejects === undefined ? '' : `: ${rejects}`
  return {
    json: {
      table: layout.tableName,
      rows,
      rejected,
      entities: counts,
      ...(rejected > 0 && rejects !== undefined && { rejects }),
    },
    text: [
      `${paint.good('✓')} ${done}`,
      ...(rejected > 0 ? [`${paint.warn('•')} Left out ${counted(rejected, 'row')}${left}`] : []),
    ].join('\n'),
    exitCode: rejected > 0 ? exitCodes.found : exitCodes.done,
  }
}

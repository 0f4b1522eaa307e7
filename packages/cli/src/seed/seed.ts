import type { AnyModel, EntityRow } from '@throughline/schema'
import { CliError } from '../cli-error.ts'
import type { Answer, Context } from '../command.ts'
import { type Connected, connect, storeOf } from '../project/project.ts'
import { confirmed } from '../terminal/confirm.ts'
import { startProgress } from '../terminal/progress.ts'
import { counted } from '../terminal/text-table.ts'
import { paced } from './paced.ts'
import { type CountFlags, expectedRows, seedRows } from './seed-rows.ts'

export interface SeedFlags extends CountFlags {
  readonly rate?: number
  readonly clear?: boolean
  readonly yes?: boolean
}

/** `seed` */
export async function seed(context: Context<SeedFlags>): Promise<Answer> {
  const connected = await connect(context.flags)
  return context.flags.clear ? clear(context, connected) : fill(context, connected)
}

async function fill({ flags, output, signal }: Context<SeedFlags>, connected: Connected): Promise<Answer> {
  const { rows: made, counts, seed: number } = seedRows(connected.model, connected.config.seed ?? {}, flags)
  const started = performance.now()
  output.note(`Writing rows to ${connected.place} …`)
  const bar = startProgress(output, 'rows', counts ? expectedRows(connected.model, counts) : 0)
  const byEntity: Record<string, number> = {}
  const progress = { rows: 0 }
  try {
    await storeOf(connected).load(tallied(paced(made, flags.rate, signal), byEntity), {
      signal,
      onProgress: ({ rows }) => {
        progress.rows = rows
        bar.update(rows)
      },
    })
  } catch (error) {
    if (!signal.aborted) throw error
    const written = `Stopped after ${counted(progress.rows, 'row')}.`
    throw new CliError(
      'interrupted',
      written,
      'Run the same command again to write the rest, or take them away: seed --clear',
      {
        cause: error,
      },
    )
  } finally {
    bar.stop()
  }
  const seconds = (performance.now() - started) / 1000
  const { rows } = progress
  return {
    json: {
      table: connected.layout.tableName,
      rows,
      entities: byEntity,
      seed: number,
      ...(counts && { counts }),
    },
    text: `${output.paint.good('✓')} Wrote ${counted(rows, 'row')} to ${connected.place} in ${seconds.toFixed(1)} s.`,
  }
}

async function* tallied(
  rows: AsyncIterable<EntityRow<AnyModel>>,
  counts: Record<string, number>,
): AsyncGenerator<EntityRow<AnyModel>> {
  for await (const one of rows) {
    Object.assign(counts, { [one.entity]: (counts[one.entity] ?? 0) + 1 })
    yield one
  }
}

async function clear({ flags, output, signal }: Context<SeedFlags>, connected: Connected): Promise<Answer> {
  const { layout, place } = connected
  await confirmed({ question: `Delete all rows of the table ${place}?`, yes: flags.yes === true, signal })
  const bar = startProgress(output, 'rows')
  try {
    const { rows } = await storeOf(connected).clear({
      signal,
      onProgress: ({ rows: done }) => bar.update(done),
    })
    return {
      json: { table: layout.tableName, deleted: rows },
      text: `${output.paint.good('✓')} Deleted ${counted(rows, 'row')} of ${place}.`,
    }
  } catch (error) {
    if (!signal.aborted) throw error
    throw new CliError(
      'interrupted',
      'Stopped before all rows were deleted.',
      'Run the same command again to delete the rest.',
    )
  } finally {
    bar.stop()
  }
}

import { type LoadOptions, StoreError } from '@throughline/schema'
import { importRow } from '@throughline/schema/adapter'
import { shardOfKey } from './group.ts'
import type { Task } from './lane.ts'
import { planImport } from './plan-mutation.ts'
import type { SyncContext } from './sync-context.ts'

/** A row as it is given to a load. */
export interface LoadedRow {
  readonly entity: string
  readonly row: object
}

/** The writing of a row of a load through the feed. */
export interface ImportTask extends Task {
  /** Place of the row among those that were given. */
  readonly index: number
  readonly given: LoadedRow
  readonly shard: number
  /** Why the row cannot be written, as the last plan found. */
  refused?: StoreError | undefined
}

/** Prepares one row; an error where it is not valid. A row that its plan finds not storable is one where refusals are asked for. */
export function importTask(
  { connection, now }: SyncContext,
  index: number,
  given: LoadedRow,
  { onRefused }: LoadOptions,
): ImportTask | StoreError {
  try {
    const items = connection.items.of(given.entity)
    const imported = importRow(items.entity, { ...given.row }, now())
    const task: ImportTask = {
      index,
      given,
      shard: shardOfKey(connection, items.key(imported.key)),
      mutationId: '',
      request: '',
      plan: (world) => {
        task.refused = undefined
        try {
          return planImport(world, items, imported)
        } catch (error) {
          if (!onRefused || !(error instanceof StoreError)) throw error
          task.refused = error
          return { writes: [] }
        }
      },
    }
    return task
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
}

/** Keeps what has become of the rows of a load. */
export function createSettler({ onRefused, onSettled }: LoadOptions) {
  let next = 0
  const ahead = new Set<number>()
  return {
    /** The row at this place is written or refused. */
    settle: (index: number): void => {
      ahead.add(index)
      const before = next
      while (ahead.delete(next)) next += 1
      if (next > before) onSettled?.(next)
    },
    /** @throws {StoreError} the error itself, where nobody asks for refusals. */
    refuse: (index: number, { entity, row }: LoadedRow, error: StoreError): void => {
      if (!onRefused) throw error
      onRefused({ index, entity, row: { ...row }, error })
    },
  }
}

import type { AnyModel } from '@throughline/schema'
import type { TableLayout } from '../layout/table-layout.ts'
import { recordReader } from './record-reader.ts'
import type { RecordFailure, RowChange } from './row-change.types.ts'
import type { StreamEvent } from './stream-event.types.ts'
import type { StreamOptions } from './stream-options.types.ts'

/** What the records of a stream tell of a model's rows, both in the order of the records. */
export interface StreamChanges<TModel extends AnyModel = AnyModel> {
  readonly changes: readonly RowChange<TModel>[]
  /** Items that are marked as rows and cannot be read as such. */
  readonly failures: readonly RecordFailure[]
}

/**
 * Turns the records of a DynamoDB stream into changes of rows, from a Lambda event or from records that were polled.
 *
 * What is no row is left out: feed records, heads, clients, locks of unique values, items of other models and tools. A
 * row that leaves a tombstone is a `delete`, a tombstone that becomes a row an `insert`, and a tombstone that expires
 * nothing. A write that leaves row, version and times as they are (one of index keys) is nothing either. What one
 * transaction does to a row is one change. A row that is written over an item that cannot be read is an `insert`, and one
 * over a row that has expired, and is still there, an `update`.
 *
 * @throws {StoreError} `not_configured` for a stream whose view is not `NEW_AND_OLD_IMAGES`; `invalid` for a layout of
 * another model, or a tenant where the layout has none.
 */
export function streamRecords<TModel extends AnyModel>(
  model: TModel,
  layout: TableLayout,
  event: StreamEvent,
  options?: StreamOptions,
): StreamChanges<TModel> {
  const read = recordReader(model, layout, options)
  const changes: RowChange<TModel>[] = []
  const failures: RecordFailure[] = []
  for (const record of event.Records) {
    const entry = read(record)
    if (entry.kind === 'change') changes.push(entry.change)
    if (entry.kind === 'failure') failures.push(entry.failure)
  }
  return { changes, failures }
}

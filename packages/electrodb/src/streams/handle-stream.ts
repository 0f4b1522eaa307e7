import { type AnyModel, StoreError } from '@throughline/schema'
import type { TableLayout } from '../layout/table-layout.ts'
import type { BatchOptions, SingleOptions, StreamHandler } from './handle-stream.types.ts'
import { type ReadRecord, recordReader } from './record-reader.ts'
import type { RowChange } from './row-change.types.ts'
import { firstFailure } from './task-order.ts'

type SingleHandler<TModel extends AnyModel> = (change: RowChange<TModel>) => Promise<void> | void
type BatchHandler<TModel extends AnyModel> = (changes: readonly RowChange<TModel>[]) => Promise<void> | void

/** What the handler gets at one time, or an item that it cannot get. */
interface Piece<TModel extends AnyModel> {
  readonly changes: RowChange<TModel>[]
  /** Of its first record. */
  readonly sequenceNumber: string
  readonly row: string
  readonly error?: StoreError
}

/**
 * Makes a Lambda handler of a table's stream: `handler` gets the changes of a model's rows, one by one or in batches.
 *
 * Where it throws, Lambda is answered the sequence number of the first record that failed, nothing after it is begun, and
 * Lambda sends the records from there on again. So a change may come more than once, and never before those that its order
 * puts before it: make `handler` idempotent, by `eventId` or by the row's version. With `order: 'row'` changes of other rows
 * that come after the failed one may have been handled already.
 *
 * The event source mapping must have `FunctionResponseTypes: ['ReportBatchItemFailures']`: without it, Lambda takes every
 * answer for success, and what failed is lost. Records are kept for 24 hours; give the mapping a limit of retries and a
 * destination for failures, or decide in `onFailure`, so that one change does not hold up its shard until then.
 *
 * @throws {StoreError} `invalid` for a layout of another model, or an option out of its range. The handler itself rejects
 * with `not_configured` for a stream whose view is not `NEW_AND_OLD_IMAGES`.
 */
export function handleStream<TModel extends AnyModel>(
  model: TModel,
  layout: TableLayout,
  handler: SingleHandler<TModel>,
  options?: SingleOptions<TModel>,
): StreamHandler
export function handleStream<TModel extends AnyModel>(
  model: TModel,
  layout: TableLayout,
  handler: BatchHandler<TModel>,
  options: BatchOptions<TModel>,
): StreamHandler
export function handleStream<TModel extends AnyModel>(
  model: TModel,
  layout: TableLayout,
  handler: BatchHandler<TModel> | SingleHandler<TModel>,
  options: BatchOptions<TModel> | SingleOptions<TModel> = {},
): StreamHandler {
  const read = recordReader(model, layout, options)
  const inBatches = 'batchSize' in options
  const byRow = !inBatches && options.order === 'row'
  const batchSize = inBatches ? checkedCount('batchSize', options.batchSize) : 1
  const lanes = byRow ? checkedCount('concurrency', options.concurrency ?? 8) : 1
  const handle = async ({ changes, error }: Piece<TModel>): Promise<void> => {
    if (error) throw error
    // Sound: by the overloads, a handler of batches comes with a batch size and one of changes without.
    if (inBatches) return (handler as BatchHandler<TModel>)(changes)
    for (const change of changes) await (handler as SingleHandler<TModel>)(change)
  }
  const isDone = async (piece: Piece<TModel>): Promise<boolean> => {
    try {
      await handle(piece)
      return true
    } catch (error) {
      const { sequenceNumber, changes } = piece
      return (await options.onFailure?.({ sequenceNumber, error, changes })) === 'skip'
    }
  }

  return async ({ Records }) => {
    const pieces = piecesOf(Records.map(read), batchSize)
    const tasks = pieces.map((piece) => ({ lane: byRow ? piece.row : '', run: () => isDone(piece) }))
    const failed = await firstFailure(tasks, lanes)
    if (failed === undefined) return { batchItemFailures: [] }
    // An empty one, of a record without a number, has Lambda send all of them again.
    return { batchItemFailures: [{ itemIdentifier: pieces[failed]?.sequenceNumber ?? '' }] }
  }
}

/** Changes up to a batch's size; an item that cannot be read is a piece of its own, at its place. */
function piecesOf<TModel extends AnyModel>(
  records: readonly ReadRecord<TModel>[],
  batchSize: number,
): Piece<TModel>[] {
  const pieces: Piece<TModel>[] = []
  for (const record of records) {
    if (record.kind === 'nothing') continue
    if (record.kind === 'failure') {
      const { sequenceNumber, error } = record.failure
      pieces.push({ changes: [], sequenceNumber, row: record.row, error })
      continue
    }
    const { change, row } = record
    const last = pieces.at(-1)
    if (last && !last.error && last.changes.length < batchSize) last.changes.push(change)
    else pieces.push({ changes: [change], sequenceNumber: change.sequenceNumber, row })
  }
  return pieces
}

function checkedCount(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value
  throw new StoreError('invalid', `The option ${name} is a whole number from 1 on, not ${String(value)}.`)
}

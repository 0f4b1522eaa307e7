import type { AnyModel } from '@throughline/schema'
import type { RowChange } from './row-change.types.ts'
import type { StreamEvent } from './stream-event.types.ts'
import type { StreamOptions } from './stream-options.types.ts'

/** What Lambda is answered: the first record to come again, or none. */
export interface StreamResponse {
  batchItemFailures: { itemIdentifier: string }[]
}

/** A Lambda function's handler of DynamoDB stream events. */
export type StreamHandler = (event: StreamEvent) => Promise<StreamResponse>

/** What could not be handled. */
export interface HandlerFailure<TModel extends AnyModel = AnyModel> {
  /** Of the first record that it is about. */
  readonly sequenceNumber: string
  /** What the handler threw; a `StoreError` `invalid` for an item that cannot be read as the row that it is marked as. */
  readonly error: unknown
  /** What the handler was given; empty for an item that cannot be read. */
  readonly changes: readonly RowChange<TModel>[]
}

/** Options of `handleStream`. */
export interface HandleStreamOptions<TModel extends AnyModel = AnyModel> extends StreamOptions {
  /**
   * Called with each failure, to log it and to decide: `skip` goes on as if it had been handled (keep it elsewhere first, and
   * the shard is not held up by it), anything else has Lambda send it again. What it throws fails the whole event.
   */
  readonly onFailure?: (failure: HandlerFailure<TModel>) => Decision | Promise<Decision>
}

type Decision = 'retry' | 'skip' | undefined | void

/** Changes one by one. */
export interface SingleOptions<TModel extends AnyModel = AnyModel> extends HandleStreamOptions<TModel> {
  /** `shard` when absent: each change after the one before. `row`: changes of one row in order, those of others beside them. */
  readonly order?: 'row' | 'shard'
  /** Rows at one time with `order: 'row'`; 8 when absent. */
  readonly concurrency?: number
}

/** Changes in batches. */
export interface BatchOptions<TModel extends AnyModel = AnyModel> extends HandleStreamOptions<TModel> {
  /** The most changes that the handler is given at one time, 1 or more; they are handled or they fail together. */
  readonly batchSize: number
}

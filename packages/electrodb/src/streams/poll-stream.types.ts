import type { StreamRecord } from './stream-event.types.ts'

/**
 * How far one shard was read: from its beginning on, up to its end, past one record, or from a time on (a shard that was
 * open when polling began with `now`, and has had no record since).
 */
export type ShardPosition =
  | 'end'
  | 'start'
  | { readonly after: string }
  /** ISO date-time. */
  | { readonly since: string }

/** How far a stream was read: plain data, to be kept beside what was made of its records. */
export interface StreamCheckpoint {
  readonly streamArn: string
  /** ISO date-time: shards of which nothing was read yet have nothing from before it that was wanted. */
  readonly at: string
  /** By shard id. */
  readonly shards: Readonly<Record<string, ShardPosition>>
}

/** What polling hands out; `checkpoint` is the place after it. */
export type StreamBatch =
  /** Records of one shard, in their order: read them with `streamRecords(model, layout, { Records: batch.records })`. */
  | {
      readonly kind: 'records'
      readonly shardId: string
      readonly records: readonly StreamRecord[]
      readonly checkpoint: StreamCheckpoint
    }
  /**
   * Records were deleted before they were read (DynamoDB keeps them for 24 hours), or the stream is another one than the
   * checkpoint's: read the rows anew. Polling goes on with what is left.
   */
  | {
      readonly kind: 'gap'
      /** Absent where it is the whole stream. */
      readonly shardId?: string
      /** The last record before the gap, where one was read. */
      readonly after?: string
      readonly checkpoint: StreamCheckpoint
    }
  /** No records: polling is in place (the first batch of all, so that no later write is missed), or a shard has ended. */
  | { readonly kind: 'position'; readonly checkpoint: StreamCheckpoint }

/** Options of `pollStream`. */
export interface PollStreamOptions {
  /** `now`: what is written from now on. `start`: all that the stream still has. Or the checkpoint of an earlier batch. */
  readonly from: 'now' | 'start' | StreamCheckpoint
  /** Is awaited before more is read; what it throws ends the polling. */
  readonly onRecords: (batch: StreamBatch) => Promise<void> | void
  /** Milliseconds between two looks when there is nothing new; 1,000 when absent. */
  readonly interval?: number
  /** Ends the polling, once `onRecords` is done with its batch. */
  readonly signal?: AbortSignal
}

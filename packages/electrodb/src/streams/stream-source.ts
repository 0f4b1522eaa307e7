import type { StreamRecord } from './stream-event.types.ts'

/** One shard of a stream. */
export interface ShardInfo {
  readonly id: string
  readonly parent?: string
  /** It gets no more records. */
  readonly closed: boolean
}

/** The shards of a stream now. */
export interface StreamInfo {
  /** Records are still written to it. */
  readonly open: boolean
  readonly shards: readonly ShardInfo[]
}

/** Where in a shard to begin. */
export type IteratorStart = 'LATEST' | 'TRIM_HORIZON' | { readonly after: string }

/** One page of a shard; without `next` the shard is read to its end. */
export interface RecordPage {
  readonly records: readonly StreamRecord[]
  readonly next?: string
}

/** A stream as the walk over its shards reads it; what a walk has to answer to is an answer, all else is thrown. */
export interface StreamSource {
  readonly streamArn: string
  readonly describe: () => Promise<StreamInfo>
  /** `trimmed`: the place is deleted. `gone`: the shard is. */
  readonly iterator: (
    shardId: string,
    start: IteratorStart,
  ) => Promise<{ readonly iterator: string } | 'gone' | 'trimmed'>
  readonly records: (iterator: string) => Promise<RecordPage | 'expired' | 'gone' | 'trimmed'>
}

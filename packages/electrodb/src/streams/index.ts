export { enableStream } from './enable-stream.ts'
export { handleStream } from './handle-stream.ts'
export type {
  BatchOptions,
  HandlerFailure,
  HandleStreamOptions,
  SingleOptions,
  StreamHandler,
  StreamResponse,
} from './handle-stream.types.ts'
export { pollStream } from './poll-stream.ts'
export type { PollStreamOptions, ShardPosition, StreamBatch, StreamCheckpoint } from './poll-stream.types.ts'
export type { RecordFailure, RowChange, RowDeleted, RowInserted, RowUpdated } from './row-change.types.ts'
export type { StreamAttribute, StreamEvent, StreamImage, StreamRecord } from './stream-event.types.ts'
export type { StreamOptions } from './stream-options.types.ts'
export { type StreamChanges, streamRecords } from './stream-records.ts'

import type { LocalError } from './local-error.ts'

/** How a DynamoDB Local that nobody stopped came to an end. */
export interface LocalExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Options of {@link startDynamoDBLocal}. */
export interface LocalOptions {
  /** TCP port; a free one when absent or 0. */
  readonly port?: number
  /** Folder that keeps the data, made where it does not exist; in memory when absent. */
  readonly dataDir?: string
  /**
   * Works on a copy of `dataDir` in memory, which `stop` puts in place: for seeding, since on a disk every row waits to be
   * durable. What ends in any other way leaves `dataDir` as it was.
   */
  readonly staged?: boolean
  /** Called with each line that DynamoDB Local prints. */
  readonly onLog?: (line: string) => void
  /** Called when it ends without having been stopped. */
  readonly onExit?: (exit: LocalExit) => void
  /** Called when its disk is full (`disk_full`); it is ended then, since it would acknowledge what it does not write. */
  readonly onProblem?: (problem: LocalError) => void
  /** Milliseconds to wait for the first answer; 30,000 when absent. */
  readonly timeout?: number
}

/** A running DynamoDB Local. */
export interface DynamoDBLocal {
  /** Address for `createDynamoClient`. */
  readonly endpoint: string
  readonly port: number
  /** Process id of its Java. */
  readonly pid: number
  /** Ends it, and waits until it has ended; may be called again. */
  readonly stop: () => Promise<void>
}

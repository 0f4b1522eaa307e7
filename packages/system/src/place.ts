/** Where a process finds its rows, in its environment; all processes of a test have the same. */
export interface Place {
  readonly endpoint: string
  readonly tableName: string
  readonly shards: number
}

/** Path of the API. */
export const apiPath = '/api'

/** What a server process says once it listens. */
export interface Listening {
  readonly origin: string
}

/** What a server process answers when it is asked how it is. */
export interface Vitals {
  /** Bytes that live objects take, after a collection. */
  readonly heap: number
  /** Bytes that the process takes of the machine. */
  readonly rss: number
}

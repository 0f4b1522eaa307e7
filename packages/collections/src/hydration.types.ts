import type { KeyValues, RowMeta } from '@throughline/schema'

/** What a store has read, as plain JSON: made on a server, taken by the store of one browser. */
export interface DehydratedStore {
  /** Of this form; a state of another one is not taken. */
  readonly format: 1
  readonly service: string
  /** Where the feed goes on; absent where the transport has none. */
  readonly cursor?: string
  readonly entities: Readonly<Record<string, DehydratedEntity>>
}

export interface DehydratedEntity {
  readonly rows: readonly (readonly [row: Readonly<Record<string, unknown>>, meta: RowMeta])[]
  /** What was read whole: all rows, or those of a parent. */
  readonly reads: readonly DehydratedRead[]
}

interface DehydratedRead {
  /** The parent's own key; absent for all rows. */
  readonly parentKey?: string
  readonly where?: KeyValues
  /** Milliseconds since 1970, by the clock of the server. */
  readonly at: number
}

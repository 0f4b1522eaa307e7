import type { TableKey } from '../items/table-key.ts'
import type { KeyValue, KeyValues } from '@throughline/schema'
import type { EntityItems, Item, ModelItems } from '../items/item.ts'
import type { Lock } from '../items/unique.ts'
import type { RecordedOutcome } from './client-record.ts'
import type { Current } from './current.ts'
import type { RecordedChange } from './feed-record.ts'

/** What a plan looks at: the table as it was read, with what the plans before it in the same transaction change. */
export interface World {
  readonly model: ModelItems
  /** Changes tell what rows were before. */
  readonly tellsBefore: boolean
  /** What stands under a row's key; `undefined` where it has to be read first. */
  readonly row: (items: EntityItems, key: TableKey) => Current | undefined
  /** The key of the row that holds a unique value, `null` for none, `undefined` where it has to be read first. */
  readonly holder: (lock: Lock) => TableKey | null | undefined
  /** The rows below a row, the deepest first; `undefined` where they have to be read first. */
  readonly below: (items: EntityItems, path: readonly KeyValue[]) => readonly RowBelow[] | undefined
}

/** A row below another one. */
export interface RowBelow {
  readonly items: EntityItems
  readonly current: Extract<Current, { kind: 'row' }>
}

/** One row that is written, or deleted. */
export interface RowWrite {
  readonly items: EntityItems
  readonly key: TableKey
  readonly after: Extract<Current, { kind: 'gone' | 'row' }>
  /** What is put under the key: the row's item, or its tombstone. */
  readonly item: Item
  readonly change: RecordedChange
  readonly locks: readonly LockMove[]
}

/** A unique value that comes to a row, or is let go. */
export interface LockMove {
  readonly lock: Lock
  readonly to: TableKey | null
  /** A row that the value is held for and that does not have it: the move rests on that. */
  readonly idle?: { readonly items: EntityItems; readonly key: TableKey }
}

/** What one mutation does: all of its writes together, or a refusal. An applied one is told by its last write. */
export interface Effect {
  readonly writes: readonly RowWrite[]
  /** Of the writes, how many of the first are of rows that go along with the mutation; none when absent. */
  readonly attached?: number
  readonly refusal?: RecordedOutcome
}

/** When it is written, and how long its tombstones are kept. */
export interface Moment {
  /** ISO date-time. */
  readonly now: string
  /** Of tombstones, in seconds. */
  readonly ttl: number
  /** Refuses deletes of rows that have rows below them. */
  readonly restrict?: boolean | undefined
}

/** The row that is written or deleted, and by which mutation; a load has none. */
export interface Writing {
  readonly items: EntityItems
  readonly key: KeyValues
  readonly mutationId?: string | undefined
}

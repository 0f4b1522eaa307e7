import type { AnyModel } from '../model.types.ts'
import type { FeedPlace, WriteGuard } from '../sync.types.ts'
import type { FeedEntry } from './feed.ts'
import type { Tables } from './tables.ts'

/** Where writes go. */
export interface WriteContext {
  readonly model: AnyModel
  readonly tables: Tables
  /** Takes a change of a row of this root. */
  readonly tell: (entry: FeedEntry, root: string) => FeedPlace
  /** Changes tell what the rows were before. */
  readonly feedBefore: boolean
  /** Refuses deletes of rows that have rows below them. */
  readonly restrict?: boolean | undefined
  readonly guard?: WriteGuard | undefined
}

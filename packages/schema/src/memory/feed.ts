import type { KeyValues } from '../key.ts'
import { StoreError } from '../store-error.ts'
import type { StoredRow } from '../mutation.types.ts'
import type { FeedPlace } from '../sync.types.ts'
import { createLog, type Log } from './log.ts'
import { readCursor, writeCursor } from './opaque-cursor.ts'

/** A change before it has its place. */
export type FeedEntry = {
  readonly entity: string
  readonly key: KeyValues
  readonly version: number
  readonly mutationId?: string
} & (
  | {
      readonly op: 'delete'
      readonly deletedAt: string
      readonly cause: 'cascade' | 'delete'
      readonly before?: StoredRow
    }
  | { readonly op: 'put'; readonly stored: StoredRow; readonly before?: StoredRow | null }
)

/** An entry where the feed has it. */
export type FeedChange = FeedEntry & { readonly place: FeedPlace }

interface FeedRecord {
  /** Its place among the changes of all shards. */
  readonly order: number
  /** When it was written, in milliseconds. */
  readonly at: number
  readonly change: FeedChange
}

/** The changes of a store, in order. */
export interface Feed {
  readonly append: (entry: FeedEntry, shard: number, at: number) => FeedPlace
  /** The cursor of now. */
  readonly heads: () => string
  /** `undefined` where the feed no longer reaches back to the cursor. @throws {StoreError} `invalid` for no cursor of it. */
  readonly pull: (cursor: string, limit: number) => FeedPage | undefined
  /** Drops what was written before this time, and what is more than the limit. */
  readonly trim: (before: number) => void
  /** Forgets all changes; every cursor of before is answered with `undefined`. */
  readonly restart: () => void
}

interface FeedPage {
  readonly changes: readonly FeedChange[]
  readonly cursor: string
  readonly more: boolean
}

interface FeedOptions {
  readonly service: string
  readonly shards: number
  /** Changes kept a shard. */
  readonly limit: number
  /** Told of each change that is dropped. */
  readonly onDrop: (change: FeedChange) => void
}

/** Makes an empty feed. */
export function createFeed({ service, shards, limit: kept, onDrop }: FeedOptions): Feed {
  let logs: Log<FeedRecord>[] = []
  /** Names this run of the feed: a cursor of another run is of a past that is gone. */
  let run = ''
  let order = 0

  const restart = (): void => {
    logs = Array.from({ length: shards }, () => createLog<FeedRecord>())
    run = crypto.randomUUID()
  }
  restart()

  const cursorAt = (seqs: readonly number[]): string => writeCursor(['feed', service, run, ...seqs])
  const drop = (log: Log<FeedRecord>): void => {
    const dropped = log.shift()
    if (dropped) onDrop(dropped.change)
  }

  return {
    restart,
    heads: () => cursorAt(logs.map(({ last }) => last)),
    append(entry, shard, at) {
      const log = logs[shard] ?? createLog<FeedRecord>()
      const place = { shard, seq: log.last + 1 }
      order += 1
      log.push({ order, at, change: { ...entry, place } })
      if (log.last - log.first >= kept) drop(log)
      return place
    },
    trim(before) {
      for (const log of logs) {
        while ((log.at(log.first)?.at ?? Infinity) < before) drop(log)
      }
    },
    pull(cursor, limit) {
      const seqs = placesOf(cursor, service)
      if (seqs.run !== run) return undefined
      if (logs.some((log, shard) => (seqs.places[shard] ?? Infinity) > log.last)) throw unknownCursor()
      if (logs.some((log, shard) => (seqs.places[shard] ?? 0) < log.first - 1)) return undefined
      const places = [...seqs.places]
      const changes: FeedChange[] = []
      for (let next = oldest(logs, places); next && changes.length < limit; next = oldest(logs, places)) {
        const { place } = next
        changes.push(next)
        places[place.shard] = place.seq
      }
      return { changes, cursor: cursorAt(places), more: oldest(logs, places) !== undefined }
    },
  }
}

/** Of the next change of each shard, the one that was written first. */
function oldest(logs: readonly Log<FeedRecord>[], places: readonly number[]): FeedChange | undefined {
  let found: FeedRecord | undefined
  for (const [shard, log] of logs.entries()) {
    const next = log.at((places[shard] ?? 0) + 1)
    if (next && next.order < (found?.order ?? Infinity)) found = next
  }
  return found?.change
}

function placesOf(cursor: string, service: string): { run: string; places: readonly number[] } {
  const [kind, of, run, ...places] = readCursor(cursor) ?? []
  const areNumbers = places.every(
    (place): place is number => Number.isSafeInteger(place) && Number(place) >= 0,
  )
  if (kind !== 'feed' || of !== service || typeof run !== 'string' || !areNumbers) throw unknownCursor()
  return { run, places }
}

function unknownCursor(): StoreError {
  return new StoreError('invalid', 'The cursor is not one of this feed. Begin with a snapshot.')
}

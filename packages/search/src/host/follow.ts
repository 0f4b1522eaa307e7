import { SourceError } from './http-source.ts'
import type { Replica } from './replica.ts'
import type { SearchSource } from './source.types.ts'

/** Rows of a snapshot's page, and changes of a pull. */
const pageSize = 1000
const pullSize = 500

export interface FollowOptions {
  readonly source: SearchSource
  readonly signal?: AbortSignal | undefined
  /** Most rows that are indexed at one go; all of a page when absent. */
  readonly chunk?: number | undefined
  /** Told after each page of rows or changes. */
  readonly onChange?: () => void
}

/** Where a replica has got to in the feed; `''` before everything was read once. */
export interface FeedPosition {
  cursor: string
}

/**
 * Reads what a replica lacks: everything where it has nothing yet, and then what the feed tells since.
 *
 * @throws {unknown} What the source throws; the next call goes on, or begins everything anew.
 */
export async function followSource(
  replica: Replica,
  place: FeedPosition,
  options: FollowOptions,
): Promise<void> {
  do {
    if (place.cursor === '') place.cursor = await readAll(replica, options)
  } while (!(await readChanges(replica, place, options)))
}

/** Answers the feed's cursor of the moment before. */
async function readAll(replica: Replica, options: FollowOptions): Promise<string> {
  const { source, signal, chunk = pageSize, onChange } = options
  // Also where no row is shown: what the server said before is not to be gone by.
  replica.reset()
  const read = async (cursor?: string) => source.snapshot({ cursor, limit: pageSize, signal })
  let page = await read()
  const { feed } = page
  for (;;) {
    const { items, cursor } = page
    // The next page comes while this one is indexed.
    const next = cursor === null ? undefined : read(cursor)
    next?.catch(() => {})
    for (let start = 0; start < items.length; start += chunk) {
      if (start > 0) await rest()
      signal?.throwIfAborted()
      replica.put(items.slice(start, start + chunk))
    }
    onChange?.()
    if (!next) return feed
    page = await next
  }
}

/** `false` where everything has to be read anew. */
async function readChanges(
  replica: Replica,
  place: FeedPosition,
  { source, signal, onChange }: FollowOptions,
): Promise<boolean> {
  for (let more = true; more;) {
    const page = await pulled(source, place.cursor, signal)
    signal?.throwIfAborted()
    if (page.kind === 'reset') {
      place.cursor = ''
      // What was seen may be no longer for this reader.
      replica.reset()
      onChange?.()
      return false
    }
    for (const change of page.changes) replica.take(change)
    if (page.changes.length > 0) onChange?.()
    place.cursor = page.cursor
    more = page.more
  }
  return true
}

/** A cursor that the server does not know is as one that it knows no more. */
async function pulled(source: SearchSource, cursor: string, signal: AbortSignal | undefined) {
  try {
    return await source.pull({ cursor, limit: pullSize, signal })
  } catch (error) {
    const isUnknown =
      error instanceof SourceError
        ? error.status === 400
        : error instanceof Error && 'code' in error && error.code === 'invalid'
    if (isUnknown) return { kind: 'reset' } as const
    throw error
  }
}

async function rest(): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, 0)
  })
}

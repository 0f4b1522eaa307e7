import { committed, result, stores } from './database.ts'
import type { RecordContext } from './indexed-load.ts'
import { type Holder, inSegments } from './indexed-write.ts'
import { readClient, readFeed } from './records.ts'
import { createPartMerge } from './part-merge.ts'
import type { Segment } from './segment-codec.ts'
import { fromKey, type SegmentKey, segmentSize, toKey } from './segment-keys.ts'
import { createSlice } from './time-slice.ts'

/** As many small records of an entity are left alone. */
const fewRecords = 24
/** Rows from which on a record is as good as full. */
const fullRows = 500
/** Merged records have numbers of their own among those of one write. */
const firstMergedPart = 1_000_000

/**
 * Merges records of an entity that are small and many, or that hold mostly old news, into full ones. Returns how many fewer there are.
 *
 * Between reading and writing others may add records and take none away: the leader alone compacts.
 */
export async function compactRows(
  database: IDBDatabase,
  context: RecordContext,
  holder: Holder,
  live: Map<string, number>,
): Promise<number> {
  const reading = database.transaction([stores.rows, stores.meta], 'readonly')
  const [keys, feed] = await Promise.all([
    result(reading.objectStore(stores.rows).getAllKeys()),
    readFeed(reading),
  ])
  const shown = keys.map(fromKey).filter((key) => key.generation === feed?.generation)
  let fewer = 0
  for (const name of context.model.names) {
    const own = shown.filter(({ entity }) => entity === name)
    const chosen = choose(own, live.get(name))
    if (chosen.length === 0) continue
    const merged = await merge(database, context, holder, chosen)
    fewer += merged.fewer
    if (chosen.length === own.length) live.set(name, merged.rows)
  }
  return fewer
}

function choose(keys: readonly SegmentKey[], live: number | undefined): readonly SegmentKey[] {
  const rows = keys.reduce((sum, key) => sum + key.rows, 0)
  if (live !== undefined && rows > live * 2 + segmentSize) return keys
  const tiers = [keys.filter((key) => key.rows < 50), keys.filter((key) => key.rows < fullRows)]
  return tiers.find((tier) => tier.length > fewRecords) ?? []
}

async function merge(
  database: IDBDatabase,
  { model, segments }: RecordContext,
  { stamp, epoch }: Holder,
  keys: readonly SegmentKey[],
): Promise<{ readonly fewer: number; readonly rows: number }> {
  const none = { fewer: 0, rows: 0 }
  const [first] = keys
  const entity = first && model.entities[first.entity]
  if (!entity) return none
  const merged = createPartMerge(entity)
  const slice = createSlice()
  for (const key of keys) {
    const store = database.transaction(stores.rows, 'readonly').objectStore(stores.rows)
    merged.take(await segments.decode(entity.name, await result(store.get(toKey(key)))))
    await slice()
  }
  const full: (readonly [SegmentKey, Segment])[] = []
  // Who has heard of the latest of them has heard of all.
  const write = Math.max(...keys.map((key) => key.write))
  for (const part of [...merged.pieces(segmentSize)].flatMap(inSegments)) {
    const rows = part.rows.length + part.tombs.length
    const key = { ...first, write, part: firstMergedPart + full.length, rows }
    full.push([key, await segments.encode(part)])
    await slice()
  }
  const transaction = database.transaction([stores.rows, stores.client, stores.meta], 'readwrite')
  const done = committed(transaction)
  done.catch(() => {})
  const [client, feed] = await Promise.all([readClient(transaction), readFeed(transaction)])
  if (client?.stamp !== stamp || client.epoch !== epoch || feed?.generation !== first.generation) {
    transaction.abort()
    return none
  }
  const store = transaction.objectStore(stores.rows)
  for (const key of keys) store.delete(toKey(key))
  for (const [key, segment] of full) await result(store.put(segment, toKey(key)))
  await done
  return { fewer: keys.length - full.length, rows: full.reduce((sum, [key]) => sum + key.rows, 0) }
}

/** Bytes of JSON text that go into one item: packed or not, it stays far below the 400 KB of an item. */
const mostChunkBytes = 200_000

/** Entries in the order in which they came, in parts of which each becomes an item. */
export interface Chunks<T> {
  readonly parts: { readonly entries: T[]; bytes: number }[]
}

/** The size of a value as JSON text. */
export function textBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** Adds an entry of this size. */
export function pushChunk<T>({ parts }: Chunks<T>, entry: T, bytes: number): void {
  const last = parts.at(-1)
  if (last && last.bytes + bytes <= mostChunkBytes) {
    last.entries.push(entry)
    last.bytes += bytes
  } else {
    parts.push({ entries: [entry], bytes })
  }
}

/** The parts that there would be more, with entries of these sizes. */
export function moreChunks({ parts }: Chunks<unknown>, sizes: readonly number[]): number {
  let more = 0
  let bytes = parts.at(-1)?.bytes ?? Infinity
  for (const size of sizes) {
    if (bytes + size > mostChunkBytes) {
      more += 1
      bytes = 0
    }
    bytes += size
  }
  return more
}

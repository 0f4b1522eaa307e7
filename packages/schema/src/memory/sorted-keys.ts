/** Keys a chunk; one that has grown past it is split in two. */
const chunkSize = 512

/** A set of texts, kept in order. */
export interface SortedKeys {
  readonly add: (key: string) => void
  readonly delete: (key: string) => void
  /** The keys from this one on, itself included; not while the set is being changed. */
  readonly from: (key: string) => Iterable<string>
  /** The keys before this one, backwards, all of them without one; not while the set is being changed. */
  readonly before: (key?: string) => Iterable<string>
}

/** Makes an empty set: chunks of sorted keys, so that neither a write nor a page moves or sorts all of them. */
export function createSortedKeys(): SortedKeys {
  const chunks: string[][] = []

  /** The chunk that holds the key, or that it belongs in. */
  const chunkOf = (key: string): number => {
    const after = firstIndex(chunks.length, (index) => (chunks[index]?.[0] ?? '') > key)
    return Math.max(after - 1, 0)
  }
  const placeIn = (chunk: readonly string[], key: string): number =>
    firstIndex(chunk.length, (index) => (chunk[index] ?? '') >= key)

  return {
    add(key) {
      const index = chunkOf(key)
      const chunk = chunks[index]
      if (!chunk) return void chunks.push([key])
      const place = placeIn(chunk, key)
      if (chunk[place] === key) return
      chunk.splice(place, 0, key)
      // Keys that come in order fill their chunks: only the last one is cut at its end.
      const cut = index === chunks.length - 1 && place === chunk.length - 1 ? chunkSize : chunkSize / 2
      if (chunk.length > chunkSize) chunks.splice(index + 1, 0, chunk.splice(cut))
    },
    delete(key) {
      const index = chunkOf(key)
      const chunk = chunks[index]
      const place = chunk ? placeIn(chunk, key) : 0
      if (!chunk || chunk[place] !== key) return
      chunk.splice(place, 1)
      if (chunk.length === 0) chunks.splice(index, 1)
    },
    *from(key) {
      const first = chunkOf(key)
      for (let index = first; index < chunks.length; index += 1) {
        const chunk = chunks[index] ?? []
        const start = index === first ? placeIn(chunk, key) : 0
        for (let place = start; place < chunk.length; place += 1) yield chunk[place] ?? ''
      }
    },
    *before(key) {
      const last = key === undefined ? chunks.length - 1 : chunkOf(key)
      for (let index = last; index >= 0; index -= 1) {
        const chunk = chunks[index] ?? []
        const end = key !== undefined && index === last ? placeIn(chunk, key) : chunk.length
        for (let place = end - 1; place >= 0; place -= 1) yield chunk[place] ?? ''
      }
    },
  }
}

/** The first index that passes, of a run in which all later ones pass too; `length` where none does. */
function firstIndex(length: number, passes: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (passes(middle)) high = middle
    else low = middle + 1
  }
  return low
}

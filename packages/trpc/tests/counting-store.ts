import type { AnyModel, SyncStore } from '@throughline/schema'

/** The reads that a store was asked for, in order, as `method entity`. */
export interface Counted<TModel extends AnyModel> {
  readonly store: SyncStore<TModel>
  readonly reads: string[]
  /** How many keys each `batchGet` was given. */
  readonly keys: number[]
  /** Most reads that were under way at a time. */
  readonly most: () => number
}

const readers = ['get', 'batchGet', 'list', 'query'] as const

/** A store that writes down how it is read. */
export function countingStore<TModel extends AnyModel>(store: SyncStore<TModel>): Counted<TModel> {
  const reads: string[] = []
  const keys: number[] = []
  let running = 0
  let most = 0
  // Sound: each reader is put back under its own name, with the arguments that it was given.
  const loose = store as unknown as Record<string, (...args: readonly unknown[]) => Promise<unknown>>
  const counted = readers.map((name) => {
    const read = async (...args: readonly unknown[]): Promise<unknown> => {
      reads.push(`${name} ${String(args[0])}`)
      if (name === 'batchGet' && Array.isArray(args[1])) keys.push(args[1].length)
      running += 1
      most = Math.max(most, running)
      try {
        return await loose[name]?.(...args)
      } finally {
        running -= 1
      }
    }
    return [name, read] as const
  })
  return { store: { ...store, ...Object.fromEntries(counted) }, reads, keys, most: () => most }
}

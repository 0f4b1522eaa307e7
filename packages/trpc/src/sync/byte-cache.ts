/** What was used last, by name, up to a number of bytes. */
export interface ByteCache {
  /** What all entries hold together. */
  readonly bytes: number
  /** A part of the cache, whose names are its own. */
  readonly part: <T>(prefix: string) => CachePart<T>
}

/** Entries of one kind. */
export interface CachePart<T> {
  readonly get: (name: string) => T | undefined
  /** Replaces what was there; what is larger than the whole cache is not kept. */
  readonly set: (name: string, value: T, bytes: number) => void
}

/** Makes an empty cache. */
export function createByteCache(maxBytes: number): ByteCache {
  const entries = new Map<string, { readonly value: unknown; readonly bytes: number }>()
  let held = 0
  const drop = (name: string): void => {
    held -= entries.get(name)?.bytes ?? 0
    entries.delete(name)
  }
  return {
    get bytes() {
      return held
    },
    part: <T>(prefix: string): CachePart<T> => ({
      get(name) {
        const entry = entries.get(prefix + name)
        if (!entry) return undefined
        entries.delete(prefix + name)
        entries.set(prefix + name, entry)
        // Sound: names of this prefix are set below alone, with values of this part.
        return entry.value as T
      },
      set(name, value, bytes) {
        drop(prefix + name)
        if (bytes > maxBytes) return
        entries.set(prefix + name, { value, bytes })
        held += bytes
        for (const oldest of entries.keys()) {
          if (held <= maxBytes) break
          drop(oldest)
        }
      },
    }),
  }
}

/** Lets all who ask for the same at one time share one answer. */
export function createSharing<T>(): (name: string, make: () => Promise<T>) => Promise<T> {
  const going = new Map<string, Promise<T>>()
  return (name, make) => {
    const found = going.get(name)
    if (found) return found
    const making = make().finally(() => going.delete(name))
    going.set(name, making)
    return making
  }
}

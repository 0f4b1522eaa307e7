/** Told of the keys whose shown rows changed; the rows are to be read from the table then. */
export type FoldListener = (keys: readonly string[]) => void

/** Tells an entity's writers and listeners which rows changed, once for each batch. */
export interface FoldPublisher {
  /** Notes a row to be computed again when the batch ends. */
  mark(name: string, key: string): void
  /** Batches nest; the outermost one tells. */
  batch(work: () => void): void
  /** How often the entity's rows have changed. */
  revision(name: string): number
  /** Indexes are told before writers, and those before listeners, so that a listener sees all as it will be. */
  listen(name: string, listener: FoldListener, role?: 'index' | 'listener' | 'writer'): () => void
}

interface Channel {
  readonly name: string
  revision: number
  dirty: Set<string>
  readonly index: Set<FoldListener>
  readonly writer: Set<FoldListener>
  readonly listener: Set<FoldListener>
}

/** `refoldOf` an entity computes one row again and returns whether what is shown changed; `indexed` is called once all indexes were told. */
export function createFoldPublisher(
  names: readonly string[],
  refoldOf: (name: string) => (key: string) => boolean,
  indexed: () => void,
): FoldPublisher {
  const channels = new Map<string, Channel>(
    names.map((name) => [
      name,
      { name, revision: 0, dirty: new Set(), index: new Set(), writer: new Set(), listener: new Set() },
    ]),
  )
  let depth = 0

  const channel = (name: string): Channel => {
    const found = channels.get(name)
    if (found) return found
    throw new TypeError(`There is no entity "${name}".`)
  }

  const flush = (): void => {
    const changes = [...channels.values()].flatMap((of) => {
      if (of.dirty.size === 0) return []
      const dirty = of.dirty
      of.dirty = new Set()
      const keys = [...dirty].filter(refoldOf(of.name))
      if (keys.length > 0) of.revision += 1
      return keys.length > 0 ? [{ of, keys }] : []
    })
    for (const { of, keys } of changes) for (const tell of of.index) tell(keys)
    indexed()
    for (const { of, keys } of changes) for (const tell of of.writer) tell(keys)
    for (const { of, keys } of changes) for (const tell of Array.from(of.listener)) tell(keys)
  }

  return {
    mark: (name, key) => void channel(name).dirty.add(key),
    batch(work) {
      depth += 1
      try {
        work()
      } finally {
        depth -= 1
        if (depth === 0) flush()
      }
    },
    revision: (name) => channel(name).revision,
    listen(name, listener, role = 'listener') {
      const listeners = channel(name)[role]
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

export interface Emitter {
  readonly emit: () => void
  readonly subscribe: (listener: () => void) => () => void
  readonly clear: () => void
}

/** A set of listeners; one may leave, or come, while they are told. */
export function createEmitter(): Emitter {
  const listeners = new Set<() => void>()
  return {
    emit() {
      for (const listener of Array.from(listeners)) listener()
    },
    subscribe(listener) {
      // Wrapped, so that the same function subscribed twice is told twice and leaves one at a time.
      const own = () => listener()
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    clear: () => listeners.clear(),
  }
}

/** A value that can be read now and listened to. */
export interface Readable<T> {
  /** The value now; the same object until it changes. */
  get(): T
  /** Calls `listener` when the value may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void
}

/** Entries in the order in which they came, each with its place; the oldest can be dropped. */
export interface Log<T> {
  /** The place of the oldest entry that is kept; one past `last` where none is. */
  readonly first: number
  /** The place of the newest entry, kept or not; 0 before the first one. */
  readonly last: number
  /** Adds an entry and answers its place: 1, 2, 3 … */
  readonly push: (entry: T) => number
  readonly at: (place: number) => T | undefined
  /** Drops the oldest entry and answers it. */
  readonly shift: () => T | undefined
}

/** Makes an empty log. */
export function createLog<T>(): Log<T> {
  const entries: (T | undefined)[] = []
  /** Entries dropped before `entries[0]`, and those dropped since that are still in it. */
  let gone = 0
  let head = 0

  const at = (place: number): T | undefined => (place > gone + head ? entries[place - gone - 1] : undefined)
  return {
    get first() {
      return gone + head + 1
    },
    get last() {
      return gone + entries.length
    },
    push: (entry) => gone + entries.push(entry),
    at,
    shift() {
      if (head === entries.length) return undefined
      const entry = entries[head]
      entries[head] = undefined
      head += 1
      // Moving the rest costs as much as it holds: not before half of it is gone.
      if (head > 1024 && head > entries.length / 2) {
        entries.splice(0, head)
        gone += head
        head = 0
      }
      return entry
    },
  }
}

// By the store itself: nothing of one store is seen from another.
const stores = new WeakSet<object>()

/** Notes that a store shows rows that were read elsewhere. */
export function markHydrated(store: object): void {
  stores.add(store)
}

/** Whether a server has rendered the rows of a store. */
export function isHydrated(store: object): boolean {
  return stores.has(store)
}

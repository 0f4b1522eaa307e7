/** `in-use`: all persons, and what belongs to those that were looked at. `all`: everything, which takes a while once. */
export type KeptRows = 'all' | 'in-use'

const storageKey = 'kept-rows'

/** Which rows this device keeps for the time without a network. */
export function keptRows(): KeptRows {
  try {
    return globalThis.localStorage?.getItem(storageKey) === 'all' ? 'all' : 'in-use'
  } catch {
    // The browser gives no storage here.
    return 'in-use'
  }
}

/** Changes that, and loads all tabs anew. */
export function keepRows(kept: KeptRows): void {
  localStorage.setItem(storageKey, kept)
  location.reload()
}

/** Loads this tab anew where another one has changed it: all tabs keep the same. */
export function followKeptRows(): () => void {
  const follow = ({ key }: StorageEvent): void => {
    if (key === storageKey) location.reload()
  }
  addEventListener('storage', follow)
  return () => removeEventListener('storage', follow)
}

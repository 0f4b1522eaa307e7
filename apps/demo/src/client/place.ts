const storageKey = 'directory-place'

/** Index of the row that the directory last began at in this tab, so that coming back finds the same place. */
export function rememberedPlace(): number {
  if (typeof window === 'undefined') return 0
  const entry = window.sessionStorage.getItem(storageKey)
  const [query, index] = entry?.split('@') ?? []
  return query === window.location.search ? Math.max(0, Number(index) || 0) : 0
}

/** Keeps the place for this tab and this filter and order. */
export function rememberPlace(index: number): void {
  window.sessionStorage.setItem(storageKey, `${window.location.search}@${index}`)
}

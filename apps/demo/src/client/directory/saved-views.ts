'use client'

import { useCallback, useMemo, useSyncExternalStore } from 'react'

/** A way to look at the directory that someone gave a name. */
export interface SavedView {
  readonly name: string
  /** The page's address without the "?". */
  readonly query: string
}

const storageKey = 'directory-views'
const changed = 'directory-views-changed'

function subscribe(onChange: () => void): () => void {
  addEventListener('storage', onChange)
  addEventListener(changed, onChange)
  return () => {
    removeEventListener('storage', onChange)
    removeEventListener(changed, onChange)
  }
}

function isView(value: unknown): value is SavedView {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'query' in value &&
    typeof value.name === 'string' &&
    typeof value.query === 'string'
  )
}

function read(text: string): readonly SavedView[] {
  try {
    const views: unknown = JSON.parse(text)
    return Array.isArray(views) ? views.filter(isView) : []
  } catch {
    return []
  }
}

/** The views that were saved in this browser. */
export function useSavedViews() {
  const text = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(storageKey) ?? '[]',
    () => '[]',
  )
  const views = useMemo(() => read(text), [text])
  const write = useCallback((next: readonly SavedView[]) => {
    localStorage.setItem(storageKey, JSON.stringify(next))
    dispatchEvent(new Event(changed))
  }, [])
  return {
    views,
    save: (view: SavedView) => write([...views.filter(({ name }) => name !== view.name), view]),
    remove: (name: string) => write(views.filter((view) => view.name !== name)),
  }
}

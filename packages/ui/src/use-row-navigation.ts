'use client'

import { type KeyboardEvent, useState } from 'react'

export interface RowNavigationOptions {
  total: number
  /** Whole rows that the viewport shows, for PageUp and PageDown. */
  pageSize: () => number
  scrollTo: (index: number) => void
  onOpen: (index: number) => void
  /** Takes a row into the selection, or out of it; Space opens where rows are not selected. */
  onToggle?: ((index: number) => void) | undefined
  /** Takes the rows from one to another into the selection. */
  onExtend?: ((from: number, to: number) => void) | undefined
  onSelectAll?: (() => void) | undefined
  onClear?: (() => boolean) | undefined
}

/** Which row the keyboard stands on (−1: none yet), and the keys that move it and select. */
export function useRowNavigation(options: RowNavigationOptions) {
  const { total, pageSize, scrollTo, onOpen } = options
  const [wanted, setActive] = useState(-1)
  const active = Math.min(wanted, total - 1)
  const targets: Readonly<Record<string, () => number>> = {
    ArrowDown: () => active + 1,
    ArrowUp: () => active - 1,
    End: () => total - 1,
    Home: () => 0,
    PageDown: () => active + pageSize(),
    PageUp: () => active - pageSize(),
  }
  const act = (event: KeyboardEvent<HTMLElement>): boolean => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'a' && options.onSelectAll) {
      options.onSelectAll()
      return true
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    if (event.key === 'Escape') return options.onClear?.() === true
    if ((event.key === 'Enter' || event.key === ' ') && active >= 0) {
      if (event.key === ' ' && options.onToggle) options.onToggle(active)
      else onOpen(active)
      return true
    }
    const target = targets[event.key]
    if (!target) return false
    const next = Math.min(total - 1, Math.max(0, target()))
    if (event.shiftKey && active >= 0) options.onExtend?.(active, next)
    setActive(next)
    scrollTo(next)
    return true
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Keys inside a cell's button or link, or in a header, are theirs.
    if (event.target !== event.currentTarget || total === 0) return
    if (act(event)) event.preventDefault()
  }
  const open = (index: number) => {
    setActive(index)
    onOpen(index)
  }
  return { active, open, reset: () => setActive(-1), onKeyDown }
}

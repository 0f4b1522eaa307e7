'use client'

import { type KeyboardEvent, useState } from 'react'

export interface RowNavigationOptions {
  total: number
  /** Whole rows that the viewport shows, for PageUp and PageDown. */
  pageSize: () => number
  scrollTo: (index: number) => void
  onOpen: (index: number) => void
}

/** Which row the keyboard stands on (−1: none yet), and the keys that move it. */
export function useRowNavigation({ total, pageSize, scrollTo, onOpen }: RowNavigationOptions) {
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
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Keys inside a cell's button or link, or in a header, are theirs.
    if (event.target !== event.currentTarget || total === 0) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if ((event.key === 'Enter' || event.key === ' ') && active >= 0) {
      event.preventDefault()
      onOpen(active)
      return
    }
    const target = targets[event.key]
    if (!target) return
    event.preventDefault()
    const next = Math.min(total - 1, Math.max(0, target()))
    setActive(next)
    scrollTo(next)
  }
  const open = (index: number) => {
    setActive(index)
    onOpen(index)
  }
  return { active, open, reset: () => setActive(-1), onKeyDown }
}

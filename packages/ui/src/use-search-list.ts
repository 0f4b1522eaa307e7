'use client'

import { type KeyboardEvent, useEffect, useId, useState } from 'react'

export interface SearchListOptions<TItem> {
  items: readonly TItem[]
  onPick: (item: TItem) => void
  /** Escape, where nothing else takes it. */
  onEscape?: (() => boolean) | undefined
}

export interface SearchList {
  /** Id of the list, for `aria-controls`. */
  readonly listId: string
  readonly optionId: (index: number) => string
  /** The option that the keys stand on; −1 where there is none. */
  readonly active: number
  readonly setActive: (index: number) => void
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/** The keys of a text field over a list: arrows move, Enter picks, Home and End stay the text's own. */
export function useSearchList<TItem>({ items, onPick, onEscape }: SearchListOptions<TItem>): SearchList {
  const listId = useId()
  const [wanted, setActive] = useState(0)
  const active = items.length === 0 ? -1 : Math.min(Math.max(wanted, 0), items.length - 1)
  const optionId = (index: number) => `${listId}-${index}`
  useEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, listId])
  const step = (by: number) => setActive((active + by + items.length) % Math.max(1, items.length))
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing) return
    const item = items[active]
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Enter' && item !== undefined) onPick(item)
    else if (event.key !== 'Escape' || onEscape?.() !== true) return
    event.preventDefault()
    event.stopPropagation()
  }
  return { listId, optionId, active, setActive, onKeyDown }
}

'use client'

import { useEffect, useRef } from 'react'
import { lazyPart } from './lazy-part.ts'
import type { SearchResult, SearchState } from './search-result.tsx'
import { useLazyPart } from './use-lazy-part.ts'

const body = lazyPart(() =>
  import('./command-palette-body.tsx').then(({ CommandPaletteBody }) => CommandPaletteBody),
)

/** Something that the app can do. */
export interface Command {
  /** Unique among the commands and the results. */
  readonly id: string
  readonly title: string
  /** More words to find it by. */
  readonly keywords?: string | undefined
  /** The key that does it without the palette, for people to learn. */
  readonly shortcut?: string | undefined
  readonly icon?: SearchResult['media']
  readonly run: () => void
}

export interface CommandPaletteProps<
  TResult extends SearchResult = SearchResult,
> extends SearchState<TResult> {
  open: boolean
  onOpenChange: (open: boolean) => void
  onTermChange: (term: string) => void
  /** What was found is gone to; the palette closes. */
  onSelect: (result: TResult) => void
  /** What the app can do; those that the term does not name are left out. */
  commands?: readonly Command[]
}

/** One field for everything: finds rows and runs commands; opened by Ctrl-K (Cmd-K), see {@link usePaletteKey}. */
export function CommandPalette<TResult extends SearchResult>(props: CommandPaletteProps<TResult>) {
  const Body = useLazyPart(body, props.open)
  return Body && <Body {...props} />
}

/** Calls back at Ctrl-K, or Cmd-K on a Mac. */
export function usePaletteKey(onOpen: () => void): void {
  const latest = useRef(onOpen)
  useEffect(() => {
    latest.current = onOpen
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      if (event.shiftKey || event.altKey) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}

'use client'

import { useEffect, useRef } from 'react'
import { lazyDialog } from './lazy-dialog.tsx'

/** One thing that a key does. */
export interface KeyHelp {
  /** Keys pressed together or one of them, such as `['Ctrl', 'K']`. */
  readonly keys: readonly string[]
  readonly does: string
}

export interface KeyboardHelpProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  keys: readonly KeyHelp[]
}

/** The keys of a page; for "?", see {@link usePageKey}. */
export const KeyboardHelp = lazyDialog<KeyboardHelpProps>(() =>
  import('./keyboard-help-body.tsx').then(({ KeyboardHelpBody }) => KeyboardHelpBody),
)

/** Calls back when a key is pressed anywhere but in a text field or a dialog; `?` and plain letters, without Ctrl or Cmd. */
export function usePageKey(key: string, onPress: () => void): void {
  const latest = useRef(onPress)
  useEffect(() => {
    latest.current = onPress
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
        return
      if (
        target instanceof Element &&
        target.closest(
          'input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], [role=dialog], [role=alertdialog]',
        )
      )
        return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [key])
}

'use client'

import { useCallback, useSyncExternalStore } from 'react'
import { themeStorageKey } from './theme-script.ts'

/** What a person chose: light, dark, or what the system says. */
export type Theme = 'dark' | 'light' | 'system'

const darkQuery = '(prefers-color-scheme: dark)'
const changed = 'throughline:theme'

function isTheme(value: unknown): value is Theme {
  return value === 'dark' || value === 'light' || value === 'system'
}

function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(themeStorageKey)
    return isTheme(stored) ? stored : 'system'
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
    return 'system'
  }
}

let unstored: Theme | undefined

/** Sets or takes `.dark` on the page's root element. */
export function applyTheme(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia(darkQuery).matches)
  document.documentElement.classList.toggle('dark', dark)
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
}

function subscribe(onChange: () => void): () => void {
  const system = matchMedia(darkQuery)
  const follow = () => {
    applyTheme(unstored ?? readTheme())
    onChange()
  }
  system.addEventListener('change', follow)
  addEventListener('storage', follow)
  addEventListener(changed, follow)
  // An app without the script that runs before the first paint gets its theme here.
  applyTheme(unstored ?? readTheme())
  return () => {
    system.removeEventListener('change', follow)
    removeEventListener('storage', follow)
    removeEventListener(changed, follow)
  }
}

/** The theme that is chosen, and a way to choose another; all places and tabs agree. */
export function useTheme(): { theme: Theme; setTheme: (theme: Theme) => void } {
  const theme = useSyncExternalStore<Theme>(
    subscribe,
    () => unstored ?? readTheme(),
    () => 'system',
  )
  const setTheme = useCallback((next: Theme) => {
    try {
      localStorage.setItem(themeStorageKey, next)
      unstored = undefined
    } catch {
      unstored = next
    }
    dispatchEvent(new Event(changed))
  }, [])
  return { theme, setTheme }
}

'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/**
 * One value of the page's address, such as `?tab=banking`: it survives a reload and can be sent to others.
 *
 * A change replaces the address without a navigation; the initial value is left out of it.
 */
export function useUrlState(name: string, initial = ''): [value: string, setValue: (value: string) => void] {
  const value = useSearchParams().get(name) ?? initial
  const setValue = useCallback(
    (next: string) => {
      const url = new URL(window.location.href)
      if (next === initial) url.searchParams.delete(name)
      else url.searchParams.set(name, next)
      // Next follows the address of the page: `useSearchParams` gives the new value.
      if (url.href !== window.location.href) window.history.replaceState(null, '', url)
    },
    [name, initial],
  )
  return [value, setValue]
}

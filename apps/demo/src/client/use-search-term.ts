'use client'

import { useDeferredValue, useEffect, useState } from 'react'
import { useUrlState } from './use-url-state.ts'

/** Milliseconds after the last key stroke until the page's address takes the term. */
const urlDelay = 300

/** A search term as it is typed, as it is applied (a moment later, where the machine is slow), and in the address. */
export function useSearchTerm(name: string): {
  term: string
  appliedTerm: string
  setTerm: (term: string) => void
} {
  const [urlTerm, setUrlTerm] = useUrlState(name)
  const [term, setTerm] = useState(urlTerm)
  useEffect(() => {
    const timer = setTimeout(() => setUrlTerm(term), urlDelay)
    return () => clearTimeout(timer)
  }, [term, setUrlTerm])
  return { term, appliedTerm: useDeferredValue(term.trim()), setTerm }
}

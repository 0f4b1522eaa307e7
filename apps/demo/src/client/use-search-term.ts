'use client'

import { useCallback, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useUrlState } from './use-url-state.ts'

/** Milliseconds after the last key stroke until the page's address takes the term. */
const urlDelay = 300

interface SearchTerm {
  /** As it is typed. */
  readonly term: string
  /** As it is searched for: a moment later, where the machine is slow. */
  readonly appliedTerm: string
  readonly setTerm: (term: string) => void
  /** Puts the term into the address now; before one leaves the page, since a later change would undo the leaving. */
  readonly commitTerm: () => void
}

/** A search term, kept in the page's address under a name. */
export function useSearchTerm(name: string): SearchTerm {
  const [urlTerm, setUrlTerm] = useUrlState(name)
  const [term, setTerm] = useState(urlTerm)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    timer.current = setTimeout(() => setUrlTerm(term), urlDelay)
    return () => clearTimeout(timer.current)
  }, [term, setUrlTerm])
  const commitTerm = useCallback(() => {
    clearTimeout(timer.current)
    setUrlTerm(term)
  }, [term, setUrlTerm])
  return { term, appliedTerm: useDeferredValue(term.trim()), setTerm, commitTerm }
}

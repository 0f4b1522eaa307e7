'use client'

import { startTransition, useCallback, useEffect, useRef, useState } from 'react'
import { useUrlState } from './use-url-state.ts'

/** Milliseconds after the last key stroke until the page's address takes the term. */
const urlDelay = 300

/** What a search field begins with: its own state from then on, so that a key stroke draws no more than the field. */
export interface FieldStart {
  /** Another one for each beginning. */
  readonly key: number
  readonly text: string
}

interface SearchTerm {
  readonly start: FieldStart
  /** As it is searched for: a moment after it was typed, where the machine is slow. */
  readonly term: string
  readonly onType: (text: string) => void
  readonly clearTerm: () => void
  /** Puts the term into the address now; before one leaves the page, since a later change would undo the leaving. */
  readonly commitTerm: () => void
}

/** A search term, kept in the page's address under a name. */
export function useSearchTerm(name: string): SearchTerm {
  const [urlTerm, setUrlTerm] = useUrlState(name)
  const [start, setStart] = useState<FieldStart>({ key: 0, text: urlTerm })
  const [term, setTerm] = useState(urlTerm)
  const typed = useRef(urlTerm)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const commitTerm = useCallback(() => {
    clearTimeout(timer.current)
    setUrlTerm(typed.current)
  }, [setUrlTerm])
  const onType = useCallback(
    (text: string) => {
      typed.current = text
      clearTimeout(timer.current)
      timer.current = setTimeout(commitTerm, urlDelay)
      startTransition(() => setTerm(text))
    },
    [commitTerm],
  )
  const clearTerm = useCallback(() => {
    setStart(({ key }) => ({ key: key + 1, text: '' }))
    onType('')
  }, [onType])
  return { start, term: term.trim(), onType, clearTerm, commitTerm }
}

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
  /** Somebody works in it: it was given its text by a button that may be gone. */
  readonly focus?: boolean
}

export interface SearchTerm {
  readonly start: FieldStart
  /** As it is searched for: a moment after it was typed, where the machine is slow. */
  readonly term: string
  readonly onType: (text: string) => void
  /** Puts a text into the field, and the focus. */
  readonly setTerm: (text: string) => void
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
  /** What the address has, and what it was given and may not have yet. */
  const given = useRef([urlTerm])
  useEffect(() => () => clearTimeout(timer.current), [])
  const commitTerm = useCallback(() => {
    clearTimeout(timer.current)
    if (given.current.at(-1) !== typed.current) given.current.push(typed.current)
    setUrlTerm(typed.current)
  }, [setUrlTerm])
  useEffect(() => {
    const known = given.current.indexOf(urlTerm)
    given.current = known < 0 ? [urlTerm] : given.current.slice(known)
    if (known >= 0) return
    // Another view was chosen, or one went back.
    clearTimeout(timer.current)
    typed.current = urlTerm
    setStart(({ key }) => ({ key: key + 1, text: urlTerm }))
    setTerm(urlTerm)
  }, [urlTerm])
  const onType = useCallback(
    (text: string) => {
      typed.current = text
      clearTimeout(timer.current)
      timer.current = setTimeout(commitTerm, urlDelay)
      startTransition(() => setTerm(text))
    },
    [commitTerm],
  )
  const giveTerm = useCallback(
    (text: string) => {
      setStart(({ key }) => ({ key: key + 1, text, focus: true }))
      onType(text)
    },
    [onType],
  )
  return { start, term: term.trim(), onType, setTerm: giveTerm, commitTerm }
}

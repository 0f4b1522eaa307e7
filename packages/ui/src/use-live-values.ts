'use client'

import type { FieldSpec } from '@throughline/schema'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { FieldValues } from './field-specs.ts'
import { initialValues, sameValue } from './form-values.ts'

/** What an edit began from; of fields that followed a change or were decided about, what came later. */
export interface FormBase {
  /** As a row has it. */
  readonly row: FieldValues
  /** As the form writes it. */
  readonly values: FieldValues
}

interface LiveOptions {
  readonly specs: readonly FieldSpec[]
  readonly schema: object
  readonly initial: FormBase
  /** The row as it is now; undefined where nobody watches it. */
  readonly current: FieldValues | undefined
  /** Fields that nobody edits here. */
  readonly withheld: ReadonlySet<string>
  /** While a submit is under way the row changes by it alone. */
  readonly isSubmitting: boolean
  readonly mineAt: (name: string) => unknown
  /** Whether the control holds a text that is no value. */
  readonly isDraft: (name: string) => boolean
  readonly setValue: (name: string, value: unknown) => void
}

/** What has become of the row while a form over it is open. */
export interface LiveValues {
  readonly base: FormBase
  /** Someone changed the field, and it was edited here too: their value, as a row has it. */
  theirsAt(name: string, mine: unknown): { readonly value: unknown } | undefined
  /** Fields that someone changed and that were not edited here. */
  readonly followed: ReadonlySet<string>
  /** How often a field took the value of someone else in place of an edited one: its control begins anew. */
  takenAt(name: string): number
  take(name: string): void
  keep(name: string): void
  /** What a submit has sent is no news when the row shows it. */
  sent(values: FieldValues): void
}

// The browser must not paint the one frame in which a field has not followed yet.
const useBeforePaint = typeof window === 'undefined' ? useEffect : useLayoutEffect

const none: ReadonlySet<string> = new Set()

/** Lets the fields of an open form that nobody has edited follow the row, and tells of the others. */
export function useLiveValues(options: LiveOptions): LiveValues {
  const { specs, schema, current, withheld, isSubmitting, mineAt, isDraft, setValue } = options
  const [base, setBase] = useState(options.initial)
  const [followed, setFollowed] = useState(none)
  const [taken, setTaken] = useState<Readonly<Record<string, number>>>({})
  const sentValues = useRef<FieldValues>({})
  const theirs = useMemo(() => current && initialValues(specs, current, schema), [specs, current, schema])

  const move = (names: readonly string[]): void => {
    if (!current || !theirs || names.length === 0) return
    const sent = Object.entries(sentValues.current)
    sentValues.current = Object.fromEntries(sent.filter(([name]) => !names.includes(name)))
    setBase((before) => ({
      row: { ...before.row, ...pick(current, names) },
      values: { ...before.values, ...pick(theirs, names) },
    }))
  }
  const isNews = (name: string): boolean =>
    theirs !== undefined &&
    !withheld.has(name) &&
    !sameValue(theirs[name], base.values[name]) &&
    !(name in sentValues.current && sameValue(theirs[name], sentValues.current[name]))

  useBeforePaint(() => {
    if (!theirs || isSubmitting) return
    const changed = watched(specs).filter((name) => !sameValue(theirs[name], base.values[name]))
    const agreed = changed.filter((name) => !isNews(name) || sameValue(theirs[name], mineAt(name)))
    const free = changed.filter(
      (name) => !agreed.includes(name) && !isDraft(name) && sameValue(mineAt(name), base.values[name]),
    )
    for (const name of free) setValue(name, theirs[name])
    if (free.length > 0) setFollowed((names) => new Set([...names, ...free]))
    move([...agreed, ...free])
    // What is edited here changes nothing by itself: only the row, or a decision, lets a field follow.
  }, [theirs, base, isSubmitting])

  return {
    base,
    followed,
    theirsAt: (name, mine) =>
      !isSubmitting && isNews(name) && !sameValue(theirs?.[name], mine)
        ? { value: current?.[name] }
        : undefined,
    takenAt: (name) => taken[name] ?? 0,
    take(name) {
      setValue(name, theirs?.[name])
      setTaken((counts) => ({ ...counts, [name]: (counts[name] ?? 0) + 1 }))
      move([name])
    },
    keep: (name) => move([name]),
    sent(values) {
      sentValues.current = values
    },
  }
}

/** The fields that a form can show or carry, and that the server does not keep itself. */
function watched(specs: readonly FieldSpec[]): string[] {
  return specs.filter(({ managed, key }) => !managed && !key).map(({ name }) => name)
}

function pick(values: FieldValues, names: readonly string[]): FieldValues {
  return Object.fromEntries(names.map((name) => [name, values[name]]))
}

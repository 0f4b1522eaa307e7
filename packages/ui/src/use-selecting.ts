'use client'

import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { type RowSelection, withKey } from './row-selection.ts'

interface SelectingOptions<TRow> {
  rowAt: (index: number) => TRow | undefined
  selection?: RowSelection<TRow> | undefined
}

/** Takes rows into the selection and out of it. */
export function useSelecting<TRow>(props: SelectingOptions<TRow>) {
  const latest = useLatest(props)
  const anchor = useRef(-1)
  const keysBetween = useCallback(
    (from: number, to: number): string[] => {
      const { rowAt, selection } = latest.current
      const [start, end] = [Math.min(from, to), Math.max(from, to)]
      const rows = Array.from({ length: end - start + 1 }, (_, offset) => rowAt(start + offset))
      return rows.flatMap((row) => (row === undefined || !selection ? [] : [selection.rowKey(row)]))
    },
    [latest],
  )
  const extend = useCallback(
    (from: number, to: number) => {
      const { selection } = latest.current
      selection?.onChange(new Set([...selection.selected, ...keysBetween(from, to)]))
    },
    [keysBetween, latest],
  )
  const toggle = useCallback(
    (index: number, shift: boolean) => {
      const { selection } = latest.current
      const [key] = keysBetween(index, index)
      if (!selection || key === undefined) return
      if (shift && anchor.current >= 0) extend(anchor.current, index)
      else selection.onChange(withKey(selection.selected, key, !selection.selected.has(key)))
      anchor.current = index
    },
    [extend, keysBetween, latest],
  )
  const clear = useCallback((): boolean => {
    const { selection } = latest.current
    if (!selection || selection.selected.size === 0) return false
    selection.onChange(new Set())
    return true
  }, [latest])
  return { toggle, extend, clear }
}

/** The value of the latest render, for functions that stay the same. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}

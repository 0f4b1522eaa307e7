'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'

interface RowHold {
  /** The row is not there any more: what is shown is what it was. */
  readonly isGone: boolean
  /** Keeps what is shown on the page while someone works in it. */
  readonly hold: (on: boolean) => void
}

const RowHoldContext = createContext<RowHold>({ isGone: false, hold: () => undefined })

/** Holds the row around while `on`; says whether it is gone meanwhile. */
export function useRowHold(on: boolean): boolean {
  const { isGone, hold } = useContext(RowHoldContext)
  useEffect(() => {
    hold(on)
    return () => hold(false)
  }, [hold, on])
  return isGone
}

export interface KeepWhileEditedProps<TValue> {
  /** Undefined once it is gone. */
  value: TValue | undefined
  children: (value: TValue) => ReactNode
  /** In place of what is gone and not edited. */
  otherwise?: ReactNode
  /** The row is edited now, or not any more. */
  onHeld?: ((held: boolean) => void) | undefined
}

/** Keeps a row on the page while a card in it is edited, also where someone else deletes it: the form says so. */
export function KeepWhileEdited<TValue>({
  value,
  children,
  otherwise,
  onHeld,
}: KeepWhileEditedProps<TValue>) {
  const [last, setLast] = useState(value)
  const [held, setHeld] = useState(false)
  if (value !== undefined && value !== last) setLast(() => value)
  const isGone = value === undefined
  const report = useRef(onHeld)
  useEffect(() => {
    report.current = onHeld
  })
  const hold = useMemo(
    () => ({
      isGone,
      hold(on: boolean) {
        setHeld(on)
        report.current?.(on)
      },
    }),
    [isGone],
  )
  const shown = value ?? (held ? last : undefined)
  if (shown === undefined) return otherwise
  return <RowHoldContext.Provider value={hold}>{children(shown)}</RowHoldContext.Provider>
}

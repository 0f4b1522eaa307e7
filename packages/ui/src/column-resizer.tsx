'use client'

import type { PointerEvent } from 'react'
import { columnSize } from './column-layout.ts'

/** The edge of a column's head, to pull; by keyboard, widths are set where columns are chosen. */
export function ColumnResizer({ onResize }: { onResize: (size: number) => void }) {
  const pull = (event: PointerEvent<HTMLElement>) => {
    const { currentTarget, clientX, pointerId } = event
    const column = currentTarget.parentElement
    if (!column) return
    event.preventDefault()
    const width = column.getBoundingClientRect().width
    currentTarget.setPointerCapture(pointerId)
    // Outwards is to the left where one reads from right to left.
    const outwards = getComputedStyle(column).direction === 'rtl' ? -1 : 1
    let frame = 0
    const move = ({ clientX: now }: globalThis.PointerEvent) => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => onResize(columnSize(width + outwards * (now - clientX))))
    }
    currentTarget.addEventListener('pointermove', move)
    currentTarget.addEventListener(
      'lostpointercapture',
      () => currentTarget.removeEventListener('pointermove', move),
      { once: true },
    )
  }
  return (
    <span
      aria-hidden
      className="tl-reset tl:absolute tl:inset-y-1 tl:end-0 tl:w-2 tl:cursor-col-resize tl:touch-none tl:border-e-2 tl:border-transparent tl:hover:border-ring"
      onPointerDown={pull}
    />
  )
}

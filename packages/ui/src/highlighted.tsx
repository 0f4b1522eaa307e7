import type { ReactNode } from 'react'

/** Where a text matches: from the character at `start` up to, not including, the one at `end`. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

export interface HighlightedProps {
  text: string
  /** What is marked of it; those that overlap one before, or reach beyond the text, are left out. */
  ranges?: readonly TextRange[] | undefined
}

const noRanges: readonly TextRange[] = []

/** A text with what matches marked. */
export function Highlighted({ text, ranges = noRanges }: HighlightedProps) {
  const parts: ReactNode[] = []
  let from = 0
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    if (start < from || end > text.length || end <= start) continue
    parts.push(text.slice(from, start))
    parts.push(
      <mark key={start} className="tl-reset tl:rounded-[2px] tl:bg-primary/15 tl:text-foreground">
        {text.slice(start, end)}
      </mark>,
    )
    from = end
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  )
}

import { LoaderCircle } from 'lucide-react'
import { classNames } from './class-names.ts'

export interface SpinnerProps {
  /** Read out by screen readers; without it the spinner is decoration. */
  label?: string
  className?: string
}

/** Something is under way. */
export function Spinner({ label, className }: SpinnerProps) {
  const glyph = (
    <LoaderCircle
      aria-hidden
      className={classNames('tl-reset tl-motion tl:size-4 tl:animate-spin', className)}
      strokeWidth={2}
    />
  )
  if (label === undefined) return glyph
  return (
    <span className="tl:inline-flex" role="status">
      {glyph}
      <span className="tl:sr-only">{label}</span>
    </span>
  )
}

'use client'

import { Progress as BaseProgress } from '@base-ui/react/progress'
import { classNames } from './class-names.ts'

export interface ProgressProps {
  /** What is under way, for screen readers. */
  label: string
  /** From 0 to `max`; `null` while it is not known. */
  value: number | null
  max?: number
  className?: string
}

/** A bar that fills. */
export function Progress({ label, value, max = 100, className }: ProgressProps) {
  return (
    <BaseProgress.Root
      aria-label={label}
      className={classNames('tl-reset tl:w-full', className)}
      max={max}
      value={value}
    >
      <BaseProgress.Track className="tl-reset tl:block tl:h-1.5 tl:overflow-hidden tl:rounded-full tl:bg-muted">
        <BaseProgress.Indicator
          className={classNames(
            'tl-reset tl-motion tl:block tl:h-full tl:rounded-full tl:bg-primary tl:transition-all tl:duration-300',
            value === null && 'tl:w-1/3 tl:animate-pulse',
          )}
        />
      </BaseProgress.Track>
    </BaseProgress.Root>
  )
}

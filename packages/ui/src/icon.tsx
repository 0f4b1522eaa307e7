import type { LucideIcon } from 'lucide-react'
import { classNames } from './class-names.ts'

export interface IconProps {
  icon: LucideIcon
  size?: 'sm' | 'default'
  className?: string
}

/** An icon at the size of the text beside it; decoration, so hidden from screen readers. */
export function Icon({ icon: Glyph, size = 'default', className }: IconProps) {
  return (
    <Glyph
      aria-hidden
      className={classNames('tl-reset', size === 'sm' ? 'tl:size-3.5' : 'tl:size-4', className)}
      strokeWidth={1.75}
    />
  )
}

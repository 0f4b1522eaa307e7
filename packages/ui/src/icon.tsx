import type { ComponentType } from 'react'
import { classNames } from './class-names.ts'
import type { GlyphProps } from './glyphs.tsx'

export interface IconProps {
  /** One of lucide-react's, or another that takes what an `svg` takes. */
  icon: ComponentType<GlyphProps>
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

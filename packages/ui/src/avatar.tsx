import { classNames } from './class-names.ts'
import { Icon, type IconProps } from './icon.tsx'

export interface AvatarProps {
  /** The first letters of its first and last word are shown. */
  name: string
  size?: 'sm' | 'default' | 'lg'
  className?: string
}

const sizes = {
  sm: 'tl:size-6 tl:text-[0.625rem]',
  default: 'tl:size-9 tl:text-xs',
  lg: 'tl:size-12 tl:text-base',
}

/** Initials in a circle; decoration beside the name itself. */
export function Avatar({ name, size = 'default', className }: AvatarProps) {
  return (
    <span
      aria-hidden
      className={classNames(
        'tl-reset tl:inline-flex tl:shrink-0 tl:items-center tl:justify-center tl:rounded-full tl:bg-primary/10 tl:font-medium tl:text-primary tl:select-none',
        sizes[size],
        className,
      )}
    >
      {initials(name)}
    </span>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const picked = words.length > 1 ? [words.at(0), words.at(-1)] : [words.at(0)]
  return picked
    .map((word) => /^.\p{M}*/u.exec(word ?? '')?.[0] ?? '')
    .join('')
    .toUpperCase()
}

export interface IconTileProps {
  icon: IconProps['icon']
  className?: string
}

/** An icon on a small tile, before a card's title. */
export function IconTile({ icon, className }: IconTileProps) {
  return (
    <span
      className={classNames(
        'tl-reset tl:inline-flex tl:size-9 tl:shrink-0 tl:items-center tl:justify-center tl:rounded-lg tl:bg-muted tl:text-muted-foreground',
        className,
      )}
    >
      <Icon icon={icon} />
    </span>
  )
}

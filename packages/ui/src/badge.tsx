import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

export type BadgeVariant = 'default' | 'secondary' | 'outline' | 'destructive'

export interface BadgeProps extends ComponentProps<'span'> {
  variant?: BadgeVariant
}

const variants: Record<BadgeVariant, string> = {
  default: 'tl:bg-primary/10 tl:text-primary',
  secondary: 'tl:bg-secondary tl:text-secondary-foreground',
  outline: 'tl:text-muted-foreground tl:inset-ring tl:inset-ring-border',
  destructive: 'tl:bg-destructive/10 tl:text-destructive',
}

/** A short mark beside a title. */
export function Badge({ variant = 'secondary', className, ...props }: BadgeProps) {
  return (
    <span
      {...props}
      className={classNames(
        'tl-reset tl:inline-flex tl:h-5 tl:shrink-0 tl:items-center tl:gap-1 tl:whitespace-nowrap tl:rounded-full tl:px-2 tl:text-xs tl:font-medium',
        variants[variant],
        className,
      )}
    />
  )
}

import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

/** A grey block where something will stand; size it with `style` or `className`. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      aria-hidden
      {...props}
      className={classNames(
        'tl-reset tl-motion tl:animate-pulse tl:rounded-md tl:bg-muted-foreground/20',
        className,
      )}
    />
  )
}

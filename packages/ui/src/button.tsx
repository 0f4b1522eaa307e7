'use client'

import { type ComponentPropsWithoutRef, forwardRef, type MouseEvent, type ReactNode } from 'react'
import { buttonBase, ghostButton } from './button-look.ts'
import { classNames } from './class-names.ts'
import { Spinner } from './spinner.tsx'

export type ButtonVariant = 'default' | 'secondary' | 'outline' | 'ghost' | 'destructive'
export type ButtonSize = 'default' | 'sm'

/** A native button's props, and the look. */
export interface ButtonProps extends ComponentPropsWithoutRef<'button'> {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Shows a spinner and lets no further press through; the button keeps its width and its focus. */
  pending?: boolean
  /** An icon before the text. */
  icon?: ReactNode
}

const variants: Record<ButtonVariant, string> = {
  default: 'tl:bg-primary tl:text-primary-foreground tl:shadow-xs tl:hover:bg-primary/90',
  secondary: 'tl:bg-secondary tl:text-secondary-foreground tl:hover:bg-accent',
  outline: 'tl:border tl:border-input tl:bg-card tl:text-foreground tl:shadow-xs tl:hover:bg-accent',
  ghost: ghostButton,
  destructive:
    'tl:bg-destructive tl:text-white tl:shadow-xs tl:hover:bg-destructive/90 tl:dark:bg-destructive/60 tl:dark:hover:bg-destructive/70',
}

const sizes: Record<ButtonSize, string> = {
  default: 'tl:h-9 tl:gap-2 tl:px-3.5 tl:text-sm',
  sm: 'tl:h-8 tl:gap-1.5 tl:px-2.5 tl:text-[0.8125rem]',
}

/** A button; `type` is `button` unless said otherwise. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant = 'default', size = 'default', pending = false, icon, className, children, onClick, ...props },
  ref,
) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (pending) event.preventDefault()
    else onClick?.(event)
  }
  return (
    <button
      ref={ref}
      type="button"
      {...props}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      className={classNames(buttonBase, variants[variant], sizes[size], className)}
      onClick={press}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  )
})

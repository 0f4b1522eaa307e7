'use client'

import { type ComponentPropsWithoutRef, forwardRef, type ReactNode } from 'react'
import { buttonBase, ghostButton } from './button-look.ts'
import { classNames } from './class-names.ts'

/** A square button with an icon alone: `label` is its accessible name and its tooltip. */
export interface IconButtonProps extends Omit<ComponentPropsWithoutRef<'button'>, 'children' | 'aria-label'> {
  label: string
  icon: ReactNode
  size?: 'default' | 'sm'
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, icon, size = 'default', className, ...props },
  ref,
) {
  return (
    <button
      ref={ref}
      type="button"
      title={label}
      {...props}
      aria-label={label}
      className={classNames(buttonBase, ghostButton, size === 'sm' ? 'tl:size-7' : 'tl:size-9', className)}
    >
      {icon}
    </button>
  )
})

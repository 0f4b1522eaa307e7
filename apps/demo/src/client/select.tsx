'use client'

import { Icon } from '@throughline/ui'
import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'

interface SelectProps extends ComponentProps<'select'> {
  /** Height and text are those of the buttons beside it. */
  small?: boolean
}

/** A native list that looks as the fields of forms do. */
export function Select({ small = false, className = '', ...props }: SelectProps) {
  return (
    <span className={`relative inline-flex min-w-0 ${className}`}>
      <select
        {...props}
        className={`border-input bg-card focus-visible:ring-ring w-full appearance-none truncate rounded-md border pe-8 shadow-xs outline-none focus-visible:ring-2 dark:scheme-dark ${small ? 'h-8 ps-2 text-[0.8125rem]' : 'h-9 ps-3 text-sm'}`}
      />
      <span
        aria-hidden
        className="text-muted-foreground pointer-events-none absolute inset-y-0 end-2 flex items-center"
      >
        <Icon icon={ChevronsUpDown} size="sm" />
      </span>
    </span>
  )
}

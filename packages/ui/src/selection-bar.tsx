'use client'

import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'
import { Icon } from './icon.tsx'
import { useUiTexts } from './use-ui-texts.ts'

export interface SelectionBarProps {
  count: number
  onClear: () => void
  /** What can be done with what is selected: buttons. */
  children?: ReactNode
}

/** How many rows are selected, and what can be done with them; nothing without any, but its announcement. */
export function SelectionBar({ count, onClear, children }: SelectionBarProps) {
  const { table } = useUiTexts()
  const text = table.selected(count)
  return (
    <>
      <span aria-live="polite" className="tl:sr-only">
        {count > 0 ? text : ''}
      </span>
      {count > 0 && (
        <div
          aria-label={text}
          className="tl-reset tl:flex tl:flex-wrap tl:items-center tl:gap-2 tl:rounded-lg tl:border tl:border-border tl:bg-popover tl:py-1.5 tl:pe-1.5 tl:ps-3 tl:text-sm tl:text-popover-foreground tl:shadow-sm"
          role="toolbar"
        >
          <span aria-hidden className="tl:font-medium tl:tabular-nums">
            {text}
          </span>
          <span className="tl:grow" />
          {children}
          <IconButton icon={<Icon icon={X} />} label={table.clearSelection} size="sm" onClick={onClear} />
        </div>
      )}
    </>
  )
}

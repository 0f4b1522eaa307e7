'use client'

import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export interface TabItem {
  value: string
  label: ReactNode
  /** Shown beside the label; left out while it is not known. */
  count?: number | undefined
  /** What the tab shows; leave it out where the page itself follows `value`. */
  content?: ReactNode
}

export interface TabsProps {
  /** Accessible name of the row of tabs. */
  label: string
  items: readonly TabItem[]
  value?: string
  defaultValue?: string
  onValueChange?: (value: string) => void
  className?: string
}

const tab =
  'tl-reset tl-motion tl:inline-flex tl:h-10 tl:shrink-0 tl:cursor-pointer tl:items-center tl:gap-1.5 tl:rounded-md tl:px-3 tl:text-sm tl:font-medium tl:whitespace-nowrap tl:text-muted-foreground tl:outline-none tl:transition-colors tl:hover:text-foreground tl:focus-visible:inset-ring-2 tl:focus-visible:inset-ring-ring tl:data-active:text-foreground'

/** A row of tabs over their panels; the row scrolls by itself where it is too narrow. */
export function Tabs({ label, items, value, defaultValue, onValueChange, className }: TabsProps) {
  const controlled = value === undefined ? { defaultValue: defaultValue ?? items[0]?.value } : { value }
  return (
    <BaseTabs.Root
      {...controlled}
      className={classNames('tl-reset tl:flex tl:min-w-0 tl:flex-col tl:gap-5', className)}
      onValueChange={(next) => onValueChange?.(String(next))}
    >
      <BaseTabs.List
        aria-label={label}
        className="tl-reset tl-row tl:relative tl:flex tl:[scrollbar-width:none] tl:overflow-x-auto tl:overflow-y-hidden tl:border-b tl:border-border"
      >
        {items.map((item) => (
          <BaseTabs.Tab key={item.value} className={tab} value={item.value}>
            {item.label}
            {item.count !== undefined && (
              <span className="tl-reset tl:min-w-5 tl:rounded-full tl:bg-muted tl:px-1.5 tl:py-0.5 tl:text-center tl:text-xs tl:leading-4 tl:text-muted-foreground tl:tabular-nums">
                {item.count}
              </span>
            )}
          </BaseTabs.Tab>
        ))}
        <BaseTabs.Indicator className="tl-reset tl-motion tl:absolute tl:bottom-0 tl:left-0 tl:h-0.5 tl:w-(--active-tab-width) tl:translate-x-(--active-tab-left) tl:rounded-full tl:bg-primary tl:transition-all tl:duration-200" />
      </BaseTabs.List>
      {items.map((item) => (
        <BaseTabs.Panel
          key={item.value}
          className="tl-reset tl:min-w-0 tl:rounded-md tl:outline-none tl:focus-visible:ring-2 tl:focus-visible:ring-ring tl:focus-visible:ring-offset-4 tl:focus-visible:ring-offset-background"
          value={item.value}
        >
          {item.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  )
}

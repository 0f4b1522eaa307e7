'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useId } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { type Theme, useTheme } from './theme.ts'
import { useUiTexts } from './use-ui-texts.ts'

export interface ThemeToggleProps {
  className?: string
}

const choices = [
  { value: 'light', icon: Sun },
  { value: 'system', icon: Monitor },
  { value: 'dark', icon: Moon },
] as const satisfies readonly { value: Theme; icon: typeof Sun }[]

/** Light, dark or what the system says; kept for the next visit. */
export function ThemeToggle({ className }: ThemeToggleProps) {
  const { theme, setTheme } = useTheme()
  const texts = useUiTexts().theme
  const name = useId()
  return (
    <div
      aria-label={texts.label}
      className={classNames(
        'tl-reset tl:inline-flex tl:rounded-lg tl:bg-muted tl:p-0.5 tl:text-muted-foreground',
        className,
      )}
      role="radiogroup"
    >
      {choices.map(({ value, icon }) => (
        <label
          key={value}
          className="tl-reset tl-motion tl:relative tl:flex tl:size-7 tl:cursor-pointer tl:items-center tl:justify-center tl:rounded-md tl:transition-colors tl:hover:text-foreground tl:has-checked:bg-card tl:has-checked:text-foreground tl:has-checked:shadow-xs tl:has-focus-visible:ring-2 tl:has-focus-visible:ring-ring"
          title={texts[value]}
        >
          <input
            aria-label={texts[value]}
            checked={theme === value}
            className="tl:sr-only"
            name={name}
            type="radio"
            value={value}
            onChange={() => setTheme(value)}
          />
          <Icon icon={icon} />
        </label>
      ))}
    </div>
  )
}

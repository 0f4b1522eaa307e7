'use client'

import { Languages } from 'lucide-react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { useUiTexts } from './use-ui-texts.ts'

export interface LanguageSelectProps {
  /** Each with its name in itself: `{ value: 'de', label: 'Deutsch' }`. */
  languages: readonly { readonly value: string; readonly label: string }[]
  value: string
  onValueChange: (value: string) => void
  className?: string
}

/** A choice of languages; a native list. */
export function LanguageSelect({ languages, value, onValueChange, className }: LanguageSelectProps) {
  const { language } = useUiTexts()
  return (
    <span className={classNames('tl-reset tl:relative tl:inline-flex', className)}>
      <Icon
        className="tl:pointer-events-none tl:absolute tl:top-2 tl:start-2 tl:text-muted-foreground"
        icon={Languages}
      />
      <select
        aria-label={language}
        className="tl-reset tl:h-8 tl:cursor-pointer tl:rounded-md tl:bg-muted tl:pe-2 tl:ps-8 tl:max-sm:w-8 tl:max-sm:text-transparent! tl:text-[0.8125rem] tl:text-muted-foreground tl:outline-none tl:hover:text-foreground tl:focus-visible:ring-2 tl:focus-visible:ring-ring tl:dark:scheme-dark"
        title={language}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
      >
        {languages.map((each) => (
          <option key={each.value} lang={each.value} value={each.value} label={each.label}>
            {each.label}
          </option>
        ))}
      </select>
    </span>
  )
}

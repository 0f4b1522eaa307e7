'use client'

import { Search, X } from 'lucide-react'
import { useId, useRef } from 'react'
import { IconButton } from './icon-button.tsx'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { lineClass } from './inputs/control.ts'
import { useSlashFocus } from './use-slash-focus.ts'
import { useUiTexts } from './use-ui-texts.ts'

export interface SearchBoxProps {
  /** Accessible name; also the placeholder where none is given. */
  label: string
  value: string
  onValueChange: (value: string) => void
  placeholder?: string
  /** Lets "/" move the focus here from anywhere but a text field. */
  slashFocus?: boolean
  autoFocus?: boolean
  className?: string
}

/** A search field with a button, and Escape, to clear it. */
export function SearchBox({
  label,
  value,
  onValueChange,
  placeholder,
  slashFocus = false,
  autoFocus,
  className,
}: SearchBoxProps) {
  const { search } = useUiTexts()
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  useSlashFocus(input, slashFocus)
  const clear = () => {
    onValueChange('')
    input.current?.focus()
  }
  return (
    <div className={classNames('tl-reset tl:relative tl:min-w-0', className)} role="search">
      <label className="tl:sr-only" htmlFor={id}>
        {label}
      </label>
      <Icon
        className="tl:pointer-events-none tl:absolute tl:top-2.5 tl:start-3 tl:text-muted-foreground"
        icon={Search}
      />
      <input
        ref={input}
        aria-keyshortcuts={slashFocus ? '/' : undefined}
        autoComplete="off"
        autoFocus={autoFocus}
        className={classNames(
          lineClass,
          'tl:peer tl:pe-9 tl:ps-9 tl:[&::-webkit-search-cancel-button]:hidden',
        )}
        id={id}
        placeholder={placeholder ?? label}
        spellCheck={false}
        type="search"
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return
          event.preventDefault()
          clear()
        }}
      />
      {value !== '' && (
        <IconButton
          className="tl:absolute tl:top-1 tl:end-1"
          icon={<Icon icon={X} />}
          label={search.clear}
          size="sm"
          onClick={clear}
        />
      )}
      {value === '' && slashFocus && <SlashHint />}
    </div>
  )
}

function SlashHint() {
  return (
    <kbd
      aria-hidden
      className="tl-reset tl:pointer-events-none tl:absolute tl:top-2 tl:end-2 tl:hidden tl:size-5 tl:items-center tl:justify-center tl:rounded-sm tl:border tl:border-border tl:bg-muted tl:font-mono tl:text-xs tl:text-muted-foreground tl:peer-focus:hidden tl:sm:flex"
    >
      /
    </kbd>
  )
}

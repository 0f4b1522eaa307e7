'use client'

import { Search, X } from 'lucide-react'
import { type RefObject, useId, useRef, useState } from 'react'
import { IconButton } from './icon-button.tsx'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { leavesGroup, lineClass } from './inputs/control.ts'
import { SearchListInput } from './search-list-input.tsx'
import { SearchOptions, type SearchResult, type SearchState } from './search-result.tsx'
import { useSearchList } from './use-search-list.ts'
import { useSlashFocus } from './use-slash-focus.ts'
import { useUiTexts } from './use-ui-texts.ts'

export interface SearchComboboxProps<
  TResult extends SearchResult = SearchResult,
> extends SearchState<TResult> {
  /** Accessible name; also the placeholder where none is given. */
  label?: string
  placeholder?: string
  onTermChange: (term: string) => void
  /** A result was picked, by Enter or a press. */
  onSelect: (result: TResult) => void
  /** Lets "/" move the focus here from anywhere but a text field. */
  slashFocus?: boolean
  className?: string
}

/** A search field that shows what it finds below, as a list to pick from. */
export function SearchCombobox<TResult extends SearchResult>(props: SearchComboboxProps<TResult>) {
  const { term, onTermChange, slashFocus = false, className } = props
  const texts = useUiTexts().search
  const label = props.label ?? texts.label
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  useSlashFocus(input, slashFocus)
  const { open, setOpen, shown, view, pick, clear } = useDropdown(props, input)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only hears of the focus
    <div
      className={classNames('tl-reset tl:relative tl:min-w-0 tl:text-sm', className)}
      role="search"
      onBlur={leavesGroup(() => setOpen(false))}
    >
      <label className="tl:sr-only" htmlFor={id}>
        {label}
      </label>
      <Icon
        className="tl:pointer-events-none tl:absolute tl:top-2.5 tl:start-3 tl:text-muted-foreground"
        icon={Search}
      />
      <SearchListInput
        ref={input}
        aria-keyshortcuts={slashFocus ? '/' : undefined}
        className={classNames(lineClass, 'tl:pe-9 tl:ps-9')}
        expanded={shown}
        id={id}
        placeholder={props.placeholder ?? label}
        value={term}
        view={view}
        onFocus={() => setOpen(true)}
        onKeyDown={(event) => {
          if (!open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) setOpen(true)
          else view.onKeyDown(event)
        }}
        onTermChange={(next) => {
          setOpen(true)
          onTermChange(next)
        }}
      />
      {term !== '' && (
        <IconButton
          className="tl:absolute tl:top-1 tl:end-1"
          icon={<Icon icon={X} />}
          label={texts.clear}
          size="sm"
          onClick={clear}
        />
      )}
      {shown && (
        <div className="tl-reset tl:absolute tl:inset-x-0 tl:top-full tl:z-40 tl:mt-1 tl:min-w-64 tl:overflow-hidden tl:rounded-lg tl:border tl:border-border tl:bg-popover tl:py-1 tl:text-popover-foreground tl:shadow-lg">
          <SearchOptions label={label} search={props} view={view} onPick={pick} />
        </div>
      )}
    </div>
  )
}

function useDropdown<TResult extends SearchResult>(
  { term, results, onTermChange, onSelect }: SearchComboboxProps<TResult>,
  input: RefObject<HTMLInputElement | null>,
) {
  const [open, setOpen] = useState(false)
  const shown = open && term.trim() !== ''
  const pick = (result: TResult) => {
    setOpen(false)
    onSelect(result)
  }
  const clear = () => {
    onTermChange('')
    input.current?.focus()
  }
  const view = useSearchList({
    items: shown ? results : [],
    onPick: pick,
    onEscape: () => {
      if (shown) setOpen(false)
      else if (term !== '') clear()
      else return false
      return true
    },
  })
  return { open, setOpen, shown, view, pick, clear }
}

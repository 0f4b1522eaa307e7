import { type ComponentPropsWithoutRef, forwardRef } from 'react'
import type { SearchList } from './use-search-list.ts'

interface SearchListInputProps extends Omit<ComponentPropsWithoutRef<'input'>, 'onChange'> {
  view: SearchList
  /** Whether there is a list to be seen. */
  expanded: boolean
  onTermChange: (term: string) => void
}

/** The text field over a list of what is found. */
export const SearchListInput = forwardRef<HTMLInputElement, SearchListInputProps>(function SearchListInput(
  { view, expanded, onTermChange, ...props },
  ref,
) {
  return (
    <input
      ref={ref}
      aria-activedescendant={view.active < 0 ? undefined : view.optionId(view.active)}
      aria-autocomplete="list"
      aria-controls={expanded ? view.listId : undefined}
      aria-expanded={expanded}
      autoComplete="off"
      role="combobox"
      spellCheck={false}
      type="text"
      onKeyDown={view.onKeyDown}
      {...props}
      onChange={(event) => {
        view.setActive(0)
        onTermChange(event.target.value)
      }}
    />
  )
})

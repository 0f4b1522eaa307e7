'use client'

import { Search } from 'lucide-react'
import { type RefObject, useRef } from 'react'
import { classNames } from './class-names.ts'
import type { Command, CommandPaletteProps } from './command-palette.tsx'
import { DialogPopup } from './dialog-popup.tsx'
import { Icon } from './icon.tsx'
import { lineClass } from './inputs/control.ts'
import { SearchListInput } from './search-list-input.tsx'
import { SearchOptions, type SearchResult } from './search-result.tsx'
import { useSearchList } from './use-search-list.ts'
import { useUiTexts } from './use-ui-texts.ts'

export function CommandPaletteBody<TResult extends SearchResult>(props: CommandPaletteProps<TResult>) {
  const { open, onOpenChange } = props
  const texts = useUiTexts().search
  const input = useRef<HTMLInputElement>(null)
  return (
    <DialogPopup
      hidesClose
      className="tl:top-[12dvh]! tl:max-w-xl tl:translate-y-0! tl:gap-0! tl:p-0!"
      initialFocus={input}
      open={open}
      title={<span className="tl:sr-only">{texts.palette}</span>}
      onOpenChange={onOpenChange}
    >
      <PaletteBody {...props} input={input} />
    </DialogPopup>
  )
}

type Entry<TResult> = SearchResult & ({ readonly command: Command } | { readonly found: TResult })

type BodyProps<TResult extends SearchResult> = CommandPaletteProps<TResult> & {
  input: RefObject<HTMLInputElement | null>
}

function PaletteBody<TResult extends SearchResult>(props: BodyProps<TResult>) {
  const { term, onTermChange, onOpenChange, onSelect, isReady, input } = props
  const texts = useUiTexts().search
  const entries = entriesOf(props, texts.commands)
  const pick = (entry: Entry<TResult>) => {
    onOpenChange(false)
    if ('command' in entry) entry.command.run()
    else onSelect(entry.found)
  }
  const view = useSearchList({ items: entries, onPick: pick })
  return (
    <>
      <div className="tl-reset tl:relative tl:border-b tl:border-border">
        <Icon
          className="tl:pointer-events-none tl:absolute tl:top-4 tl:start-4 tl:text-muted-foreground"
          icon={Search}
        />
        <SearchListInput
          ref={input}
          aria-label={texts.palette}
          className={classNames(
            lineClass,
            'tl:h-12! tl:rounded-none! tl:border-0! tl:bg-transparent! tl:ps-11! tl:shadow-none! tl:focus-visible:ring-0!',
          )}
          expanded={entries.length > 0}
          placeholder={texts.palettePlaceholder}
          value={term}
          view={view}
          onTermChange={onTermChange}
        />
      </div>
      <div className="tl-reset tl:min-h-16 tl:py-1.5">
        <SearchOptions
          label={texts.palette}
          search={{
            term,
            results: entries,
            isReady: isReady || term.trim() === '',
            progress: props.progress,
          }}
          view={view}
          onPick={pick}
        />
      </div>
    </>
  )
}

function entriesOf<TResult extends SearchResult>(
  { commands = [], results, term }: CommandPaletteProps<TResult>,
  group: string,
): readonly Entry<TResult>[] {
  const actions = matching(commands, term).map((command) => ({
    id: `command ${command.id}`,
    title: command.title,
    media: command.icon,
    badge:
      command.shortcut === undefined ? undefined : <kbd className="tl:font-mono">{command.shortcut}</kbd>,
    group,
    command,
  }))
  return [...actions, ...results.map((found) => Object.assign({}, found, { found }))]
}

function matching(commands: readonly Command[], term: string): readonly Command[] {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter(({ title, keywords = '' }) => {
    const text = `${title} ${keywords}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

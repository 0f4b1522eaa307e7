'use client'

import { Fragment, type ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Highlighted, type TextRange } from './highlighted.tsx'
import { Spinner } from './spinner.tsx'
import { Progress } from './progress.tsx'
import type { SearchList } from './use-search-list.ts'
import { useUiTexts } from './use-ui-texts.ts'

/** One thing that was found. */
export interface SearchResult {
  /** Unique among the results. */
  readonly id: string
  readonly title: string
  /** What matches in the title. */
  readonly titleHighlights?: readonly TextRange[] | undefined
  /** A second line, such as the text that was found. */
  readonly detail?: string | undefined
  readonly detailHighlights?: readonly TextRange[] | undefined
  /** What stands before it, such as an icon or an avatar. */
  readonly media?: ReactNode
  /** What stands at its end, such as what kind of row it is. */
  readonly badge?: ReactNode
  /** Heading of the group it stands in; those of one group follow each other. */
  readonly group?: string | undefined
}

/** How far the index is. */
export interface SearchProgress {
  /** Rows that are in it. */
  readonly rows: number
  /** Rows that there are, where that is known. */
  readonly total?: number | undefined
}

/** What search boxes and palettes take of a search. */
export interface SearchState<TResult extends SearchResult = SearchResult> {
  readonly term: string
  readonly results: readonly TResult[]
  /** False while the index is made; results may be there already. */
  readonly isReady: boolean
  readonly progress?: SearchProgress | null | undefined
}

interface SearchOptionsProps<TResult extends SearchResult> {
  label: string
  search: SearchState<TResult>
  view: SearchList
  onPick: (result: TResult) => void
}

/** The results as a list of options, in groups. */
export function SearchOptions<TResult extends SearchResult>(props: SearchOptionsProps<TResult>) {
  const { label, search, view, onPick } = props
  const { results } = search
  return (
    <>
      <div
        aria-label={label}
        // It scrolls itself: what a combobox controls needs no focus for that.
        className="tl-reset tl:max-h-[min(24rem,60dvh)] tl:overflow-y-auto"
        id={view.listId}
        role="listbox"
      >
        {results.map((result, index) => (
          <Fragment key={result.id}>
            {result.group !== undefined && result.group !== results[index - 1]?.group && (
              <div
                className="tl-reset tl:px-3 tl:pt-2 tl:pb-1 tl:text-xs tl:font-medium tl:text-muted-foreground"
                role="presentation"
              >
                {result.group}
              </div>
            )}
            <Option
              active={index === view.active}
              id={view.optionId(index)}
              result={result}
              onHover={() => view.setActive(index)}
              onPick={() => onPick(result)}
            />
          </Fragment>
        ))}
      </div>
      <SearchNote search={search} />
    </>
  )
}

interface OptionProps {
  id: string
  result: SearchResult
  active: boolean
  onPick: () => void
  onHover: () => void
}

function Option({ id, result, active, onPick, onHover }: OptionProps) {
  return (
    // The text field above takes the keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      aria-selected={active}
      className={classNames(
        'tl-reset tl:mx-1 tl:flex tl:min-w-0 tl:cursor-pointer tl:items-center tl:gap-2.5 tl:rounded-md tl:px-2 tl:py-1.5',
        active && 'tl:bg-accent tl:text-accent-foreground',
      )}
      id={id}
      role="option"
      onClick={onPick}
      // The focus stays in the text field.
      onMouseDown={(event) => event.preventDefault()}
      onMouseMove={active ? undefined : onHover}
    >
      {result.media}
      <span className="tl-reset tl:flex tl:min-w-0 tl:grow tl:flex-col">
        <span className="tl-reset tl:truncate">
          <Highlighted ranges={result.titleHighlights} text={result.title} />
        </span>
        {result.detail !== undefined && (
          <span className="tl-reset tl:truncate tl:text-xs tl:text-muted-foreground">
            <Highlighted ranges={result.detailHighlights} text={result.detail} />
          </span>
        )}
      </span>
      {result.badge !== undefined && (
        <span className="tl-reset tl:shrink-0 tl:text-xs tl:text-muted-foreground">{result.badge}</span>
      )}
    </div>
  )
}

/** What there is to say where there is nothing to show yet, or at all. */
function SearchNote({ search }: { search: SearchState }) {
  const texts = useUiTexts().search
  const { term, results, isReady, progress } = search
  const waiting = !isReady
  const nothing = isReady && results.length === 0 && term.trim() !== ''
  return (
    <>
      {waiting && (
        <div className="tl-reset tl:flex tl:flex-col tl:gap-2 tl:px-3 tl:py-2.5 tl:text-muted-foreground">
          <span className="tl-reset tl:flex tl:items-center tl:gap-2">
            <Spinner />
            {texts.preparing}
          </span>
          {progress && (
            <Progress
              label={texts.preparing}
              max={Math.max(1, progress.total ?? 1)}
              value={progress.total === undefined ? null : progress.rows}
            />
          )}
        </div>
      )}
      {nothing && (
        <div className="tl-reset tl:px-3 tl:py-4 tl:text-center tl:text-muted-foreground">
          {texts.nothing(term.trim())}
        </div>
      )}
      <span aria-live="polite" className="tl:sr-only">
        {isReady && term.trim() !== '' ? texts.results(results.length) : ''}
      </span>
    </>
  )
}

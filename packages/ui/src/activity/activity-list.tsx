'use client'

import { Eye, History, type LucideIcon, Pencil, Plus, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../button.tsx'
import { formatNumber } from '../format.ts'
import { Icon } from '../icon.tsx'
import { useLocale } from '../locale.tsx'
import { Skeleton } from '../skeleton.tsx'
import { EmptyState, ErrorState } from '../states.tsx'
import { Ago } from './ago.tsx'
import { useActivityTexts } from './activity-texts.ts'

/** What was done to a row; `reveal`: someone asked for values that are masked. */
export type ActivityKind = 'create' | 'delete' | 'reveal' | 'update'

/** One value that changed, or that was revealed; without `before` and `after` it is named alone. */
export interface ActivityChange {
  /** Unique in its entry. */
  readonly label: string
  readonly before?: ReactNode
  readonly after?: ReactNode
}

/** What someone did at one moment. */
export interface ActivityEntry {
  readonly id: string
  /** Name of who did it. */
  readonly who: string
  /** A moment: a `Date`, an ISO date-time or milliseconds. */
  readonly at: Date | number | string
  readonly kind: ActivityKind
  /** What it was done to, such as "the address"; "this" when absent. */
  readonly what?: string | undefined
  readonly changes: readonly ActivityChange[]
}

export interface ActivityListProps {
  /** The latest first; undefined before the first answer. */
  entries: readonly ActivityEntry[] | undefined
  /** Why there is no answer; shown while there are no entries. */
  error?: unknown
  onRetry?: (() => unknown) | undefined
  /** Adds "Show earlier" below; absent where there is nothing earlier. */
  onMore?: (() => unknown) | undefined
  isLoadingMore?: boolean
  /** Accessible name of the list. */
  label?: string
}

/** Who did what, when, and which values that changed. */
export function ActivityList(props: ActivityListProps) {
  const { entries, error, onRetry, onMore } = props
  const texts = useActivityTexts()
  if (!entries) {
    if (error === undefined || error === null) return <LoadingRows />
    return <ErrorState error={error} title={texts.couldNotLoad} onRetry={onRetry} />
  }
  if (entries.length === 0) {
    return (
      <EmptyState
        description={texts.noneNote}
        icon={<Icon className="tl:size-5" icon={History} />}
        title={texts.none}
      />
    )
  }
  return (
    <div className="tl-reset tl:flex tl:flex-col tl:items-start tl:gap-4 tl:text-sm">
      <ol aria-label={props.label ?? texts.label} className="tl-reset tl:flex tl:w-full tl:flex-col tl:gap-5">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {onMore && (
        <Button
          pending={props.isLoadingMore === true}
          size="sm"
          variant="outline"
          onClick={() => void onMore()}
        >
          {texts.earlier}
        </Button>
      )}
    </div>
  )
}

const icons = { create: Plus, delete: Trash2, reveal: Eye, update: Pencil } satisfies Record<
  ActivityKind,
  LucideIcon
>

function Entry({ entry: { who, at, kind, what, changes } }: { entry: ActivityEntry }) {
  const texts = useActivityTexts()
  return (
    <li className="tl-reset tl:flex tl:min-w-0 tl:gap-3">
      <span className={iconClass}>
        <Icon icon={icons[kind]} size="sm" />
      </span>
      <div className="tl-reset tl:flex tl:min-w-0 tl:grow tl:flex-col tl:gap-1.5">
        <p className="tl-reset tl:wrap-anywhere">
          <span className="tl:font-medium">{who}</span> {texts[kind](what ?? texts.something)}{' '}
          <span className="tl:text-muted-foreground">
            <span aria-hidden>· </span>
            <Ago at={new Date(at)} />
          </span>
        </p>
        <Changes changes={changes} />
      </div>
    </li>
  )
}

const iconClass =
  'tl-reset tl:inline-flex tl:size-6 tl:shrink-0 tl:items-center tl:justify-center tl:rounded-full tl:bg-muted tl:text-muted-foreground'

/** More than these stand behind a press. */
const shownAtOnce = 4

function Changes({ changes }: Pick<ActivityEntry, 'changes'>) {
  const texts = useActivityTexts()
  const locale = useLocale()
  if (changes.length === 0) return null
  if (changes.every(({ before, after }) => before === undefined && after === undefined)) {
    const names = new Intl.ListFormat(locale, { type: 'conjunction' }).format(
      changes.map(({ label }) => label),
    )
    return <p className="tl-reset tl:text-muted-foreground">{names}</p>
  }
  const list = (
    <dl className="tl-reset tl:flex tl:flex-col tl:gap-1.5">
      {changes.map((change) => (
        <Change key={change.label} change={change} />
      ))}
    </dl>
  )
  if (changes.length <= shownAtOnce) return list
  return (
    <details className="tl-reset tl:flex tl:flex-col tl:gap-1.5">
      <summary className="tl:cursor-pointer tl:rounded-sm tl:text-muted-foreground tl:outline-none tl:hover:text-foreground tl:focus-visible:ring-2 tl:focus-visible:ring-ring">
        {texts.values(formatNumber(changes.length, locale))}
      </summary>
      {list}
    </details>
  )
}

function Change({ change: { label, before, after } }: { change: ActivityChange }) {
  const texts = useActivityTexts()
  return (
    <div className="tl-reset tl:flex tl:flex-wrap tl:items-baseline tl:gap-x-2 tl:gap-y-0.5">
      <dt className="tl-reset tl:text-xs tl:leading-5 tl:text-muted-foreground">{label}</dt>
      {before !== undefined && (
        <dd className="tl-reset tl:min-w-0 tl:wrap-anywhere tl:text-muted-foreground">
          <span className="tl:sr-only">{texts.before}</span>
          {after === undefined ? before : <del>{before}</del>}
        </dd>
      )}
      {after !== undefined && (
        <dd className="tl-reset tl:min-w-0 tl:wrap-anywhere">
          <span className="tl:sr-only">{texts.after}</span>
          {after}
        </dd>
      )}
    </div>
  )
}

const placeholders = ['tl:w-2/3', 'tl:w-1/2', 'tl:w-2/3'] as const

/** As high as entries with one change each. */
function LoadingRows() {
  return (
    <div aria-busy className="tl-reset tl:flex tl:flex-col tl:gap-5" role="status">
      <span className="tl:sr-only">{useActivityTexts().loading}</span>
      {placeholders.map((width, index) => (
        // The same three, in the same order, each time.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index} className="tl-reset tl:flex tl:gap-3">
          <Skeleton className="tl:size-6 tl:shrink-0 tl:rounded-full" />
          <div className="tl-reset tl:flex tl:min-w-0 tl:grow tl:flex-col tl:gap-1.5">
            <Skeleton className={`tl:h-5 ${width}`} />
            <Skeleton className="tl:h-5 tl:w-1/2" />
          </div>
        </div>
      ))}
    </div>
  )
}

'use client'

import { Plus } from 'lucide-react'
import { Fragment, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { Card, CardContent, CardHeader, CardTitle } from './card.tsx'
import { classNames } from './class-names.ts'
import { EntityCardSkeleton } from './entity-card-skeleton.tsx'
import { Icon } from './icon.tsx'
import { KeepWhileEdited } from './row-hold.tsx'
import { withKey } from './row-selection.ts'
import { EmptyState, ErrorState } from './states.tsx'
import { useUiTexts } from './use-ui-texts.ts'

export interface EntityCardListProps<TRow> {
  heading: string
  rows: readonly TRow[]
  rowKey: (row: TRow) => string
  renderRow: (row: TRow) => ReactNode
  /** While true and without rows, skeletons stand where the cards will. */
  isLoading?: boolean
  /** How many skeletons, where the number of rows is known already. */
  expectedCount?: number
  error?: unknown
  onRetry?: (() => unknown) | undefined
  /** Text of the button that opens the form, such as "Add address". */
  addLabel?: string
  /** The form for a new row; `close` puts it away. */
  renderAdd?: (close: () => void) => ReactNode
  emptyTitle?: string
  emptyDescription?: string
  /** Cards beside each other where there is room. */
  columns?: 1 | 2
  headingLevel?: 2 | 3
  /** Least height of a skeleton in pixels, so that it is as high as the card that follows. */
  cardHeight?: number
  /** What stands where a card will: an `EntityCardSkeleton` of the card's own lines is as high as the card, whatever the width. */
  renderSkeleton?: (cardHeight: number) => ReactNode
}

/** The rows of one kind as cards, with a way to add one. */
export function EntityCardList<TRow>(props: EntityCardListProps<TRow>) {
  const { heading, rows, isLoading = false, error, renderAdd, headingLevel = 2 } = props
  const texts = useUiTexts()
  const addLabel = props.addLabel ?? texts.add
  const [adding, setAdding] = useState(false)
  const addButton = useRef<HTMLButtonElement>(null)
  const wasAdding = useRef(false)
  const headingId = useId()
  useEffect(() => {
    if (wasAdding.current && !adding) addButton.current?.focus()
    wasAdding.current = adding
  }, [adding])
  const Heading = `h${headingLevel}` as const
  const failed = error !== undefined && error !== null
  const waiting = isLoading && rows.length === 0 && !failed
  return (
    <section
      aria-busy={waiting}
      aria-labelledby={headingId}
      className="tl-reset tl:@container tl:flex tl:w-full tl:min-w-0 tl:flex-col tl:gap-4"
    >
      <header className="tl-reset tl:flex tl:min-h-9 tl:flex-wrap tl:items-center tl:gap-2">
        <Heading
          className="tl-reset tl:text-base tl:font-semibold tl:tracking-tight tl:wrap-anywhere"
          id={headingId}
        >
          {heading}
        </Heading>
        {!waiting && !failed && (
          <span className="tl-reset tl:text-sm tl:text-muted-foreground tl:tabular-nums">{rows.length}</span>
        )}
        <span className="tl:grow" />
        {renderAdd && (
          <Button
            ref={addButton}
            disabled={adding}
            icon={<Icon icon={Plus} />}
            size="sm"
            variant="outline"
            onClick={() => setAdding(true)}
          >
            {addLabel}
          </Button>
        )}
      </header>
      {adding && renderAdd && (
        <Card aria-label={addLabel} className="tl:border-ring/60 tl:shadow-sm">
          <CardHeader>
            <CardTitle level={headingLevel === 2 ? 3 : 4}>{addLabel}</CardTitle>
          </CardHeader>
          <CardContent>{renderAdd(() => setAdding(false))}</CardContent>
        </Card>
      )}
      <EntityCardListBody {...props} adding={adding} failed={failed} waiting={waiting} />
    </section>
  )
}

interface BodyProps<TRow> extends EntityCardListProps<TRow> {
  adding: boolean
  failed: boolean
  waiting: boolean
}

function EntityCardListBody<TRow>(props: BodyProps<TRow>) {
  const { heading, rows, rowKey, renderRow, expectedCount = 2, cardHeight = 168, columns = 2 } = props
  const { renderSkeleton = (height: number) => <EntityCardSkeleton height={height} /> } = props
  const { list } = useUiTexts()
  const { kept, byKey, onHeld } = useKept(rows, rowKey)
  const grid = classNames(
    'tl-reset tl:grid tl:grid-cols-1 tl:items-start tl:gap-4',
    columns === 2 && 'tl:@2xl:grid-cols-2',
  )
  if (props.failed && rows.length === 0) {
    return (
      <ErrorState
        error={props.error}
        title={list.couldNotLoad(heading)}
        onRetry={props.onRetry}
        {...(props.isLoading !== undefined && { isRetrying: props.isLoading })}
      />
    )
  }
  if (props.waiting) {
    return (
      <div className={grid}>
        <span className="tl:sr-only" role="status">
          {list.loading(heading)}
        </span>
        {Array.from({ length: Math.max(1, expectedCount) }, (_, index) => (
          <Fragment key={index}>{renderSkeleton(cardHeight)}</Fragment>
        ))}
      </div>
    )
  }
  if (kept.length === 0) {
    if (props.adding) return null
    const { emptyTitle = list.noneYet(heading), emptyDescription } = props
    return <EmptyState title={emptyTitle} {...(emptyDescription && { description: emptyDescription })} />
  }
  return (
    <div className={grid}>
      {kept.map((key) => (
        <KeepWhileEdited key={key} value={byKey.get(key)} onHeld={onHeld(key)}>
          {renderRow}
        </KeepWhileEdited>
      ))}
    </div>
  )
}

/** The keys of the rows, and of those that went away while they were edited, in their places. */
function useKept<TRow>(rows: readonly TRow[], rowKey: (row: TRow) => string) {
  const byKey = new Map(rows.map((row) => [rowKey(row), row]))
  const [held, setHeld] = useState<ReadonlySet<string>>(noKeys)
  const [before, setBefore] = useState<readonly string[]>([...byKey.keys()])
  const kept = [...byKey.keys()]
  for (const key of before) {
    if (!byKey.has(key) && held.has(key)) kept.splice(before.indexOf(key), 0, key)
  }
  if (kept.length !== before.length || kept.some((key, index) => key !== before[index])) setBefore(kept)
  const onHeld = (key: string) => (on: boolean) => setHeld((keys) => withKey(keys, key, on))
  return { kept, byKey, onHeld }
}

const noKeys: ReadonlySet<string> = new Set()

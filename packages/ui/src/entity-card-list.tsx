'use client'

import { Plus } from 'lucide-react'
import { Fragment, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { Card, CardContent, CardHeader, CardTitle } from './card.tsx'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import { Skeleton } from './skeleton.tsx'
import { EmptyState, ErrorState } from './states.tsx'

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
  /** Least height of a card in pixels, so that skeletons are as high as the cards that follow them. */
  cardHeight?: number
}

/** The rows of one kind as cards, with a way to add one. */
export function EntityCardList<TRow>(props: EntityCardListProps<TRow>) {
  const { heading, rows, isLoading = false, error, addLabel = 'Add', renderAdd, headingLevel = 2 } = props
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
      <header className="tl-reset tl:flex tl:min-h-9 tl:items-center tl:gap-2">
        <Heading className="tl-reset tl:text-base tl:font-semibold tl:tracking-tight" id={headingId}>
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
  const grid = classNames(
    'tl-reset tl:grid tl:grid-cols-1 tl:items-start tl:gap-4',
    columns === 2 && 'tl:@2xl:grid-cols-2',
  )
  if (props.failed && rows.length === 0) {
    return (
      <ErrorState
        error={props.error}
        title={`${heading} could not be loaded`}
        onRetry={props.onRetry}
        {...(props.isLoading !== undefined && { isRetrying: props.isLoading })}
      />
    )
  }
  if (props.waiting) {
    return (
      <div className={grid}>
        <span className="tl:sr-only" role="status">{`Loading ${heading.toLowerCase()}`}</span>
        {Array.from({ length: Math.max(1, expectedCount) }, (_, index) => (
          <CardSkeleton key={index} height={cardHeight} />
        ))}
      </div>
    )
  }
  if (rows.length === 0) {
    if (props.adding) return null
    const { emptyTitle = `No ${heading.toLowerCase()} yet`, emptyDescription } = props
    return <EmptyState title={emptyTitle} {...(emptyDescription && { description: emptyDescription })} />
  }
  return (
    <div className={grid}>
      {rows.map((row) => (
        <Fragment key={rowKey(row)}>{renderRow(row)}</Fragment>
      ))}
    </div>
  )
}

function CardSkeleton({ height }: { height: number }) {
  return (
    <Card style={{ minHeight: height }}>
      <CardHeader>
        <Skeleton className="tl:h-5 tl:w-32" />
      </CardHeader>
      <CardContent className="tl:flex tl:flex-col tl:gap-3">
        <Skeleton className="tl:h-4 tl:w-3/4" />
        <Skeleton className="tl:h-4 tl:w-1/2" />
        <Skeleton className="tl:h-4 tl:w-2/3" />
      </CardContent>
    </Card>
  )
}

'use client'

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { classNames } from './class-names.ts'
import { columnTracks, type EntityTableColumn } from './entity-table-columns.ts'
import { headHeight, TableHead, TableRow, type TableSort } from './entity-table-parts.tsx'
import { useRowNavigation } from './use-row-navigation.ts'

/** A window on the rows: from `start` up to, not including, `end`. */
export interface TableRange {
  start: number
  end: number
}

export interface EntityTableProps<TRow> {
  /** Accessible name of the table. */
  label: string
  columns: readonly EntityTableColumn<TRow>[]
  /** How many rows there are, loaded or not. */
  total: number
  /** The row at this place; undefined while it is not loaded: a skeleton stands there. */
  rowAt: (index: number) => TRow | undefined
  /** The rows now wanted, those just outside the viewport included. */
  onRangeChange?: (range: TableRange) => void
  sort?: TableSort | undefined
  onSortChange?: (sort: TableSort) => void
  /** A row was clicked, or Enter was pressed on it. */
  onRowOpen?: (row: TRow, index: number) => void
  /** Pixels; every row is as high. */
  rowHeight?: number
  /** Rows kept ready above and below the viewport. */
  overscan?: number
  /** The row to begin at, for coming back to a place; the table goes there once `total` reaches it. */
  initialIndex?: number
  /** Names what is listed, such as the text searched for: where it or the sort changes, the table goes to its top. */
  listKey?: string
  /** Any CSS height of the whole table; it fills its parent without it. */
  height?: string | number
  /** Skeletons fill the table before `total` is known. */
  isLoading?: boolean
  /** Shown where there are no rows. */
  empty?: ReactNode
  className?: string
}

/** A table of any number of rows: only those in view are on the page, and only those near it are asked for. */
export function EntityTable<TRow>(props: EntityTableProps<TRow>) {
  const { label, columns, total, rowHeight = 44, isLoading = false, height = '100%', className } = props
  const id = useId()
  const count = isLoading && total === 0 ? 12 : total
  const { viewport, virtualizer, navigation } = useTableWindow(props, count, rowHeight)
  const { active } = navigation
  return (
    <div
      className={classNames('tl-reset tl:@container tl:relative tl:min-h-0 tl:w-full tl:min-w-0', className)}
      style={{ ...columnTracks(columns), height }}
    >
      <div
        ref={viewport}
        aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
        aria-busy={isLoading}
        aria-colcount={columns.length}
        aria-label={label}
        aria-rowcount={total + 1}
        className="tl-reset tl:group tl:h-full tl:overflow-x-hidden tl:overflow-y-auto tl:overscroll-contain tl:rounded-xl tl:border tl:border-border tl:bg-card tl:text-sm tl:text-card-foreground tl:outline-none tl:focus-visible:ring-2 tl:focus-visible:ring-ring"
        role="grid"
        tabIndex={0}
        onKeyDown={navigation.onKeyDown}
      >
        <TableHead columns={columns} sort={props.sort} onSortChange={props.onSortChange} />
        <div className="tl-reset tl:relative" role="rowgroup" style={{ height: count * rowHeight }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => (
            <TableRow
              key={index}
              active={index === active}
              columns={columns}
              id={`${id}-${index}`}
              index={index}
              row={props.rowAt(index)}
              style={{ height: rowHeight, transform: `translateY(${start - headHeight}px)` }}
              onOpen={props.onRowOpen && (() => navigation.open(index))}
            />
          ))}
        </div>
      </div>
      {count === 0 && (
        <div className="tl-reset tl:absolute tl:inset-x-0 tl:top-10 tl:bottom-0 tl:flex tl:items-center tl:justify-center tl:p-6 tl:text-center tl:text-sm tl:text-muted-foreground">
          {props.empty ?? 'Nothing to show.'}
        </div>
      )}
    </div>
  )
}

/** Which rows are on the page, and which of them the keyboard stands on. */
function useTableWindow<TRow>(props: EntityTableProps<TRow>, count: number, rowHeight: number) {
  const { total, overscan = 8, sort, listKey, initialIndex: first = 0 } = props
  const viewport = useRef<HTMLDivElement>(null)
  const navigation = useRowNavigation({
    total,
    pageSize: () => Math.max(1, Math.floor(((viewport.current?.clientHeight ?? 0) - headHeight) / rowHeight)),
    scrollTo: (index) => virtualizer.scrollToIndex(index),
    onOpen: (index) => openRow(props, index),
  })
  const { active } = navigation
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan,
    initialOffset: total > first ? first * rowHeight : 0,
    scrollPaddingStart: headHeight,
    scrollMargin: headHeight,
    // The row that the keyboard stands on stays on the page: aria-activedescendant must name an element.
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range)
      return active < 0 || inView.includes(active) ? inView : [...inView, active].toSorted((a, b) => a - b)
    },
  })
  const { range } = virtualizer
  useRangeReport(props.onRangeChange, range && rangeWithin(range, overscan, total))
  useChange(`${sort?.field} ${sort?.direction} ${listKey}`, () => {
    navigation.reset()
    viewport.current?.scrollTo({ top: 0 })
  })
  useFirstReached(first, total, () => {
    // Where one has scrolled meanwhile, that place is the wanted one.
    if (viewport.current?.scrollTop === 0) viewport.current.scrollTo({ top: first * rowHeight })
  })
  return { viewport, virtualizer, navigation }
}

/** Calls back once the row to begin at is there; at once where it is there from the start. */
function useFirstReached(first: number, total: number, onReached: () => void): void {
  const reached = useRef(first === 0)
  useEffect(() => {
    if (reached.current || total <= first) return
    reached.current = true
    onReached()
  })
}

/** Calls back after the key has changed, not at first. */
function useChange(key: string, onChange: () => void): void {
  const latest = useRef(onChange)
  const last = useRef(key)
  useEffect(() => {
    latest.current = onChange
  })
  useEffect(() => {
    if (last.current === key) return
    last.current = key
    latest.current()
  }, [key])
}

function openRow<TRow>({ rowAt, onRowOpen }: EntityTableProps<TRow>, index: number): void {
  const row = rowAt(index)
  if (row !== undefined) onRowOpen?.(row, index)
}

function rangeWithin(
  range: { startIndex: number; endIndex: number },
  overscan: number,
  total: number,
): TableRange {
  return {
    start: Math.max(0, range.startIndex - overscan),
    end: Math.min(total, range.endIndex + 1 + overscan),
  }
}

function useRangeReport(report: ((range: TableRange) => void) | undefined, range: TableRange | null): void {
  const latest = useRef(report)
  useEffect(() => {
    latest.current = report
  })
  const start = range?.start
  const end = range?.end
  useEffect(() => {
    if (start !== undefined && end !== undefined) latest.current?.({ start, end })
  }, [start, end])
}

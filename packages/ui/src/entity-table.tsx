'use client'

import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { classNames } from './class-names.ts'
import { columnTracks, type EntityTableColumn, pinnedOffsets } from './entity-table-columns.ts'
import { headHeight, TableHead, TableRow, type TableShape, type TableSort } from './entity-table-parts.tsx'
import type { RowSelection } from './row-selection.ts'
import { useLatest, useSelecting } from './use-selecting.ts'
import { useRested } from './use-rested.ts'
import { useRowNavigation } from './use-row-navigation.ts'
import { useUiTexts } from './use-ui-texts.ts'

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
  /** Rows can be selected: with a box, Space, Shift and the arrows, Ctrl-A for all, Escape for none. */
  selection?: RowSelection<TRow> | undefined
  /** Shows all columns, at their sizes, and scrolls sideways where they have no room; in place of leaving some out. */
  scrollsSideways?: boolean
  /** Lets the edges of heads be pulled, where the table scrolls sideways. */
  onColumnResize?: (name: string, size: number) => void
  /** Shown where there are no rows. */
  empty?: ReactNode
  className?: string
}

/** Rows that the table is thought to have room for before it is measured: on a server, and for the first render. */
const firstRows = 12

/** A table of any number of rows: only those in view are on the page, and only those near it are asked for. */
export function EntityTable<TRow>(props: EntityTableProps<TRow>) {
  const { label, columns, total, rowHeight = 44, isLoading = false, height = '100%', className } = props
  const { selection, scrollsSideways: scrolls = false } = props
  const selects = selection !== undefined
  const id = useId()
  const texts = useUiTexts()
  const count = isLoading && total === 0 ? firstRows : total
  const view = useTableWindow(props, count, rowHeight)
  const { viewport, navigation, clear } = view
  const { active } = navigation
  const shape = useMemo<TableShape<TRow>>(
    () => ({ columns, scrolls, selects, offsets: scrolls ? pinnedOffsets(columns, selects) : [] }),
    [columns, scrolls, selects],
  )
  return (
    <div
      className={classNames('tl-reset tl:@container tl:relative tl:min-h-0 tl:w-full tl:min-w-0', className)}
      style={{ ...columnTracks(columns, { scrolls, selects }), height }}
    >
      <div
        ref={viewport}
        aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
        aria-busy={isLoading}
        aria-colcount={columns.length + (selects ? 1 : 0)}
        aria-label={label}
        aria-multiselectable={selects || undefined}
        aria-rowcount={total + 1}
        className={classNames(
          'tl-reset tl:group tl:h-full tl:overflow-y-auto ',
          scrolls ? 'tl:overflow-x-auto' : 'tl:overflow-x-hidden',
          'tl:overscroll-contain tl:rounded-xl tl:border tl:border-border tl:bg-card tl:text-sm tl:text-card-foreground tl:outline-none tl:focus-visible:ring-2 tl:focus-visible:ring-ring',
        )}
        role="grid"
        tabIndex={0}
        onKeyDown={navigation.onKeyDown}
      >
        <TableHead
          allSelected={selection ? selectedState(selection, total) : false}
          shape={shape}
          sort={props.sort}
          onColumnResize={props.onColumnResize}
          onSelectAll={selection?.onSelectAll && ((on) => (on ? selection.onSelectAll?.() : clear()))}
          onSortChange={props.onSortChange}
        />
        <div className="tl-reset tl:relative" role="rowgroup" style={{ height: count * rowHeight }}>
          <TableRows {...props} id={id} rowHeight={rowHeight} shape={shape} view={view} />
        </div>
      </div>
      {count === 0 && (
        <div className="tl-reset tl:absolute tl:inset-x-0 tl:top-10 tl:bottom-0 tl:flex tl:items-center tl:justify-center tl:p-6 tl:text-center tl:text-sm tl:text-muted-foreground">
          {props.empty ?? texts.table.nothing}
        </div>
      )}
    </div>
  )
}

interface TableRowsProps<TRow> extends EntityTableProps<TRow> {
  id: string
  rowHeight: number
  shape: TableShape<TRow>
  view: ReturnType<typeof useTableWindow<TRow>>
}

function TableRows<TRow>({ id, rowHeight, shape, view, rowAt, selection }: TableRowsProps<TRow>) {
  const { virtualizer, navigation, overscan, toggle, open } = view
  const { range, scrollRect, options } = virtualizer
  // A row that scrolls out of sight is the next to come into it; the one that the keyboard stands on far away is itself.
  const first = (range?.startIndex ?? 0) - overscan
  const { height } = scrollRect ?? options.initialRect
  const count = Math.ceil(height / rowHeight) + 1 + 2 * overscan
  return virtualizer.getVirtualItems().map(({ index, start }) => {
    const row = rowAt(index)
    return (
      <TableRow
        key={index < first || index >= first + count ? -1 : index % count}
        active={index === navigation.active}
        height={rowHeight}
        id={`${id}-${index}`}
        index={index}
        name={row === undefined ? undefined : selection?.rowName?.(row)}
        row={row}
        selected={selection && row !== undefined && selection.selected.has(selection.rowKey(row))}
        shape={shape}
        top={start - headHeight}
        onOpen={open}
        onToggle={toggle}
      />
    )
  })
}

function selectedState<TRow>({ selected }: RowSelection<TRow>, total: number): boolean | 'mixed' {
  return selected.size > 0 && (selected.size >= total || 'mixed')
}

/** Which rows are on the page, and which of them the keyboard stands on. */
function useTableWindow<TRow>(props: EntityTableProps<TRow>, count: number, rowHeight: number) {
  const { total, overscan: most = 8, sort, listKey, initialIndex: first = 0, selection } = props
  const viewport = useRef<HTMLDivElement>(null)
  const listed = `${sort?.field} ${sort?.direction} ${listKey}`
  const { overscan, onChange } = useOverscan(most, listed)
  const { toggle, extend, clear } = useSelecting(props)
  const navigation = useRowNavigation({
    total,
    pageSize: () => Math.max(1, Math.floor(((viewport.current?.clientHeight ?? 0) - headHeight) / rowHeight)),
    scrollTo: (index) => virtualizer.scrollToIndex(index),
    onOpen: (index) => {
      const row = props.rowAt(index)
      if (row !== undefined) props.onRowOpen?.(row, index)
    },
    ...(selection && {
      onToggle: (index) => toggle(index, false),
      onExtend: extend,
      onSelectAll: selection.onSelectAll,
      onClear: clear,
    }),
  })
  const { active } = navigation
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan,
    onChange,
    initialRect: { width: 0, height: headHeight + firstRows * rowHeight },
    initialOffset: total > first ? first * rowHeight : 0,
    scrollPaddingStart: headHeight,
    scrollMargin: headHeight,
    // The row that the keyboard stands on stays on the page: aria-activedescendant must name an element.
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range)
      return active < 0 || inView.includes(active) ? inView : [...inView, active].toSorted((a, b) => a - b)
    },
  })
  useRangeReport(props, virtualizer.range, most)
  useChange(listed, () => {
    navigation.reset()
    // Not asked of the element, which would have to be laid out to answer.
    if (virtualizer.scrollOffset) viewport.current?.scrollTo({ top: 0 })
  })
  useFirstReached(first, total, () => {
    // Where one has scrolled meanwhile, that place is the wanted one.
    if (viewport.current?.scrollTop === 0) viewport.current.scrollTo({ top: first * rowHeight })
  })
  // The same function at each render: rows that did not change are not drawn anew.
  const latestOpen = useLatest((index: number) => navigation.open(index))
  const stableOpen = useCallback((index: number) => latestOpen.current(index), [latestOpen])
  const open = props.onRowOpen ? stableOpen : undefined
  return { viewport, virtualizer, navigation, overscan, toggle, open, clear }
}

/** Milliseconds that a list stays the same before rows around those in view are drawn. */
const restTime = 250

/**
 * Rows kept ready around those in view: none while a step of scrolling leaves all of them behind, or while another list comes
 * with each letter that is typed.
 */
function useOverscan(most: number, listed: string) {
  const [isLeaping, setLeaping] = useState(false)
  const rested = useRested(listed, restTime)
  const last = useRef(0)
  const onChange = ({
    range,
    isScrolling,
  }: Pick<Virtualizer<HTMLDivElement, Element>, 'isScrolling' | 'range'>) => {
    if (!range) return
    const { startIndex, endIndex } = range
    setLeaping(isScrolling && Math.abs(startIndex - last.current) > endIndex - startIndex)
    last.current = startIndex
  }
  return { overscan: isLeaping || rested !== listed ? 0 : most, onChange }
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
  const last = useRef(key)
  useEffect(() => {
    if (last.current === key) return
    last.current = key
    onChange()
  })
}

/** Tells of the rows in view, and of those just outside of it, when they are others. */
function useRangeReport<TRow>(
  { onRangeChange, total }: EntityTableProps<TRow>,
  range: { startIndex: number; endIndex: number } | null,
  overscan: number,
): void {
  const latest = useLatest(onRangeChange)
  const start = range && Math.max(0, range.startIndex - overscan)
  const end = range && Math.min(total, range.endIndex + 1 + overscan)
  useEffect(() => {
    if (start !== null && end !== null) latest.current?.({ start, end })
  }, [start, end, latest])
}

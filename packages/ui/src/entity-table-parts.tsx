'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import { type CSSProperties, memo, type MouseEvent, type ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { ColumnResizer } from './column-resizer.tsx'
import type { EntityTableColumn } from './entity-table-columns.ts'
import { Icon } from './icon.tsx'
import { checkboxClass } from './inputs/boolean-input.tsx'
import { Skeleton } from './skeleton.tsx'
import { useUiTexts } from './use-ui-texts.ts'

export interface TableSort {
  field: string
  direction: 'asc' | 'desc'
}

/** Pixels; rows scroll below it. */
export const headHeight = 37

/** What head and rows have in common. */
export interface TableShape<TRow> {
  readonly columns: readonly EntityTableColumn<TRow>[]
  /** Columns stand at their sizes and scroll sideways. */
  readonly scrolls: boolean
  /** Where each pinned column stays, in pixels. */
  readonly offsets: readonly (number | undefined)[]
  readonly selects: boolean
}

const responsiveGrid =
  'tl-reset tl:grid tl:items-center tl:gap-x-4 tl:px-4 tl:grid-cols-(--tl-tracks-1) tl:@md:grid-cols-(--tl-tracks-2) tl:@3xl:grid-cols-(--tl-tracks-3)'

const scrollingGrid = 'tl-reset tl:group/row tl:grid tl:grid-cols-(--tl-tracks) tl:min-w-(--tl-row-width)'

const visibility = {
  1: '',
  2: 'tl:hidden tl:@md:block',
  3: 'tl:hidden tl:@3xl:block',
}

interface CellLook {
  readonly className: string
  readonly style: CSSProperties | undefined
}

function cellLook<TRow>(shape: TableShape<TRow>, index: number, inHead: boolean): CellLook {
  const column = shape.columns[index]
  if (!shape.scrolls) return { className: visibility[column?.priority ?? 1], style: undefined }
  const offset = shape.offsets[index]
  const sized = 'tl:flex tl:h-full tl:items-center tl:px-3'
  const end = column?.align === 'end' && 'tl:justify-end'
  if (offset === undefined) return { className: classNames(sized, end), style: undefined }
  return { className: classNames(sized, end, stickyClass(inHead)), style: { insetInlineStart: offset } }
}

function stickyClass(inHead: boolean): string {
  return classNames(
    'tl:sticky tl:z-1',
    inHead
      ? 'tl:bg-muted'
      : 'tl:bg-card tl:group-aria-selected/row:bg-[color-mix(in_oklab,var(--primary)_5%,var(--card))] tl:group-hover/row:bg-[color-mix(in_oklab,var(--accent)_60%,var(--card))]',
  )
}

/** The cell with the box that selects a row, or all. */
function BoxCell({
  shape,
  head,
  children,
}: {
  shape: TableShape<never>
  head: boolean
  children: ReactNode
}) {
  return (
    <div
      aria-colindex={1}
      className={classNames(
        'tl-reset tl:flex tl:h-full tl:items-center',
        shape.scrolls && 'tl:ps-4',
        shape.scrolls && stickyClass(head),
      )}
      role={head ? 'columnheader' : 'gridcell'}
      style={shape.scrolls ? { insetInlineStart: 0 } : undefined}
    >
      {children}
    </div>
  )
}

export interface TableHeadProps<TRow> {
  shape: TableShape<TRow>
  sort?: TableSort | undefined
  onSortChange?: ((sort: TableSort) => void) | undefined
  onColumnResize?: ((name: string, size: number) => void) | undefined
  /** Whether all rows are selected, or some; without `onSelectAll` there is no box. */
  allSelected: boolean | 'mixed'
  onSelectAll?: ((on: boolean) => void) | undefined
}

export function TableHead<TRow>(props: TableHeadProps<TRow>) {
  const { shape, sort, onSortChange, onColumnResize } = props
  const { columns, scrolls, selects } = shape
  return (
    <div className="tl-reset tl:sticky tl:top-0 tl:z-10" role="rowgroup">
      <div
        aria-rowindex={1}
        className={classNames(
          scrolls ? scrollingGrid : responsiveGrid,
          'tl:border-b tl:border-border tl:bg-muted tl:text-xs',
        )}
        role="row"
        style={{ height: headHeight }}
      >
        {selects && (
          <BoxCell head shape={shape}>
            <SelectAllBox state={props.allSelected} onChange={props.onSelectAll} />
          </BoxCell>
        )}
        {columns.map((column, index) => {
          const sorted = sort?.field === column.name ? sort.direction : undefined
          const sortable = column.sortable === true && onSortChange !== undefined
          const { className, style } = cellLook(shape, index, true)
          return (
            <div
              key={column.name}
              aria-colindex={index + (selects ? 2 : 1)}
              aria-sort={
                sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : sortable ? 'none' : undefined
              }
              className={classNames(
                'tl-reset tl:min-w-0 tl:truncate tl:font-medium tl:text-muted-foreground',
                scrolls && style === undefined && 'tl:relative',
                column.align === 'end' && 'tl:text-end',
                className,
              )}
              role="columnheader"
              style={style}
            >
              {sortable ? (
                <SortButton column={column} sorted={sorted} onSortChange={onSortChange} />
              ) : (
                <span className="tl:truncate">{column.label}</span>
              )}
              {scrolls && onColumnResize && (
                <ColumnResizer onResize={(size) => onColumnResize(column.name, size)} />
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

interface SelectAllBoxProps {
  state: boolean | 'mixed'
  onChange: ((on: boolean) => void) | undefined
}

function SelectAllBox({ state, onChange }: SelectAllBoxProps) {
  const { table } = useUiTexts()
  if (!onChange) return <span className="tl:sr-only">{table.selectAll}</span>
  return (
    <input
      ref={(box) => {
        if (box) box.indeterminate = state === 'mixed'
      }}
      aria-label={table.selectAll}
      checked={state === true}
      className={checkboxClass}
      type="checkbox"
      onChange={(event) => onChange(event.target.checked)}
    />
  )
}

interface SortButtonProps {
  column: Pick<EntityTableColumn<never>, 'align' | 'label' | 'name'>
  sorted: TableSort['direction'] | undefined
  onSortChange: (sort: TableSort) => void
}

function SortButton({ column, sorted, onSortChange }: SortButtonProps) {
  return (
    <button
      className={classNames(
        'tl-reset tl-motion tl:group/sort tl:inline-flex tl:max-w-full tl:cursor-pointer tl:items-center tl:gap-1 tl:rounded-sm tl:align-middle tl:outline-none tl:hover:text-foreground tl:focus-visible:ring-2 tl:focus-visible:ring-ring',
        column.align === 'end' && 'tl:flex-row-reverse',
      )}
      type="button"
      onClick={() => onSortChange({ field: column.name, direction: sorted === 'asc' ? 'desc' : 'asc' })}
    >
      <span className={classNames('tl-reset tl:truncate', sorted && 'tl:text-foreground')}>
        {column.label}
      </span>
      <Icon
        className={sorted ? '' : 'tl:opacity-0 tl:group-hover/sort:opacity-60'}
        icon={sorted === 'desc' ? ArrowDown : ArrowUp}
        size="sm"
      />
    </button>
  )
}

export interface TableRowProps<TRow> {
  id: string
  index: number
  row: TRow | undefined
  shape: TableShape<TRow>
  active: boolean
  /** Undefined where rows are not selected. */
  selected: boolean | undefined
  /** Names the row in "Select …". */
  name: string | undefined
  height: number
  top: number
  onOpen: ((index: number) => void) | undefined
  onToggle: (index: number, extend: boolean) => void
}

function TableRowRoot<TRow>(props: TableRowProps<TRow>) {
  const { id, index, row, shape, active, selected, onOpen } = props
  const open = (event: MouseEvent) => {
    // A press on a cell's own link or button is theirs.
    if (event.target instanceof Element && event.target.closest('a, button, input, select, label')) return
    onOpen?.(index)
  }
  return (
    // The grid around the rows takes the keys, Enter among them.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      aria-busy={row === undefined || undefined}
      aria-rowindex={index + 2}
      aria-selected={selected ?? active}
      className={classNames(
        shape.scrolls ? scrollingGrid : responsiveGrid,
        'tl:absolute tl:top-0 tl:start-0 tl:w-full tl:border-b tl:border-border',
        row !== undefined && onOpen && 'tl:cursor-pointer tl:hover:bg-accent/60',
        selected && 'tl:bg-primary/5',
        active &&
          'tl:bg-accent/60 tl:group-focus-visible:bg-accent tl:group-focus-visible:inset-ring-2 tl:group-focus-visible:inset-ring-ring',
      )}
      id={id}
      role="row"
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
      onClick={onOpen && open}
    >
      {selected !== undefined && (
        <BoxCell head={false} shape={shape}>
          {row !== undefined && <RowBox {...props} selected={selected} />}
        </BoxCell>
      )}
      {shape.columns.map((column, position) => {
        const { className, style } = cellLook(shape, position, false)
        return (
          <div
            key={column.name}
            aria-colindex={position + (shape.selects ? 2 : 1)}
            className={classNames(
              'tl-reset tl:min-w-0 tl:truncate',
              column.align === 'end' && 'tl:text-end tl:tabular-nums',
              className,
            )}
            role="gridcell"
            style={style}
          >
            {row === undefined ? (
              <CellSkeleton align={column.align} first={position === 0} />
            ) : shape.scrolls ? (
              <span className="tl:min-w-0 tl:truncate">{column.cell(row, index)}</span>
            ) : (
              column.cell(row, index)
            )}
          </div>
        )
      })}
    </div>
  )
}

/** Drawn anew only where something of it changed: scrolling moves others. */
// Sound: memo keeps the parameters of a generic component, though its type forgets them.
export const TableRow = memo(TableRowRoot) as unknown as typeof TableRowRoot

function RowBox({
  index,
  name,
  selected,
  onToggle,
}: Pick<TableRowProps<never>, 'index' | 'name' | 'onToggle'> & { selected: boolean }) {
  const { table } = useUiTexts()
  return (
    <input
      aria-label={name === undefined ? table.selectRow(index + 1) : table.select(name)}
      checked={selected}
      className={checkboxClass}
      // Rows are reached with the arrows, and selected with Space.
      tabIndex={-1}
      type="checkbox"
      onChange={(event) => {
        const { nativeEvent } = event
        onToggle(index, nativeEvent instanceof globalThis.MouseEvent && nativeEvent.shiftKey)
      }}
    />
  )
}

function CellSkeleton({ align, first }: { align: 'start' | 'end' | undefined; first: boolean }) {
  return (
    <Skeleton
      className={classNames('tl:h-3.5', first ? 'tl:w-2/3' : 'tl:w-1/2', align === 'end' && 'tl:ms-auto')}
    />
  )
}

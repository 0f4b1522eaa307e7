'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import type { MouseEvent } from 'react'
import { classNames } from './class-names.ts'
import type { EntityTableColumn } from './entity-table-columns.ts'
import { Icon } from './icon.tsx'
import { Skeleton } from './skeleton.tsx'

export interface TableSort {
  field: string
  direction: 'asc' | 'desc'
}

/** Pixels; rows scroll below it. */
export const headHeight = 37

const rowGrid =
  'tl-reset tl:grid tl:items-center tl:gap-x-4 tl:px-4 tl:grid-cols-(--tl-tracks-1) tl:@md:grid-cols-(--tl-tracks-2) tl:@3xl:grid-cols-(--tl-tracks-3)'

const visibility = {
  1: '',
  2: 'tl:hidden tl:@md:block',
  3: 'tl:hidden tl:@3xl:block',
}

export interface TableHeadProps<TRow> {
  columns: readonly EntityTableColumn<TRow>[]
  sort?: TableSort | undefined
  onSortChange?: ((sort: TableSort) => void) | undefined
}

export function TableHead<TRow>({ columns, sort, onSortChange }: TableHeadProps<TRow>) {
  return (
    <div className="tl-reset tl:sticky tl:top-0 tl:z-10" role="rowgroup">
      <div
        aria-rowindex={1}
        className={classNames(rowGrid, 'tl:border-b tl:border-border tl:bg-muted tl:text-xs')}
        role="row"
        style={{ height: headHeight }}
      >
        {columns.map((column, index) => {
          const sorted = sort?.field === column.name ? sort.direction : undefined
          const sortable = column.sortable === true && onSortChange !== undefined
          return (
            <div
              key={column.name}
              aria-colindex={index + 1}
              aria-sort={
                sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : sortable ? 'none' : undefined
              }
              className={classNames(
                'tl-reset tl:min-w-0 tl:truncate tl:font-medium tl:text-muted-foreground',
                column.align === 'end' && 'tl:text-right',
                visibility[column.priority ?? 1],
              )}
              role="columnheader"
            >
              {sortable ? (
                <SortButton column={column} sorted={sorted} onSortChange={onSortChange} />
              ) : (
                column.label
              )}
            </div>
          )
        })}
      </div>
    </div>
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
  columns: readonly EntityTableColumn<TRow>[]
  active: boolean
  style: { height: number; transform: string }
  onOpen: (() => void) | undefined
}

export function TableRow<TRow>({ id, index, row, columns, active, style, onOpen }: TableRowProps<TRow>) {
  const open = (event: MouseEvent) => {
    // A press on a cell's own link or button is theirs.
    if (event.target instanceof Element && event.target.closest('a, button, input, select')) return
    onOpen?.()
  }
  return (
    // The grid around the rows takes the keys, Enter among them.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      aria-busy={row === undefined || undefined}
      aria-rowindex={index + 2}
      aria-selected={active}
      className={classNames(
        rowGrid,
        'tl:absolute tl:top-0 tl:left-0 tl:w-full tl:border-b tl:border-border',
        row !== undefined && onOpen && 'tl:cursor-pointer tl:hover:bg-accent/60',
        active &&
          'tl:bg-accent/60 tl:group-focus-visible:bg-accent tl:group-focus-visible:inset-ring-2 tl:group-focus-visible:inset-ring-ring',
      )}
      id={id}
      role="row"
      style={style}
      onClick={onOpen && open}
    >
      {columns.map((column, position) => (
        <div
          key={column.name}
          aria-colindex={position + 1}
          className={classNames(
            'tl-reset tl:min-w-0 tl:truncate',
            column.align === 'end' && 'tl:text-right tl:tabular-nums',
            visibility[column.priority ?? 1],
          )}
          role="gridcell"
        >
          {row === undefined ? (
            <Skeleton
              className={classNames(
                'tl:h-3.5',
                position === 0 ? 'tl:w-2/3' : 'tl:w-1/2',
                column.align === 'end' && 'tl:ml-auto',
              )}
            />
          ) : (
            column.cell(row, index)
          )}
        </div>
      ))}
    </div>
  )
}

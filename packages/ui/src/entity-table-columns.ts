import type { FieldSpec } from '@throughline/schema'
import { createElement, type ReactNode } from 'react'
import { type FieldValues, findSpec, rowCurrency, visibleSpecs } from './field-specs.ts'
import { FieldValue } from './field-value.tsx'

/** One column of a table. */
export interface EntityTableColumn<TRow> {
  /** The field that it sorts by; unique in its table. */
  name: string
  label: string
  /** What stands in a row's cell, drawn for another row when that one comes into its place: a state of its own needs a `key`. */
  cell: (row: TRow, index: number) => ReactNode
  /** Track of a CSS grid, such as `12rem` or `minmax(0, 2fr)`; an equal share without it. */
  width?: string
  /** 1 is always shown, 2 from 448 px of the table's own width on, 3 from 768 px. */
  priority?: 1 | 2 | 3
  align?: 'start' | 'end'
  /** Pixels, where someone chose it; in a table that scrolls sideways. */
  size?: number | undefined
  /** Stays in sight while the others scroll sideways. */
  pinned?: boolean | undefined
  sortable?: boolean
}

/** Which fields become columns, and what is said of each beyond its spec. */
export type ColumnOverrides<TRow> = Partial<Omit<EntityTableColumn<TRow>, 'name'>>

/**
 * Makes columns of an entity's fields: all visible ones, or those named, in their order.
 *
 * Without overrides the first column stays on a phone, the next two need a tablet's width, the others a desk's.
 */
export function columnsFromSpecs<TRow extends object>(
  specs: readonly FieldSpec[],
  names: readonly string[] = visibleSpecs(specs).map(({ name }) => name),
  overrides: Readonly<Record<string, ColumnOverrides<TRow>>> = {},
): EntityTableColumn<TRow>[] {
  return names.flatMap((name, position) => {
    const spec = findSpec(specs, name)
    return spec ? [{ ...columnOf<TRow>(spec, specs, position), ...overrides[name] }] : []
  })
}

function columnOf<TRow extends object>(
  spec: FieldSpec,
  specs: readonly FieldSpec[],
  position: number,
): EntityTableColumn<TRow> {
  return {
    name: spec.name,
    label: spec.label,
    priority: position === 0 ? 1 : position < 3 ? 2 : 3,
    align: spec.kind === 'number' || spec.kind === 'bigint' ? 'end' : 'start',
    sortable:
      ['bigint', 'boolean', 'date', 'enum', 'literal', 'number', 'string'].includes(spec.kind) &&
      !spec.meta.sensitive,
    cell: (row) => {
      // Sound: fields are read by their names, and a row that lacks one gives `undefined`.
      const values = row as FieldValues
      return createElement(FieldValue, {
        spec,
        value: values[spec.name],
        currency: rowCurrency(specs, values),
      })
    },
  }
}

/** How a table lays its columns out. */
export interface TrackOptions {
  /** All columns are there, at their sizes, and scroll sideways. */
  readonly scrolls: boolean
  /** A box to select rows by stands first. */
  readonly selects: boolean
}

/** The width of the column with the boxes, in pixels. */
const boxWidth = 44

/** The least width of a column that nobody sized, and the width of one that is pinned, in pixels. */
const leastWidth = 144
const pinnedWidth = 176

/** The grid's tracks at each width, as custom properties. */
export function columnTracks(
  columns: readonly EntityTableColumn<never>[],
  { scrolls, selects }: TrackOptions,
): Record<string, string> {
  const box = selects ? [`${scrolls ? boxWidth : 20}px`] : []
  if (scrolls) {
    const all = [...box, ...columns.map((column) => sizedTrack(column))].join(' ')
    const least = columns.reduce(
      (sum, column) => sum + (fixedWidth(column) ?? leastWidth),
      selects ? boxWidth : 0,
    )
    return { '--tl-tracks': all, '--tl-row-width': `${least}px` }
  }
  const tracks = (most: number) =>
    [
      ...box,
      ...columns.filter(({ priority = 1 }) => priority <= most).map(({ width = 'minmax(0, 1fr)' }) => width),
    ].join(' ')
  return { '--tl-tracks-1': tracks(1), '--tl-tracks-2': tracks(2), '--tl-tracks-3': tracks(3) }
}

function fixedWidth({ size, pinned }: EntityTableColumn<never>): number | undefined {
  return size ?? (pinned ? pinnedWidth : undefined)
}

function sizedTrack(column: EntityTableColumn<never>): string {
  const fixed = fixedWidth(column)
  return fixed === undefined ? `minmax(${leastWidth}px, 1fr)` : `${fixed}px`
}

/** Where each pinned column stays, in pixels from the table's start; undefined for the others. */
export function pinnedOffsets(
  columns: readonly EntityTableColumn<never>[],
  selects: boolean,
): readonly (number | undefined)[] {
  let next = selects ? boxWidth : 0
  return columns.map((column) => {
    if (!column.pinned) return undefined
    const offset = next
    next += fixedWidth(column) ?? pinnedWidth
    return offset
  })
}

import type { FieldSpec } from '@throughline/schema'
import { createElement, type ReactNode } from 'react'
import { type FieldValues, findSpec, rowCurrency, visibleSpecs } from './field-specs.ts'
import { FieldValue } from './field-value.tsx'

/** One column of a table. */
export interface EntityTableColumn<TRow> {
  /** The field that it sorts by; unique in its table. */
  name: string
  label: string
  cell: (row: TRow, index: number) => ReactNode
  /** Track of a CSS grid, such as `12rem` or `minmax(0, 2fr)`; an equal share without it. */
  width?: string
  /** 1 is always shown, 2 from 448 px of the table's own width on, 3 from 768 px. */
  priority?: 1 | 2 | 3
  align?: 'start' | 'end'
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
      const values: FieldValues = Object.fromEntries(Object.entries(row))
      return createElement(FieldValue, {
        spec,
        value: values[spec.name],
        currency: rowCurrency(specs, values),
      })
    },
  }
}

/** The grid's tracks at each width, as custom properties. */
export function columnTracks(columns: readonly EntityTableColumn<never>[]): Record<string, string> {
  const tracks = (most: number) =>
    columns
      .filter(({ priority = 1 }) => priority <= most)
      .map(({ width = 'minmax(0, 1fr)' }) => width)
      .join(' ')
  return { '--tl-tracks-1': tracks(1), '--tl-tracks-2': tracks(2), '--tl-tracks-3': tracks(3) }
}

import type { EntityTableColumn } from './entity-table-columns.ts'

/** One column as someone arranged it. */
export interface ColumnChoice {
  readonly name: string
  /** Pixels; as the table finds best without it. */
  readonly size?: number | undefined
  /** Stays in sight while the others scroll sideways. */
  readonly pinned?: boolean | undefined
}

/** Which columns are shown, in their order. */
export type ColumnLayout = readonly ColumnChoice[]

/** The columns of a layout, pinned ones first; a name that no column has is left out. */
export function arrangeColumns<TRow>(
  columns: readonly EntityTableColumn<TRow>[],
  layout: ColumnLayout,
): EntityTableColumn<TRow>[] {
  const chosen = layout.flatMap(({ name, size, pinned = false }) => {
    const column = columns.find((candidate) => candidate.name === name)
    return column ? [{ ...column, size, pinned }] : []
  })
  return [...chosen.filter(({ pinned }) => pinned), ...chosen.filter(({ pinned }) => !pinned)]
}

/** `*lastName:200,firstName`: a layout as a short text, for a page's address; `*` marks a pinned column. */
export function layoutText(layout: ColumnLayout): string {
  return layout
    .map(({ name, size, pinned }) => `${pinned ? '*' : ''}${name}${size === undefined ? '' : `:${size}`}`)
    .join(',')
}

/** Least and most pixels of a column. */
export const columnSizes = { least: 80, most: 640 } as const

/** Reads a layout's text; undefined where it names no column of those given. */
export function parseLayout(text: string, names: readonly string[]): ColumnLayout | undefined {
  const layout = text.split(',').flatMap((part): ColumnChoice[] => {
    const {
      star,
      name = '',
      size,
    } = /^(?<star>\*?)(?<name>[^:*]+)(?::(?<size>\d+))?$/.exec(part)?.groups ?? {}
    if (!names.includes(name)) return []
    return [
      { name, ...(star && { pinned: true }), ...(size !== undefined && { size: columnSize(Number(size)) }) },
    ]
  })
  const first = new Map(layout.toReversed().map((choice) => [choice.name, choice]))
  const unique = layout.filter((choice) => first.get(choice.name) === choice)
  return unique.length === 0 ? undefined : unique
}

/** A width within the bounds of a column. */
export function columnSize(pixels: number): number {
  return Math.round(Math.min(columnSizes.most, Math.max(columnSizes.least, pixels)))
}

/** Moves a column one place up or down. */
export function moveColumn(layout: ColumnLayout, name: string, by: -1 | 1): ColumnLayout {
  const from = layout.findIndex((choice) => choice.name === name)
  const to = from + by
  const [moved, other] = [layout[from], layout[to]]
  return moved && other ? layout.with(from, other).with(to, moved) : layout
}

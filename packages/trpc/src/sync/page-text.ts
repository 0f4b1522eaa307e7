import type { SnapshotPage } from '@throughline/schema'
import type { GuardedStore } from '@throughline/schema/policy'
import { syncWire } from './sync-wire.ts'

/** No JSON text has a line break inside: each line between the first and the last is a row, with a comma behind. */
const start = '{"items":[\n'
const end = '\n],"cursor":'

/** A page as `view`'s user sees it: `{ items, cursor, feed }` as JSON, a row a line. */
export function pageText(
  view: GuardedStore,
  { items, feed }: SnapshotPage,
  cursor: string | null,
): { readonly text: string; readonly rows: number } {
  const { writeRow } = syncWire(view.model)
  const rows = view.seeRows(items).map((row) => JSON.stringify(writeRow(row)))
  const rest = `${JSON.stringify(cursor)},"feed":${JSON.stringify(view.seeCursor(feed))}}`
  return { text: `${start}${rows.join(',\n')}${end}${rest}`, rows: rows.length }
}

/** The rows of a page's text, a line each, with a line break behind each. */
export function rowLines(text: string): string {
  const rows = text.slice(start.length, text.lastIndexOf(end))
  return rows === '' ? '' : `${rows.replaceAll(',\n', '\n')}\n`
}

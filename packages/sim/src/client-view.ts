import { type ClientRecord, isLater, type Known } from './client-record.ts'
import { parentRowOf } from './rows.ts'

type Values = Readonly<Record<string, unknown>>

/** A row as the user sees it. */
export interface SeenRow {
  /** Of what the server has said last; 0 for a row that it does not have yet. */
  readonly version: number
  readonly values: Values
}

/** What the server has said of a row: by the feed, or by the answer to an own mutation. */
export function confirmedOf(
  { base, outbox }: Pick<ClientRecord, 'base' | 'outbox'>,
  row: string,
): Known | undefined {
  let known = base.get(row)
  for (const entry of outbox) {
    const { ack } = entry
    if (ack && !ack.isLate && entry.row === row && isLater(ack, known)) known = ack
  }
  return known
}

/** A row with all own mutations on it; `undefined` where there is none. */
export function seenRow(record: ClientRecord, row: string): SeenRow | undefined {
  const parent = parentRowOf(row)
  if (parent !== undefined && !seenRow(record, parent)) return undefined
  const known = confirmedOf(record, row)
  const version = known?.version ?? 0
  let values: Values | undefined = known?.stored?.row
  for (const { mutation, ack, row: other } of record.outbox) {
    if ((ack && !ack.isLate) || other !== row) continue
    if (mutation.op === 'delete') values = undefined
    else if (mutation.op === 'insert') values ??= mutation.row
    else if (values) values = { ...values, ...mutation.changes }
  }
  return values && { version, values }
}

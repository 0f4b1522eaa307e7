import type { PendingWrite } from '@throughline/collections'

/**
 * Lets a write go its way: it is on the screen already.
 *
 * Where the server refuses it, the store takes it back and tells the person through its `onError`.
 */
export function send<TRow, TConfirmed>({ row, confirmed }: PendingWrite<TRow, TConfirmed>): TRow {
  confirmed.catch(() => {})
  return row
}

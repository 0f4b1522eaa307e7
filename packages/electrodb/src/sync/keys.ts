import type { TableKey } from '../items/table-key.ts'

/** Digits of a place in a sort key: as many as the largest safe integer has. */
const digits = 16
const head = 'HEAD'

/** The sort key of the record that ends with this place: such keys are in the order of places, and before `HEAD`. */
export function placeKey(place: number): string {
  return String(place).padStart(digits, '0')
}

/** The partition of one shard of the feed: its records, then its head. */
export function feedPartition(prefix: string, shard: number): string {
  return `${prefix}CHANGES#${shard}`
}

/** The item that holds where a shard of the feed ends. */
export function headKey(prefix: string, shard: number): TableKey {
  return { pk: feedPartition(prefix, shard), sk: head }
}

/** The partition of one client: the outcomes of its mutations, then its head. */
export function clientPartition(prefix: string, clientId: string): string {
  return `${prefix}CLIENT#${clientId}`
}

/** The item that holds the last place in a client's order. */
export function clientKey(prefix: string, clientId: string): TableKey {
  return { pk: clientPartition(prefix, clientId), sk: head }
}

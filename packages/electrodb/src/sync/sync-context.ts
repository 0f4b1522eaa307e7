import type { Backoff } from '../client/backoff.ts'
import type { Connection } from '../connection.ts'
import type { Moment } from './effect.ts'

/** What every part of the sync core works with: the table, and how long it keeps what, in milliseconds. */
export interface SyncContext {
  readonly connection: Connection
  /** ISO date-time. */
  readonly now: () => string
  /** Changes of the feed. */
  readonly feedTtl: number
  /** Changes tell what rows were before. */
  readonly feedBefore: boolean
  /** Tombstones: longer than changes, so that no client can have missed what a new row begins anew from. */
  readonly tombstoneTtl: number
  /** Outcomes of clients' mutations. */
  readonly outcomeTtl: number
  /** How long before a snapshot its feed begins: more than indexes of the table ever lag behind it. */
  readonly margin: number
}

/** Between two tries of a transaction that met another one. */
export const contention: Backoff = { tries: 20, base: 10, cap: 1_000 }

/** What is planned at this ISO date-time. */
export function momentOf({ tombstoneTtl }: SyncContext, now: string): Moment {
  return { now, ttl: Math.ceil((Date.parse(now) + tombstoneTtl) / 1000) }
}

import type { StorageCheck } from './storage-check.ts'
import { endChecks, leaderChecks } from './storage-leader-checks.ts'
import { outboxChecks } from './storage-outbox-checks.ts'
import { rowChecks } from './storage-row-checks.ts'

/** What every storage does. */
export const storageChecks: Readonly<Record<string, readonly StorageCheck[]>> = {
  rows: rowChecks,
  outbox: outboxChecks,
  leader: leaderChecks,
  'its end': endChecks,
}

import type { Backoff } from '../client/backoff.ts'

/** Between two looks for items that a transaction has written and that are not to be seen yet. */
export const unseen: Backoff = { tries: 5, base: 20, cap: 200 }

import type { Check } from './check.ts'
import { moveChecks } from './move-checks.ts'
import { describeSyncChecks, type SyncContractOptions } from './sync-contract.ts'
import type { SyncSubject } from './sync-model.ts'
import { manyWriterChecks, rowWriterChecks } from './writer-checks.ts'

/** What a writer does on a store that keeps the contract of `SyncStore`, by part; each check wants an empty store. */
export const writerChecks: Readonly<Record<string, readonly Check<SyncSubject>[]>> = {
  'one row': rowWriterChecks,
  'many rows': manyWriterChecks,
  move: moveChecks,
}

/** The tests of a writer on an implementation of `SyncStore`; call it inside a test file. */
export function writerContract(name: string, options: SyncContractOptions): void {
  describeSyncChecks(`${name}: writer`, writerChecks, options)
}

import type { Mutation, StoredRow } from '../mutation.types.ts'
import { refusalError } from '../refusal-error.ts'
import type { SyncOutcome, SyncStore } from '../sync.types.ts'
import type { Write, WriteOptions } from './writer.types.ts'

/** The write as a mutation of its own. */
export function withMutationId(write: Write): Mutation {
  return { ...write, mutationId: crypto.randomUUID() }
}

/** What becomes of one write. */
export async function pushWrite(
  { push }: SyncStore,
  write: Write,
  { signal }: WriteOptions = {},
): Promise<SyncOutcome> {
  const [outcome] = await push([withMutationId(write)], { signal })
  if (outcome) return outcome
  throw new TypeError('The store answered a push of one mutation with no outcome.')
}

/** The row that an insert or an update leaves. @throws {StoreError} where it is refused. */
export function storedOf(outcome: SyncOutcome): StoredRow {
  if (outcome.status !== 'applied') throw refusalError(outcome)
  // Sound: only a delete leaves none.
  return outcome.stored as StoredRow
}

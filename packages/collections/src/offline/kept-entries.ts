import type { NewEntry } from './outbox-plan.ts'
import type { OutboxWrite, StorageWrite } from './storage.types.ts'

/** What a write does to entries that are not stored yet, and what is left of it for those that are. */
export interface KeptSplit {
  readonly kept: readonly NewEntry[]
  readonly write: StorageWrite
}

/** `undefined` where one of them has another revision. */
export function splitKept(kept: readonly NewEntry[], write: StorageWrite): KeptSplit | undefined {
  if (!write.outbox || kept.length === 0) return { kept, write }
  const { add, change = [], remove = [] } = write.outbox
  const entries = new Map(kept.map((one) => [one.entry.id, one]))
  const touched = [...change, ...remove].filter(({ id }) => entries.has(id))
  if (!touched.every(({ id, revision }) => entries.get(id)?.revision === revision)) return undefined
  for (const { revision, ...entry } of change) {
    if (entries.has(entry.id)) entries.set(entry.id, { entry, revision: revision + 1 })
  }
  const isStored = ({ id }: { readonly id: string }): boolean => !entries.has(id)
  const rest: OutboxWrite = {
    ...(add && { add }),
    change: change.filter(isStored),
    remove: remove.filter(isStored),
  }
  for (const { id } of remove) entries.delete(id)
  return { kept: [...entries.values()], write: { ...write, outbox: rest } }
}

import type { OutboxEntry, OutboxWrite, StoredEntry } from './storage.types.ts'

/** An entry that waits to be stored for the first time. */
export interface NewEntry {
  readonly entry: OutboxEntry
  /** 1, or more where it was changed before it could be stored. */
  readonly revision: number
}

/** As `OutboxWrite`, with entries that could not be stored before. */
export interface OutboxChanges extends Omit<OutboxWrite, 'add'> {
  readonly add: readonly NewEntry[]
}

type Known = Pick<StoredEntry, 'at' | 'revision'>

export interface OutboxPlan {
  readonly added: readonly StoredEntry[]
  readonly changed: readonly StoredEntry[]
  readonly removed: readonly string[]
  /** Edits so far, with these. */
  readonly at: number
}

/** The ids whose entries have to be known for a plan. */
export function touchedIds({ add, change = [], remove = [] }: OutboxChanges): string[] {
  return [...new Set([...add.map(({ entry }) => entry.id), ...[...change, ...remove].map(({ id }) => id)])]
}

/** What is stored after a write; `undefined` where it is refused, since an entry is another by now. */
export function planOutbox(
  { add, change = [], remove = [] }: OutboxChanges,
  known: ReadonlyMap<string, Known>,
  at: number,
): OutboxPlan | undefined {
  const isCurrent = ({ id, revision }: Pick<StoredEntry, 'id' | 'revision'>): boolean =>
    known.get(id)?.revision === revision
  if (![...change, ...remove].every(isCurrent)) return undefined
  const added = add
    .filter(({ entry }) => !known.has(entry.id))
    .map(({ entry, revision }, index): StoredEntry =>
      Object.assign({}, entry, { at: at + index + 1, revision }),
    )
  const changed = change.map((entry): StoredEntry => {
    const place = { at: known.get(entry.id)?.at ?? 0, revision: entry.revision + 1 }
    return Object.assign({}, entry, place)
  })
  return {
    added,
    changed,
    removed: remove.map(({ id }) => id),
    at: at + added.length,
  }
}

import type { StorageWrite, StoredScope } from '../../offline/storage.types.ts'
import type { SharedStorage } from '../../offline/tabs.types.ts'
import { scopeName } from '../../parent-paths.ts'
import type { Scope } from '../../scope.types.ts'
import { createRowParts } from './row-parts.ts'
import type { RowReach, RowWrites } from './stored.types.ts'
import type { Turn } from './turn.ts'

/** Writes of rows, each of which is a record, after which records are merged. */
const writesBetween = 200

/** Writes rows for as long as this tab leads, and knows which scopes are whole there. */
export interface RowStore {
  writes(): RowWrites
  holds(scope: Scope): boolean
  /** These are whole, and no others. */
  hold(scopes: readonly Scope[]): void
}

export function createRowStore(
  storageOf: () => SharedStorage | undefined,
  turn: Turn,
  beforeCursor: () => Promise<void>,
): RowStore {
  /** By `scopeName`. */
  const held = new Set<string>()
  // The first one merges what earlier lives have left.
  let unmerged = writesBetween

  const add = (scopes: readonly Scope[]): void => {
    for (const scope of scopes) held.add(scopeName(scope))
  }

  const store = async (ticket: number, write: StorageWrite): Promise<void> => {
    const storage = storageOf()
    if (write.cursor !== undefined && write.anew === undefined) await beforeCursor()
    if (!storage || !turn.isOn(ticket)) return
    // A write that another one had to come before is refused by an exception.
    const result = await storage.write(write).catch(() => undefined)
    // Where rows are missing, no cursor may be told from now on.
    if (result?.kind !== 'written' && turn.isOn(ticket)) turn.end()
    if (write.parts?.length) unmerged += 1
    // A reading that has ended leaves a record for each of its pages.
    const isEnd = write.progress === null || write.anew === 'end'
    if (!isEnd && unmerged < writesBetween) return
    unmerged = 0
    void storage.compact()
  }

  return {
    holds: (scope) => held.has(scopeName(scope)),
    hold(scopes) {
      held.clear()
      add(scopes)
    },
    writes() {
      const ticket = turn.ticket()
      const parts = createRowParts()
      return {
        row(entity, stored) {
          if (turn.isOn(ticket)) parts.row(entity, stored)
        },
        tomb(entity, tomb) {
          if (turn.isOn(ticket)) parts.tomb(entity, tomb)
        },
        holds: ({ entity, parentKey }) =>
          turn.isOn(ticket) &&
          (held.has(scopeName({ entity, parentKey })) ||
            held.has(scopeName({ entity, parentKey: undefined }))),
        isPast: () => turn.ticket() !== ticket,
        async write(reach) {
          if (!turn.isOn(ticket)) return
          if (reach.anew === 'end') held.clear()
          add(reach.whole ?? [])
          await store(ticket, toWrite(parts.take(), reach))
        },
      }
    },
  }
}

function toWrite(parts: NonNullable<StorageWrite['parts']>, { whole, ...reach }: RowReach): StorageWrite {
  const scopes = whole?.map(({ entity, parentKey, where }): StoredScope => {
    const scope = { entity: entity.name, parentKey }
    return where ? Object.assign(scope, { where }) : scope
  })
  return { parts, ...reach, ...(scopes && { scopes }) }
}

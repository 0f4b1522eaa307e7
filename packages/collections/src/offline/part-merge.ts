import type { AnyModelEntity, StoredRow } from '@throughline/schema'
import { keyString } from '@throughline/schema/adapter'
import type { EntityPart, StoredTomb } from './storage.types.ts'

/** The highest versions of parts of one entity, whatever order they come in. */
export interface PartMerge {
  take(part: EntityPart): void
  /** In pieces of at most so many rows. */
  pieces(size: number): Generator<EntityPart>
}

export function createPartMerge(entity: AnyModelEntity): PartMerge {
  const rows = new Map<string, StoredRow>()
  const tombs = new Map<string, StoredTomb>()
  const takeTomb = (tomb: StoredTomb): void => {
    const known = tombs.get(tomb.key)
    if (known && known.version > tomb.version) return
    if ((rows.get(tomb.key)?.meta.version ?? 0) > tomb.version) return
    rows.delete(tomb.key)
    const below = tomb.below || (known?.version === tomb.version && known.below)
    tombs.set(tomb.key, { ...tomb, below })
  }
  return {
    take(part) {
      for (const stored of part.rows) {
        const key = keyString(entity, stored.row)
        const { version } = stored.meta
        if ((tombs.get(key)?.version ?? 0) >= version) continue
        if ((rows.get(key)?.meta.version ?? 0) >= version) continue
        tombs.delete(key)
        rows.set(key, stored)
      }
      for (const tomb of part.tombs) takeTomb(tomb)
    },
    *pieces(size) {
      const all = [...rows.values()]
      const dead = [...tombs.values()]
      for (let start = 0; start === 0 || start < Math.max(all.length, dead.length); start += size) {
        const end = start + size
        yield { entity: entity.name, rows: all.slice(start, end), tombs: dead.slice(start, end) }
      }
    },
  }
}

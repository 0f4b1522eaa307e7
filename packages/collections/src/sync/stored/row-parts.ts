import type { StoredRow } from '@throughline/schema'
import type { EntityPart, StoredTomb } from '../../offline/storage.types.ts'

/** Rows and tombstones that wait to be stored, by entity. */
export function createRowParts() {
  interface Waiting {
    readonly rows: StoredRow[]
    readonly tombs: StoredTomb[]
  }
  let waiting = new Map<string, Waiting>()
  const of = (entity: string): Waiting => {
    const known = waiting.get(entity) ?? { rows: [], tombs: [] }
    waiting.set(entity, known)
    return known
  }
  return {
    row: (entity: string, stored: StoredRow): void => void of(entity).rows.push(stored),
    tomb: (entity: string, tomb: StoredTomb): void => void of(entity).tombs.push(tomb),
    take(): EntityPart[] {
      const taken = [...waiting].map(([entity, { rows, tombs }]): EntityPart => ({ entity, rows, tombs }))
      waiting = new Map()
      return taken
    },
  }
}

import type { Entity, Row, Write } from './library.types.ts'

/** What a server refuses for ever: a rule that only it knows. */
export const isRefused = (row: Readonly<Record<string, string>>): boolean => row['title'] === 'refused'

/** A row, or the mark that it is gone, with the place of its last change among all changes. */
export interface Stored {
  readonly entity: Entity
  readonly id: string
  readonly row: Row | null
  readonly place: number
}

/** The table of a server, with a log of each write. */
export interface Ledger {
  readonly log: readonly Write[]
  get(entity: Entity, id: string): Stored | undefined
  all(): readonly Stored[]
  /** The place of the last change. */
  place(): number
  put(entity: Entity, row: Row): void
  remove(entity: Entity, id: string): void
  /** Up to this place, deleted rows are not known any more. */
  horizon(): number
  forget(): void
}

export function createLedger(): Ledger {
  const stored = new Map<string, Stored>()
  const log: Write[] = []
  let place = 0
  let horizon = 0
  const write = (entity: Entity, id: string, row: Row | null): void => {
    place += 1
    stored.set(`${entity}/${id}`, { entity, id, row, place })
    log.push({ entity, id, row })
  }
  return {
    log,
    get: (entity, id) => stored.get(`${entity}/${id}`),
    all: () => [...stored.values()],
    place: () => place,
    put: (entity, row) => write(entity, row.id, row),
    remove: (entity, id) => write(entity, id, null),
    horizon: () => horizon,
    forget() {
      horizon = place
      for (const [key, { row }] of stored) if (row === null) stored.delete(key)
    },
  }
}

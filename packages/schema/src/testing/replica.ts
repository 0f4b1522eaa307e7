import { keyOf } from '../key.ts'
import { canonicalText } from '../memory/plain-data.ts'
import type { AnyModel } from '../model.types.ts'
import type { StoredRow } from '../mutation.types.ts'
import { entityOf } from '../plan-write.ts'
import type { Store } from '../store.types.ts'
import type { Change, SyncStore } from '../sync.types.ts'
import { readAll } from './read-all.ts'

/** The rows of a model, each by its entity and key. */
export type RowTable = ReadonlyMap<string, StoredRow>

/** The plainest client there is: applies what it is told where the version is higher, and does nothing else. */
export interface Replica {
  readonly rows: RowTable
  /** The cursor that the next pull begins from; none before the first snapshot. */
  readonly cursor: string | undefined
  /** Drops all it has and reads a snapshot; `betweenPages` is awaited after each page. */
  readonly begin: (options?: ReplicaOptions) => Promise<void>
  /** Pulls until there is no more; begins anew where it is told to. */
  readonly catchUp: (options?: ReplicaOptions) => Promise<void>
}

interface ReplicaOptions {
  readonly limit?: number
  readonly betweenPages?: () => Promise<void>
}

interface Known {
  readonly version: number
  /** Its row as text; `''` for a tombstone. */
  readonly text: string
}

/** Makes a client that has nothing yet. */
export function createReplica<TModel extends AnyModel>(typed: SyncStore<TModel>): Replica {
  const store = anyStore(typed)
  const rows = new Map<string, StoredRow>()
  const known = new Map<string, Known>()
  let cursor: string | undefined

  const apply = (place: string, version: number, stored: StoredRow | undefined): void => {
    const before = known.get(place)
    const text = stored ? canonicalText(stored.row) : ''
    if (before && before.version > version) return
    if (before?.version === version) {
      if (before.text === text) return
      throw new Error(`${place} has two contents in version ${version}: ${before.text} and ${text}`)
    }
    known.set(place, { version, text })
    if (stored) rows.set(place, stored)
    else rows.delete(place)
  }
  const begin: Replica['begin'] = async ({ limit, betweenPages } = {}) => {
    rows.clear()
    known.clear()
    cursor = undefined
    await readAll(async (page) => {
      const read = await store.snapshot({ ...(limit !== undefined && { limit }), cursor: page })
      cursor ??= read.feed
      for (const { entity, row, meta } of read.items) {
        apply(placeOf(store.model, entity, row), meta.version, { row, meta })
      }
      await betweenPages?.()
      return read
    })
  }
  return {
    rows,
    get cursor() {
      return cursor
    },
    begin,
    async catchUp({ limit, betweenPages } = {}) {
      if (cursor === undefined) await begin()
      let resets = 0
      for (let more = true; more;) {
        const answer = await store.pull({ cursor: cursor ?? '', limit })
        if (answer.kind === 'reset') {
          resets += 1
          if (resets > 3) throw new Error('The store answers "reset" to the cursors of its own snapshots.')
          await begin()
          continue
        }
        for (const change of answer.changes) {
          const stored = change.op === 'put' ? change.stored : undefined
          apply(placeOf(store.model, change.entity, change.key), change.version, stored)
        }
        ;({ cursor, more } = answer)
        await betweenPages?.()
      }
    },
  }
}

/** Reads the table as it is, entity by entity. */
export async function readTable<TModel extends AnyModel>(typed: Store<TModel>): Promise<RowTable> {
  const store = anyStore(typed)
  const table = new Map<string, StoredRow>()
  for (const name of store.model.names) {
    const { items } = await readAll((cursor) => store.list(name, { limit: 1000, cursor }))
    for (const stored of items) table.set(placeOf(store.model, name, stored.row), stored)
  }
  return table
}

/** A store of some model as one of any: entities and rows are matched by name. */
export function anyStore<TModel extends AnyModel>(store: SyncStore<TModel>): SyncStore
export function anyStore<TModel extends AnyModel>(store: Store<TModel>): Store
export function anyStore(store: unknown): unknown {
  return store
}

/** Names a row among all rows of a model. */
export function placeOf(model: AnyModel, entity: string, values: Readonly<Record<string, unknown>>): string {
  return `${entity} ${canonicalText(keyOf(entityOf(model, entity), values))}`
}

/** Pulls from a cursor to the end of the feed. */
export async function pullAll<TModel extends AnyModel>(
  store: SyncStore<TModel>,
  from: string,
  limit?: number,
): Promise<Change<TModel>[]> {
  const changes: Change<TModel>[] = []
  let cursor = from
  for (let more = true; more;) {
    const answer = await store.pull({ cursor, limit })
    if (answer.kind === 'reset') throw new Error('The feed answered "reset" where it was to bring changes.')
    if (limit !== undefined && answer.changes.length > limit)
      throw new Error('A page is longer than its limit.')
    changes.push(...answer.changes)
    ;({ cursor, more } = answer)
  }
  return changes
}

import type { AnyModel } from '@throughline/schema'
import type { SearchPlan } from '../search-fields.ts'
import { createPlannedIndex } from '../search-index.ts'
import type { SearchIndex } from '../search.types.ts'
import type { SourceChange, SourceRow } from './source.types.ts'

type Values = Readonly<Record<string, unknown>>

/** A row as it is shown while a write of it is not confirmed, or as it is once it was. */
export interface RowEdit {
  readonly entity: string
  /** Its own key as one string. */
  readonly key: string
  /** The row as it is shown; absent where it is not. */
  readonly row?: Values | undefined
  readonly state: 'pending' | 'settled'
  /** What the last pending write was. */
  readonly kind: 'delete' | 'insert' | 'update'
  /** Of a settled row, the version of its confirmed state; absent where there is none. */
  readonly version?: number | undefined
}

/** An index of the rows of a server, with what a client has not had confirmed on top of them. */
export interface Replica {
  readonly index: () => SearchIndex<AnyModel>
  /** Rows of a snapshot. */
  readonly put: (rows: readonly SourceRow[]) => void
  /** A change of the feed. */
  readonly take: (change: SourceChange) => void
  readonly edit: (edit: RowEdit) => void
  /** Everything is read anew: what is pending stays. */
  readonly reset: () => void
  /** Whether the index has nothing but what the server has confirmed. */
  readonly isConfirmed: () => boolean
}

interface Confirmed {
  readonly version: number
  readonly row: Values | undefined
}

/** Rows of which it is remembered what the server said last. */
const mostRecent = 2000

/** Makes an empty replica, or goes on with an index that was restored. */
export function createReplica(plan: SearchPlan, restored?: SearchIndex<AnyModel>): Replica {
  let index = restored ?? createPlannedIndex<AnyModel>(plan)
  const keys = new Map(plan.map(({ name, path }) => [name, path.at(-1)?.names]))
  /** Rows that are shown as they were edited. */
  const pending = new Map<string, RowEdit>()
  /** What the server said lately of rows, be they edited here or not: what this client knows of them may be older. */
  const recent = new Map<string, Confirmed>()

  const remember = (id: string, confirmed: Confirmed): void => {
    recent.delete(id)
    recent.set(id, confirmed)
    const [oldest] = recent.keys()
    if (recent.size > mostRecent && oldest !== undefined && !pending.has(oldest)) recent.delete(oldest)
  }

  const idOf = (entity: string, row: Values): string =>
    `${entity} ${(keys.get(entity) ?? []).map((field) => String(row[field])).join('#')}`

  const show = (entity: string, key: Values | string, row: Values | undefined): void => {
    if (row) index.put([{ entity, row }])
    else index.remove(entity, key)
  }

  /** Takes what the server says, unless it is edited here, or newer already. */
  const confirm = (id: string, key: Values, entity: string, confirmed: Confirmed): void => {
    if (confirmed.version <= (recent.get(id)?.version ?? -1)) return
    remember(id, confirmed)
    if (!pending.has(id)) show(entity, key, confirmed.row)
  }

  const settle = ({ entity, key, row, kind, version }: RowEdit, id: string): void => {
    const told = recent.get(id)
    pending.delete(id)
    if (told && (!row || told.version > (version ?? 0))) show(entity, key, told.row)
    else if (row) {
      show(entity, key, row)
      remember(id, { version: version ?? 0, row })
      // A row that is there, and is below one whose delete is pending, stays.
    } else if (kind !== 'update' || version === undefined) index.remove(entity, key)
  }

  return {
    index: () => index,
    put(rows) {
      for (const { entity, row, meta } of rows) {
        const id = pending.size + recent.size === 0 ? '' : idOf(entity, row)
        if (pending.has(id) || recent.has(id)) confirm(id, row, entity, { version: meta.version, row })
        else show(entity, row, row)
      }
    },
    take(change) {
      const { entity, key, version } = change
      const row = change.op === 'put' ? change.stored.row : undefined
      confirm(idOf(entity, key), key, entity, { version, row })
    },
    edit(edit) {
      const id = `${edit.entity} ${edit.key}`
      if (edit.state === 'settled') return settle(edit, id)
      pending.set(id, edit)
      return show(edit.entity, edit.key, edit.row)
    },
    reset() {
      index = createPlannedIndex(plan)
      recent.clear()
      for (const { entity, key, row } of pending.values()) show(entity, key, row)
    },
    isConfirmed: () => pending.size === 0,
  }
}

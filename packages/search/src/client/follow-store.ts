import type { RowEdit } from '../host/replica.ts'
import type { SearchedStore } from './search-client.types.ts'

type Values = Readonly<Record<string, unknown>>
type Pending = Pick<RowEdit, 'entity' | 'key' | 'kind'> & { readonly row: Values | undefined }

/**
 * Tells of rows with writes that are not confirmed, as they are shown, and once more when that is over; and of moments at
 * which the server may have something new.
 */
export function followStore(
  store: SearchedStore,
  told: { readonly edits: (edits: readonly RowEdit[]) => void; readonly news: () => void },
): () => void {
  let pending = new Map<string, Pending>()
  let syncedAt = store.status.get().syncedAt?.valueOf()

  const look = (): void => {
    const now = new Map<string, Pending>()
    for (const { entity, key, kind } of store.pendingMutations.get()) {
      const id = `${entity} ${key}`
      const first = now.get(id)
      // A row that was made here and changed since is made here.
      now.set(id, {
        entity,
        key,
        kind: first?.kind === 'insert' && kind === 'update' ? 'insert' : kind,
        row: shownRow(store, entity, key),
      })
    }
    const edits: RowEdit[] = []
    for (const [id, edit] of now) {
      const before = pending.get(id)
      if (!before || before.row !== edit.row || before.kind !== edit.kind)
        edits.push({ ...edit, state: 'pending' })
    }
    for (const [id, { entity, key, kind }] of pending) {
      if (now.has(id)) continue
      const row = shownRow(store, entity, key)
      edits.push({ entity, key, kind, row, state: 'settled', version: store.meta(entity, key)?.version })
    }
    pending = now
    if (edits.length > 0) told.edits(edits)
    const at = store.status.get().syncedAt?.valueOf()
    if (at === syncedAt) return
    syncedAt = at
    told.news()
  }

  const stops = [store.pendingMutations.subscribe(look), store.status.subscribe(look)]
  look()
  return () => {
    for (const stop of stops) stop()
  }
}

function shownRow(store: SearchedStore, entity: string, key: string): Values | undefined {
  // Sound: rows are objects with the fields of their entity.
  return store.get(entity, key) as Values | undefined
}

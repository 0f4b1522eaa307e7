import type { Page, SnapshotRow, SyncStore } from '@throughline/schema'

/** Most that a store gives at once. */
const limit = 1000

export interface RowPage {
  readonly rows: readonly SnapshotRow[]
  /** Where the next page begins; `null` after the last one. */
  readonly cursor: string | null
}

/** Reads all rows of these entities, page by page: one entity by its own list, several out of all rows. */
export async function* rowPages(
  store: SyncStore,
  entities: readonly string[],
  { cursor, signal }: { readonly cursor: string | undefined; readonly signal: AbortSignal },
): AsyncGenerator<RowPage> {
  const [only] = entities
  const isAll = entities.length === store.model.names.length
  let at: string | null | undefined = cursor
  do {
    const options = { limit, cursor: at, signal }
    const page: Page<SnapshotRow> =
      entities.length === 1 && only !== undefined
        ? await listPage(store, only, options)
        : await store.snapshot(options)
    at = page.cursor
    yield {
      rows: isAll ? page.items : page.items.filter(({ entity }) => entities.includes(entity)),
      cursor: page.cursor,
    }
  } while (at !== null)
}

async function listPage(
  store: SyncStore,
  entity: string,
  options: { readonly limit: number; readonly cursor: string | undefined; readonly signal: AbortSignal },
): Promise<Page<SnapshotRow>> {
  const { items, cursor } = await store.list(entity, options)
  return { items: items.map(({ row, meta }) => ({ entity, row, meta })), cursor }
}

import type { Page, PageOptions, SnapshotRow } from '@throughline/schema'
import { allIndex } from './access-paths.ts'
import type { Connection } from '../connection.ts'
import { rowOf } from './get-row.ts'
import type { Item } from '../items/item.ts'
import { openCursor, readPage } from './page.ts'

/** Reads a page of all rows of the model; see `Store.snapshot`. */
export async function snapshotRows(
  connection: Connection,
  { cursor, limit, signal }: PageOptions = {},
): Promise<Page<SnapshotRow>> {
  const { items: model } = connection
  const scope = ['snapshot']
  const behind = await openCursor(connection, scope, cursor)
  const accept = (item: Item): SnapshotRow | undefined => {
    const items = model.ownerOf(item)
    const stored = items && rowOf(connection, items, item, undefined)
    return stored && { entity: items.entity.name, ...stored }
  }
  const listing = {
    scope,
    index: allIndex,
    ranges: model.partitions.map((pk) => ({ pk })),
    backwards: false,
    consistent: false,
    input: {},
    exact: true,
    hitRate: 1,
    accept,
  }
  return readPage(connection, listing, { limit, behind, signal })
}

import type { GetOptions, StoredRow } from '@throughline/schema'
import { planGet, throwIfAborted } from '@throughline/schema/adapter'
import type { Connection } from '../connection.ts'
import { batchRead } from './batch-read.ts'
import { rowOf, tableKey } from './get-row.ts'
import { keyId } from '../items/table-key.ts'
import { projectionOf } from './projection.ts'

type Values = Readonly<Record<string, unknown>>

/** Reads the rows of any number of keys, each once, and gives them back in the order of the keys. */
export async function batchGetRows(
  connection: Connection,
  name: string,
  keys: readonly Values[],
  options: GetOptions = {},
): Promise<(StoredRow | undefined)[]> {
  throwIfAborted(options.signal)
  const items = connection.items.of(name)
  const { fields } = planGet(items.entity, options)
  const places = keys.map((key) => tableKey(items, key))
  const wanted = new Map(places.flatMap((key) => (key ? [[keyId(key), key] as const] : [])))
  const { consistent = true, signal } = options
  const shape = { ConsistentRead: consistent, ...projectionOf(connection.items, fields) }
  const found = await batchRead(connection, [...wanted.values()], shape, signal)
  const given = new Set<string>()
  return places.map((key) => {
    const item = key && found.get(keyId(key))
    if (!item) return undefined
    // A row that is asked for twice is two rows in the answer.
    const own = given.has(keyId(key)) ? structuredClone(item) : item
    given.add(keyId(key))
    return rowOf(connection, items, own, fields)
  })
}

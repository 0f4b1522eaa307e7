import type { Store } from '@throughline/schema'
import { batchGetRows } from './batch-get.ts'
import { type Connection, guarded } from '../connection.ts'
import { getRow } from './get-row.ts'
import { listRows, queryRows } from './list-rows.ts'

/** Makes the part of a store that reads rows. */
export function createReads(connection: Connection): Pick<Store, 'batchGet' | 'get' | 'list' | 'query'> {
  const run = <T>(call: () => Promise<T>): Promise<T> => guarded(connection, call)
  return {
    get: (entity, key, options) => run(() => getRow(connection, entity, key, options)),
    batchGet: (entity, keys, options) => run(() => batchGetRows(connection, entity, keys, options)),
    list: (entity, options) => run(() => listRows(connection, entity, options)),
    query: (entity, options) => run(() => queryRows(connection, entity, options)),
  }
}

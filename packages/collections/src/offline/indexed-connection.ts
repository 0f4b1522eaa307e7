import { inTime, NoDatabase, openAgain, stores } from './database.ts'
import { readClient } from './records.ts'
import type { StorageHealth } from './storage-health.ts'

interface ConnectionOptions {
  readonly factory: IDBFactory
  readonly name: string
  readonly database: IDBDatabase
  /** Of the database: another one is not the same. */
  readonly stamp: string
  readonly health: StorageHealth
  readonly openTimeout: number
}

/** A connection to a database, which the browser may end at any moment: with the database, or without. */
export interface Connection {
  database(): IDBDatabase
  /** Does it once more where the connection was lost under way, and the database is still there. @throws {unknown} what the work does */
  over<T>(work: (database: IDBDatabase) => Promise<T>): Promise<T>
  /** Whether what failed can be done again, over another connection. */
  restored(error: unknown): Promise<boolean>
  close(): void
}

export function createConnection({ health, stamp, openTimeout, ...options }: ConnectionOptions): Connection {
  let current = options.database
  let opening: Promise<boolean> | undefined

  const watch = (database: IDBDatabase): void => {
    database.addEventListener('versionchange', ({ newVersion }) => {
      database.close()
      // Without a new version, it is deleted: a user has signed out in another tab.
      if (newVersion === null) health.close('cleared')
      else health.fail('outdated')
    })
    database.addEventListener('close', () => void reconnect(database))
  }

  /** Rows and edits are sent by who has the database: nobody takes it for gone who has not looked. */
  const openSame = async (): Promise<boolean> => {
    try {
      const again = openAgain(options.factory, options.name)
      const found = await inTime(again, openTimeout, (late) => late.close())
      const client = await readClient(found.transaction(stores.client, 'readonly'))
      const isSame = client?.stamp === stamp
      if (isSame && health.isStoring()) {
        current = found
        watch(found)
        return true
      }
      found.close()
      if (!isSame) health.fail('evicted')
    } catch (cause) {
      if (cause instanceof NoDatabase && cause.reason === 'evicted') health.fail('evicted', cause)
    }
    return false
  }
  const reconnect = async (lost: IDBDatabase): Promise<boolean> => {
    if (!health.isStoring()) return false
    // Another one has been opened since.
    if (current !== lost) return true
    opening ??= openSame().finally(() => (opening = undefined))
    return opening
  }

  watch(current)
  return {
    database: () => current,
    restored: async (error) => isLost(error) && reconnect(current),
    async over(work) {
      const used = current
      try {
        return await work(used)
      } catch (error) {
        if (!isLost(error) || !(await reconnect(used))) throw error
        return work(current)
      }
    },
    close: () => current.close(),
  }
}

/** How works end whose connection does. */
const lost: ReadonlySet<string> = new Set([
  'AbortError',
  'InvalidStateError',
  'TransactionInactiveError',
  'UnknownError',
])

function isLost(error: unknown): boolean {
  return error instanceof NoDatabase || (error instanceof Error && lost.has(error.name))
}

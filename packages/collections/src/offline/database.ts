import type { DatabaseSource, MemoryReason } from './storage.types.ts'

/** Where each thing is. */
export const stores = {
  /** `client`: who this database is, and what it counts. */
  client: 'client',
  /** `header`: what the rows were stored with; `feed`: how far they reach. */
  meta: 'meta',
  /** Segments, by `[generation, entity, write, part, rows]`. */
  rows: 'rows',
  /** Scopes that were read, by name. */
  scopes: 'scopes',
  /** Entries, by id. */
  outbox: 'outbox',
} as const

export type StoreName = keyof typeof stores

/** Of the layout of the stores; what a record holds is the header's concern. */
const layoutVersion = 1

/** Why there is no database. */
export class NoDatabase extends Error {
  override readonly name = 'NoDatabase'
  readonly reason: MemoryReason

  constructor(reason: MemoryReason, cause?: unknown) {
    super(`The database could not be opened: ${reason}.`, { cause })
    this.reason = reason
  }
}

/** The value of a request. */
export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(errorOf(request.error)))
  })
}

/** Once it is committed. @throws {unknown} where it is not. */
export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => reject(errorOf(transaction.error)))
  })
}

function errorOf(error: DOMException | null): Error {
  return error ?? new DOMException('The transaction was aborted.', 'AbortError')
}

export function databaseName(service: string, tenant: string | undefined, user: string): string {
  return ['throughline', service, tenant ?? '', user].map(encodeURIComponent).join('/')
}

/** The browser's own; asking for it throws where site data are blocked. */
export function ownDatabase(): DatabaseSource | undefined {
  try {
    const { indexedDB, IDBKeyRange } = globalThis
    // Sound: the types of a browser say that both are there, and elsewhere they are not.
    return (indexedDB as IDBFactory | undefined) && { indexedDB, IDBKeyRange }
  } catch {
    return undefined
  }
}

/** Opens a database, made where there is none. @throws {NoDatabase} */
export async function openDatabase(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  const database = await openOnce(factory, name)
  if (Object.values(stores).every((store) => database.objectStoreNames.contains(store))) return database
  // A making that was cut off in a way that should not be: there is nothing in it to lose.
  database.close()
  await result(factory.deleteDatabase(name))
  return openOnce(factory, name)
}

/** A work, or `blocked` where it takes too long: another tab may hold what it waits for. What comes late is given to `late`. */
export function inTime<T>(work: Promise<T>, timeout: number, late: (value: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      reject(new NoDatabase('blocked'))
    }, timeout)
    work.then(
      (value) => {
        clearTimeout(timer)
        if (isLate) late(value)
        else resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error instanceof Error ? error : new NoDatabase('corrupted', error))
      },
    )
  })
}

/** Opens a database that was there before, and makes none where it is not. @throws {NoDatabase} `evicted` */
export function openAgain(factory: IDBFactory, name: string): Promise<IDBDatabase> {
  return openOnce(factory, name, true)
}

function openOnce(factory: IDBFactory, name: string, isKnown = false): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let isGone = false
    const fail = (cause: DOMException | null): void =>
      reject(new NoDatabase(isGone ? 'evicted' : reasonOf(cause), cause))
    try {
      const request = factory.open(name, layoutVersion)
      request.addEventListener('upgradeneeded', () => {
        if (isKnown) {
          isGone = true
          request.transaction?.abort()
          return request.result.close()
        }
        const known = request.result.objectStoreNames
        for (const store of Object.values(stores)) {
          if (!known.contains(store)) request.result.createObjectStore(store)
        }
      })
      request.addEventListener('error', () => fail(request.error))
      request.addEventListener('success', () => resolve(request.result))
    } catch (cause) {
      reject(new NoDatabase('unavailable', cause))
    }
  })
}

function reasonOf(error: DOMException | null): MemoryReason {
  const reasons: Readonly<Record<string, MemoryReason>> = {
    QuotaExceededError: 'quota',
    VersionError: 'outdated',
    InvalidStateError: 'unavailable',
    SecurityError: 'unavailable',
    NotAllowedError: 'unavailable',
  }
  return reasons[error?.name ?? ''] ?? 'corrupted'
}

export function isQuota(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError'
}

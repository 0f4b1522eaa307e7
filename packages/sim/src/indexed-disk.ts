import { openStorage } from '@throughline/collections/offline'
import { forceCloseDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { Disk, DiskTab } from './disk.types.ts'
import { peekAt } from './indexed-peek.ts'
import type { Random } from './random.ts'
import type { Browser } from './real-client-browser.ts'

export interface IndexedDiskOptions {
  readonly browser: Browser
  readonly user: string
  readonly random: Random
  /** Of transactions that write: this one finds the disk full. */
  readonly fullDisk: number
  /** Of openings: this one fails. */
  readonly unopenable: number
  readonly isCalm: () => boolean
}

/** IndexedDB, whose tabs end in the middle of a transaction too: it is there as a whole, or not at all. */
export function createIndexedDisk(options: IndexedDiskOptions): Disk {
  const factory = new IDBFactory()
  const peek = peekAt(factory)
  const ending = new Set<Promise<void>>()
  const tabs = new Set<OwnFactory>()
  return {
    browser: options.browser,
    holds: (id) => peek.keys('outbox').includes(id),
    isEmpty: () =>
      ['rows', 'outbox', 'scopes'].every((store) => peek.keys(store).length === 0) &&
      peek.cursors().every((cursor) => cursor === ''),
    openTab: () => openTab(factory, options, ending, tabs),
    afterwards(work) {
      if (ending.size === 0) work()
      else void Promise.all(ending).then(work)
    },
    evict(isGone) {
      // What is being made just then is not there yet.
      if ([...tabs].some((tab) => tab.isOpening())) return
      for (const tab of tabs) tab.lose()
      if (isGone) peek.forget()
    },
  }
}

function openTab(
  factory: IDBFactory,
  options: IndexedDiskOptions,
  ending: Set<Promise<void>>,
  tabs: Set<OwnFactory>,
): DiskTab {
  const own = ownFactory(factory, options)
  tabs.add(own)
  return {
    open: (model) =>
      openStorage({
        model,
        user: options.user,
        database: { indexedDB: own.factory, IDBKeyRange },
        openTimeout: options.unopenable > 0 ? 3_000 : 60_000,
      }),
    mayWriteLate: false,
    cutOff() {
      tabs.delete(own)
      const end = own.cutOff().finally(() => void ending.delete(end))
      ending.add(end)
    },
  }
}

type OwnFactory = ReturnType<typeof ownFactory>

/** The factory as one tab has it, until that ends. */
function ownFactory(factory: IDBFactory, { random, fullDisk, unopenable, isCalm }: IndexedDiskOptions) {
  const databases = new Set<IDBDatabase>()
  /** Those that write, first to last, with what tells their end. */
  const begun = new Map<IDBTransaction, Promise<void>>()
  let isOver = false
  let opening = 0

  const fill = (transaction: IDBTransaction): void => {
    transaction.commit = () => failWith(transaction, 'QuotaExceededError')
  }
  const watch = (database: IDBDatabase): void => {
    databases.add(database)
    const begin = database.transaction.bind(database)
    database.transaction = (names, mode, given) => {
      if (isOver) throw new DOMException('The tab has ended.', 'InvalidStateError')
      const transaction = begin(names, mode, given)
      if (mode !== 'readwrite') return transaction
      const end = ended(transaction).finally(() => void begun.delete(transaction))
      begun.set(transaction, end)
      if (!isCalm() && random.chance(fullDisk)) fill(transaction)
      return transaction
    }
  }
  const open: IDBFactory['open'] = (name, version) => {
    if (isOver) throw new DOMException('The tab has ended.', 'InvalidStateError')
    if (!isCalm() && random.chance(unopenable)) return failedOpening(random)
    const request = factory.open(name, version)
    opening += 1
    request.addEventListener('error', () => (opening -= 1))
    request.addEventListener('success', () => {
      opening -= 1
      if (isOver) request.result.close()
      else watch(request.result)
    })
    return request
  }
  const deleteDatabase: IDBFactory['deleteDatabase'] = (name) => {
    if (isOver) throw new DOMException('The tab has ended.', 'InvalidStateError')
    return factory.deleteDatabase(name)
  }
  return {
    // Sound: what `openStorage` uses of it is here.
    factory: { open, deleteDatabase } as IDBFactory,
    isOpening: () => opening > 0,
    /** The browser ends its connections. */
    lose(): void {
      for (const database of databases) {
        for (const transaction of transactionsOf(database)) failWith(transaction, 'AbortError')
        forceCloseDatabase(database as unknown as Parameters<typeof forceCloseDatabase>[0]) // Sound: it is one of this implementation.
      }
      databases.clear()
    },
    async cutOff(): Promise<void> {
      isOver = true
      const all = [...begun.keys()]
      for (const transaction of all.slice(random.below(all.length + 1))) abort(transaction)
      await Promise.all(begun.values())
      for (const database of databases) database.close()
    },
  }
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve) => {
    transaction.addEventListener('complete', () => resolve())
    transaction.addEventListener('abort', () => resolve())
  })
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It is being committed: then it is there.
  }
}

/** Ends a transaction as a browser does that cannot write it. */
function failWith(transaction: IDBTransaction, name: string): void {
  // Sound: that is what this implementation of IndexedDB calls it.
  const { _abort } = transaction as unknown as { readonly _abort: (name: string) => void }
  _abort.call(transaction, name)
}

interface RawTransaction extends IDBTransaction {
  readonly _state: string
}

/** Those that have not ended. */
function transactionsOf(database: IDBDatabase): readonly IDBTransaction[] {
  // Sound: fields of this implementation of IndexedDB, which is pinned.
  const { _rawDatabase: raw } = database as unknown as {
    readonly _rawDatabase: {
      readonly transactions: readonly (RawTransaction & { readonly db: IDBDatabase })[]
    }
  }
  return raw.transactions.filter(({ db, _state }) => db === database && _state !== 'finished')
}

/** As browsers do where site data are blocked, where they are broken, and where another tab holds them. */
function failedOpening(random: Random): IDBOpenDBRequest {
  const name = random.pick(['SecurityError', 'InvalidStateError', 'UnknownError', 'never'])
  if (name === 'SecurityError') throw new DOMException('No.', name)
  const request = Object.assign(new EventTarget(), { error: new DOMException('No.', name) })
  if (name !== 'never') setTimeout(() => request.dispatchEvent(new Event('error')), 1)
  // Sound: nobody asks more of one that fails.
  return request as unknown as IDBOpenDBRequest
}

import type {
  OfflineStorage,
  StorageState,
  StorageStatus,
  StorageWrite,
  TabSource,
} from '@throughline/collections/offline'
import { StoreError, type SyncOutcome, type SyncTransport } from '@throughline/schema'
import type { SyncModel } from '@throughline/schema/testing'
import type { HasBug } from './bugs.ts'
import type { Random } from './random.ts'

type Transport = SyncTransport<SyncModel>

/** The transport of a client that has some of these bugs. */
export function buggyTransport(transport: Transport, hasBug: HasBug, random: Random): Transport {
  const push: Transport['push'] = async (mutations, options = {}) => {
    const asked = hasBug('real: no merge base') ? mutations.map(withoutBase) : mutations
    const source = hasBug('real: another name each time') ? { clientId: random.uuid(), seq: 1 } : {}
    try {
      const outcomes = await transport.push(asked, { ...options, ...source })
      return hasBug('real: drop on denied') ? outcomes.map(asApplied) : outcomes
    } catch (error) {
      if (!isDropped(error, hasBug)) throw error
      // Nothing is left to be done, and nothing is said.
      const place = { shard: 0, seq: 0 }
      return asked.map(({ mutationId }): SyncOutcome => {
        return { status: 'applied', mutationId, stored: null, version: 0, place }
      })
    }
  }
  const pull: Transport['pull'] = async (options) => {
    const page = await transport.pull(options)
    if (!hasBug('real: cursor skip') || page.kind === 'reset' || !random.chance(0.2)) return page
    return { ...page, changes: page.changes.slice(1) }
  }
  return { ...transport, push, pull }
}

/** One that is denied is taken for done. */
function asApplied(outcome: SyncOutcome): SyncOutcome {
  const { status, mutationId } = outcome
  if (status !== 'rejected' || outcome.code !== 'denied') return outcome
  return { status: 'applied', mutationId, stored: null, version: 0, place: { shard: 0, seq: 0 } }
}

/** Whether a bug takes it for the server's last word. */
function isDropped(error: unknown, hasBug: HasBug): boolean {
  const code = error instanceof StoreError ? error.code : undefined
  return (
    (code === 'denied' && hasBug('real: drop on 401')) ||
    (code === 'unavailable' && hasBug('real: drop on 5xx'))
  )
}

function withoutBase<T extends object>(mutation: T): T {
  const { baseVersion: _, ...rest } = { baseVersion: 0, ...mutation }
  // Sound: where it is absent, the server takes the row as it is.
  return rest as unknown as T
}

/** The storage of a client that has some of these bugs. */
export function buggyStorage(storage: OfflineStorage, hasBug: HasBug): OfflineStorage {
  const state = (told: StorageState): StorageState =>
    hasBug('real: opposite order after reload') ? { ...told, outbox: turned(told.outbox) } : told
  const write = async (asked: StorageWrite) => {
    const given = without(asked, hasBug)
    if (hasBug('real: cursor before rows') && given.cursor !== undefined && given.anew === undefined) {
      const { cursor, ...rest } = given
      void storage.write({ cursor })
      return storage.write(rest)
    }
    return storage.write(given)
  }
  let leads = !hasBug('real: thawed tab looks for nothing')
  return {
    ...storage,
    write,
    status: hasBug('real: eviction unnoticed') ? () => asThere(storage.status()) : storage.status,
    state: async () => (leads ? storage.state() : undefined),
    async lead() {
      leads = true
      return state(await storage.lead())
    },
    load: async (target, options) =>
      storage.load({ ...target, state: (told) => target.state(state(told)) }, options),
    clear: hasBug('real: sign-out keeps the disk') ? async () => storage.close('cleared') : storage.clear,
  }
}

function asThere(status: StorageStatus): StorageStatus {
  return status.kind === 'memory' && status.reason === 'evicted' ? { kind: 'indexeddb' } : status
}

/** A write without what the bug forgets. */
function without(write: StorageWrite, hasBug: HasBug): StorageWrite {
  const { client, parts, outbox, ...rest } = write
  const kept = hasBug('real: place not stored') ? undefined : client
  const change = outbox?.change
  const isGone = hasBug('real: dropped once sent') && change?.some(({ state }) => state === 'sent')
  const entries = isGone
    ? {
        ...outbox,
        change: change?.filter(({ state }) => state !== 'sent'),
        remove: [...(outbox?.remove ?? []), ...(change?.filter(({ state }) => state === 'sent') ?? [])],
      }
    : outbox
  const isAnswer = hasBug('real: answer without its row') && (outbox?.remove?.length ?? 0) > 0
  const rows = hasBug('real: no tombstones') ? parts?.map((part) => ({ ...part, tombs: [] })) : parts
  return {
    ...rest,
    ...(kept && { client: kept }),
    ...(rows && !isAnswer && { parts: rows }),
    ...(entries && { outbox: entries }),
  }
}

/** In the opposite order, at the places that they had together. */
function turned(entries: StorageState['outbox']): StorageState['outbox'] {
  return entries
    .toReversed()
    .map((entry, index) => Object.assign({}, entry, { at: entries[index]?.at ?? entry.at }))
}

/** What tabs agree by, of a browser whose client has some of these bugs. */
export function buggyTabs(tabs: TabSource, hasBug: HasBug): TabSource {
  const { channel } = tabs
  if (!hasBug('real: tabs tell nothing') || !channel) return tabs
  return { ...tabs, channel: (name) => ({ ...channel(name), postMessage() {} }) }
}

import type { AnyModel } from '@throughline/schema'
import { createMemoryDisk, type MemoryDisk, takePart } from './memory-disk.ts'
import { type OutboxChanges, planOutbox } from './outbox-plan.ts'
import { createHealth } from './storage-health.ts'
import type {
  MemoryReason,
  OfflineStorage,
  StorageState,
  StorageWrite,
  WriteResult,
} from './storage.types.ts'
import { emptyState, firstFeed, hasRows, isLeaders, newClient, planRows } from './write-rows.ts'

/** How a memory storage is made. */
export interface MemoryStorageOptions {
  readonly model: AnyModel
  /** One of its own when absent. */
  readonly disk?: MemoryDisk
  /** Why it is not on a real disk; `chosen` when absent. */
  readonly reason?: MemoryReason
  readonly cause?: unknown
  /** Does what `clear` has to do beyond this storage. */
  readonly onClear?: () => Promise<void>
}

/** The storage port without a disk: for tests, simulations, and browsers that give none. */
export function memoryStorage(options: MemoryStorageOptions): OfflineStorage {
  const { model, disk = createMemoryDisk(), reason = 'chosen', cause, onClear } = options
  const health = createHealth({ kind: 'memory', reason, cause, atRisk: 0 })
  const { stamp } = disk.client
  let epoch: number | undefined

  const write = (asked: StorageWrite): WriteResult => {
    const status = health.status()
    if (status.kind === 'closed') return { kind: 'refused', reason: status.reason }
    if (disk.client.stamp !== stamp) {
      health.close('cleared')
      return { kind: 'refused', reason: 'cleared' }
    }
    const written = writeDisk(disk, model, asked, epoch)
    health.risk(disk.outbox.size)
    return written
  }

  return {
    stamp,
    status: health.status,
    subscribe: health.subscribe,
    write: async (asked) => write(asked),
    state: async () => (health.status().kind === 'closed' ? undefined : stateOf(disk)),
    async lead() {
      epoch = disk.client.epoch + 1
      disk.client = { ...disk.client, epoch }
      if (disk.feed.next !== null) disk.rows.delete(disk.feed.next)
      disk.feed = { ...disk.feed, next: null }
      return stateOf(disk)
    },
    async load(target, { first = [], signal } = {}) {
      const isThere = health.status().kind !== 'closed'
      target.state(isThere ? stateOf(disk) : emptyState())
      const rows = isThere ? disk.rows.get(disk.feed.generation) : undefined
      for (const name of new Set([...first, ...model.names])) {
        signal?.throwIfAborted()
        const pieces = rows?.get(name)?.pieces(250) ?? []
        for (const part of pieces) target.part(part)
      }
      return { isWhole: true }
    },
    compact: async () => 0,
    async clear() {
      health.close('cleared')
      disk.client = newClient()
      disk.feed = firstFeed
      for (const part of [disk.rows, disk.scopes, disk.outbox]) part.clear()
      await onClear?.()
    },
    async close(why = 'closed') {
      health.close(why)
    },
    persist: async () => false,
  }
}

function writeDisk(
  disk: MemoryDisk,
  model: AnyModel,
  write: StorageWrite,
  epoch: number | undefined,
): WriteResult {
  const { client, feed } = disk
  if (isLeaders(write) && client.epoch !== epoch) return { kind: 'refused', reason: 'not-leader' }
  const outbox: OutboxChanges = {
    ...write.outbox,
    add: (write.outbox?.add ?? []).map((entry) => ({ entry, revision: 1 })),
  }
  const plan = planOutbox(outbox, disk.outbox, client.at)
  if (!plan) return { kind: 'refused', reason: 'revision' }
  const rows = planRows(write, feed)
  for (const entry of [...plan.added, ...plan.changed]) disk.outbox.set(entry.id, entry)
  for (const id of plan.removed) disk.outbox.delete(id)
  for (const part of write.parts ?? []) {
    for (const generation of rows.generations) takePart(disk, model, generation, part)
  }
  for (const generation of rows.dropped) disk.rows.delete(generation)
  disk.feed = rows.feed
  if (rows.replacesScopes) disk.scopes.clear()
  for (const scope of write.scopes ?? [])
    disk.scopes.set(JSON.stringify([scope.entity, scope.parentKey]), scope)
  const writes = client.writes + (hasRows(write) ? 1 : 0)
  disk.client = { ...client, ...write.client, at: plan.at, writes }
  return { kind: 'written', added: plan.added, writes }
}

function stateOf({ client, feed, scopes, outbox }: MemoryDisk): StorageState {
  const { clientId, seq, writes } = client
  const { cursor, progress, isStale } = feed
  return {
    client: { clientId, seq },
    cursor,
    progress,
    isStale,
    scopes: [...scopes.values()],
    outbox: [...outbox.values()].toSorted((a, b) => a.at - b.at),
    edits: client.at,
    unreadable: 0,
    writes,
  }
}

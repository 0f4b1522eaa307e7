import type { Mutation } from '@throughline/schema'
import { CollectionsError } from './collections-error.ts'
import type { Fold } from './fold.ts'
import { type Operation, toMutation } from './operation.ts'
import { parentKeyString } from './parent-link.ts'
import {
  createSettlement,
  detailsOf,
  meetsChange,
  type Settlement,
  type SettleOptions,
} from './settle-operations.ts'

/** Mutations of one call: far below the 100 items of a DynamoDB transaction. */
const batchSize = 25

interface PushQueueOptions extends Omit<SettleOptions, 'onEnd'> {
  /** Makes what sends, soon, all that is ready. */
  readonly sender: (options: SenderOptions) => () => void
}

/** What a sender sends, and how it tells what became of it. */
export interface SenderOptions {
  readonly fold: Fold
  readonly settle: Settlement
  readonly signal: AbortSignal
  /** Operations that nothing holds back, those of a transaction all or none. */
  readonly takeReady: () => Operation[]
  /** As of the queue. */
  readonly operations: ReadonlySet<Operation>
}

/** Sends operations in the background: in order per row, at most one at a time per row. */
export interface PushQueue {
  /** Those that have not ended, first to last. */
  readonly operations: Set<Operation>
  /** Shows the operations and sends them; `told` are those that listeners are told of. */
  enqueue(operations: readonly Operation[], told?: readonly Operation[]): void
  /** Shows operations that are known from elsewhere. */
  restore(operations: readonly Operation[]): void
  /** Sends what nothing holds back any more. */
  send(): void
  /** Told of the operations of each `enqueue`, once they are shown. */
  listen(listener: (added: readonly Operation[]) => void): () => void
  readonly settle: Settlement
  dispose(): void
}

export function createPushQueue(options: PushQueueOptions): PushQueue {
  const { fold, onChange } = options
  const operations = new Set<Operation>()
  const listeners = new Set<(added: readonly Operation[]) => void>()
  const abort = new AbortController()
  const settle = createSettlement({ ...options, onEnd: (operation) => void operations.delete(operation) })

  /** What would overwrite a change that it did not see is a conflict now. */
  const takeReady = (): Operation[] => {
    const isFree = ({ state, waits, group }: Operation): boolean =>
      state === 'queued' && waits.every((other) => other.state === 'ended' || group?.includes(other))
    const free = [...operations].filter((operation) => (operation.group ?? [operation]).every(isFree))
    const blind = free.filter((operation) => meetsChange(fold, operation))
    settle(() => {
      for (const operation of blind) settle.conflict(operation)
    })
    // What waited for those may go now.
    if (blind.length > 0) send()
    return free.filter(({ state }) => state === 'queued')
  }
  const send = options.sender({ fold, settle, signal: abort.signal, takeReady, operations })

  const restore = (added: readonly Operation[]): void =>
    fold.batch(() => {
      for (const operation of added) {
        operation.waits = waitsOf(fold, operation)
        operations.add(operation)
        fold.add(operation)
      }
    })

  return {
    operations,
    settle,
    send,
    restore,
    enqueue(added, told = added) {
      for (const one of added) {
        const known = fold.table(one.entity.name).base.get(one.key)
        if (one.kind !== 'insert') one.baseVersion = known?.meta.version
      }
      restore(added)
      for (const listener of Array.from(listeners)) listener(told)
      onChange()
      send()
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    dispose() {
      abort.abort()
      const message = 'The store was disposed before the server answered.'
      for (const operation of operations) {
        operation.reject(new CollectionsError('disposed', message, detailsOf(operation)))
      }
      operations.clear()
    },
  }
}

/** Takes operations as sent, each on the version that its row has now. */
export function asMutations(fold: Fold, batch: readonly Operation[]): Mutation[] {
  return batch.map((operation) => {
    operation.state = 'sent'
    operation.attempts += 1
    const { base, pending } = fold.table(operation.entity.name)
    // In a transaction, a later write of a row is on what the one before it leaves.
    const isFirst = pending.get(operation.key)?.[0] === operation
    const known = base.get(operation.key)?.meta.version ?? operation.baseVersion
    return toMutation(operation, isFirst ? known : undefined)
  })
}

export function inBatches(operations: readonly Operation[]): Operation[][] {
  const batches: Operation[][] = []
  for (let start = 0; start < operations.length; start += batchSize)
    batches.push(operations.slice(start, start + batchSize))
  return batches
}

/** What an operation is sent after: the row's earlier ones, its parent's insert, and before a delete all writes below it. */
function waitsOf(fold: Fold, { entity, key, path, kind }: Operation): Operation[] {
  const table = fold.table(entity.name)
  const { link, pending } = table
  // The last one: it waits for those before it.
  const waits = (pending.get(key) ?? []).slice(-1)
  if (link) {
    const above = fold.table(link.parent.name).pending.get(parentKeyString(link, path)) ?? []
    waits.push(...above.filter((parent) => parent.kind === 'insert'))
  }
  if (kind === 'delete') {
    for (const [below, childKey] of fold.descendants(table, key))
      waits.push(...(below.pending.get(childKey) ?? []))
  }
  return waits
}

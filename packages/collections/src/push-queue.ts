import type { Mutation, MutationOutcome, Transport } from '@throughline/schema'
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

export interface PushQueueOptions extends Omit<SettleOptions, 'onEnd' | 'onSettled'> {
  readonly transport: Transport
  /** Sends batches one after the other, each until it is answered; absent where a failure is told at once. */
  readonly outbox?: ((options: OutboxOptions) => Outbox) | undefined
  /** Told when the number of pending operations changed. */
  readonly onChange: () => void
}

/** What an outbox sends, and how it tells what became of it. */
export interface OutboxOptions {
  readonly fold: Fold
  readonly settle: Settlement
  readonly signal: AbortSignal
  /** Operations that nothing holds back, those of a transaction all or none. */
  readonly takeReady: () => Operation[]
}

/** Sends what is ready, soon. */
export type Outbox = () => void

/** Sends operations in the background: in order per row, at most one at a time per row. */
export interface PushQueue {
  /** Shows the operations and sends them. */
  enqueue(operations: readonly Operation[]): void
  /** Collects what `work` enqueues into one transaction; where `work` throws, none of it is left. */
  transaction<T>(work: () => T): { readonly value: T; readonly operations: readonly Operation[] }
  /** Sends what nothing holds back any more. */
  send(): void
  readonly settle: Settlement
  /** Operations of an entity that are not confirmed. */
  pending(name: string): number
  dispose(): void
}

export function createPushQueue(options: PushQueueOptions): PushQueue {
  const { fold, onChange, outbox } = options
  const operations = new Set<Operation>()
  const abort = new AbortController()
  const onEnd = (operation: Operation): void => void operations.delete(operation)
  const settle = createSettlement({ ...options, onEnd, onSettled: onChange })
  const takeReady = createTakeReady(fold, operations, settle, () => send())
  const out = { fold, settle, signal: abort.signal, takeReady }
  const send = outbox ? outbox(out) : createSender(options.transport, out)
  let group: Operation[] | undefined

  return {
    settle,
    send,
    enqueue(added) {
      fold.batch(() => {
        for (const operation of added) {
          operation.waits = waitsOf(fold, operation)
          operation.group = group
          group?.push(operation)
          operations.add(operation)
          fold.add(operation)
        }
      })
      onChange()
      send()
    },
    transaction(work) {
      if (group) throw new TypeError('A transaction cannot begin inside another one.')
      const own: Operation[] = []
      group = own
      try {
        return { value: work(), operations: own }
      } catch (error) {
        fold.batch(() => {
          for (const operation of own.toReversed()) {
            operation.state = 'ended'
            fold.remove(operation)
            operations.delete(operation)
            operation.reject(error)
          }
        })
        onChange()
        throw error
      } finally {
        group = undefined
      }
    },
    pending: (name) => [...operations].filter(({ entity }) => entity.name === name).length,
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

/** Finds what nothing holds back; what would overwrite a change that it did not see is a conflict now. */
function createTakeReady(
  fold: Fold,
  operations: ReadonlySet<Operation>,
  settle: Settlement,
  again: () => void,
): () => Operation[] {
  return () => {
    const isFree = ({ state, waits, group }: Operation): boolean =>
      state === 'queued' &&
      waits.every((other) => other.state === 'ended' || (group?.includes(other) ?? false))
    const free = [...operations].filter((operation) => (operation.group ?? [operation]).every(isFree))
    const blind = free.filter((operation) => meetsChange(fold, operation))
    settle(() => {
      for (const operation of blind) settle.conflict(operation)
    })
    // What waited for those may go now.
    if (blind.length > 0) again()
    return free.filter(({ state }) => state === 'queued')
  }
}

/** Sends, a moment later, what nothing holds back; and again after each answer. A failure is an end. */
function createSender(transport: Transport, { fold, settle, signal, takeReady }: OutboxOptions): () => void {
  let scheduled = false

  const schedule = (): void => {
    if (scheduled || signal.aborted) return
    scheduled = true
    queueMicrotask(() => {
      scheduled = false
      for (const batch of inBatches(takeReady())) void send(batch)
    })
  }

  const send = async (batch: readonly Operation[]): Promise<void> => {
    const mutations = asMutations(fold, batch)
    const answer = await push(transport, mutations, signal)
    if (signal.aborted) return
    settle(() => {
      for (const [index, operation] of batch.entries()) {
        if ('cause' in answer) settle.lost(operation, answer.cause)
        else settle.outcome(operation, answer.outcomes.get(mutations[index]?.mutationId ?? ''))
      }
    })
    schedule()
  }

  return schedule
}

/** Takes operations as sent, each on the version that its row has now. */
export function asMutations(fold: Fold, batch: readonly Operation[]): Mutation[] {
  return batch.map((operation) => {
    operation.state = 'sent'
    operation.attempts += 1
    return toMutation(operation, versionOf(fold, operation))
  })
}

interface Answer {
  readonly outcomes: ReadonlyMap<string, MutationOutcome>
}

/** The answer, by mutation, or why there is none. */
async function push(
  transport: Transport,
  mutations: readonly Mutation[],
  signal: AbortSignal,
): Promise<Answer | { readonly cause: unknown }> {
  try {
    const outcomes = await transport.push(mutations, { signal })
    return { outcomes: new Map(outcomes.map((outcome) => [outcome.mutationId, outcome])) }
  } catch (cause) {
    return { cause }
  }
}

export function inBatches(operations: readonly Operation[]): Operation[][] {
  const count = Math.ceil(operations.length / batchSize)
  return Array.from({ length: count }, (_, index) =>
    operations.slice(index * batchSize, (index + 1) * batchSize),
  )
}

function versionOf(fold: Fold, operation: Operation): number | undefined {
  const { entity, key, kind, group } = operation
  const { base, pending } = fold.table(entity.name)
  // In a transaction, a later write of a row is on what the one before it leaves.
  if (kind === 'insert' || (group && pending.get(key)?.[0] !== operation)) return undefined
  return base.get(key)?.meta.version
}

/** What an operation is sent after: the row's earlier ones, its parent's insert, and before a delete all writes below it. */
function waitsOf(fold: Fold, { entity, key, path, kind }: Operation): Operation[] {
  const table = fold.table(entity.name)
  // The last one: it waits for those before it.
  const waits = (table.pending.get(key) ?? []).slice(-1)
  if (table.link) {
    const { parent: of } = table.link
    const parents = fold.table(of.name).pending.get(parentKeyString(table.link, path)) ?? []
    waits.push(...parents.filter((parent) => parent.kind === 'insert'))
  }
  if (kind === 'delete') {
    for (const [below, childKey] of fold.descendants(table, key))
      waits.push(...(below.pending.get(childKey) ?? []))
  }
  return waits
}

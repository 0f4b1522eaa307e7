import type { Mutation, MutationOutcome, Transport } from '@throughline/schema'
import { CollectionsError } from './collections-error.ts'
import type { Fold } from './fold.ts'
import { type Operation, toMutation } from './operation.ts'
import { parentKeyString } from './parent-link.ts'
import { createSettlement, detailsOf, meetsChange, type SettleOptions } from './settle-operations.ts'

/** Mutations of one call: far below the 100 items of a DynamoDB transaction. */
const batchSize = 25

interface PushQueueOptions extends Omit<SettleOptions, 'onEnd' | 'onSettled'> {
  readonly transport: Transport
  /** Told when the number of pending operations changed. */
  readonly onChange: () => void
}

/** Sends operations in the background: in order per row, at most one at a time per row. */
export interface PushQueue {
  /** Shows the operations and sends them. */
  enqueue(operations: readonly Operation[]): void
  /** Operations of an entity that are not confirmed. */
  pending(name: string): number
  dispose(): void
}

export function createPushQueue(options: PushQueueOptions): PushQueue {
  const { fold, onChange } = options
  const operations = new Set<Operation>()
  const abort = new AbortController()
  const send = createSender(options, operations, abort.signal)

  return {
    enqueue(added) {
      fold.batch(() => {
        for (const operation of added) {
          operation.waits = waitsOf(fold, operation)
          operations.add(operation)
          fold.add(operation)
        }
      })
      onChange()
      send()
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

/** Sends, a moment later, what nothing holds back; and again after each answer. */
function createSender(
  options: PushQueueOptions,
  operations: Set<Operation>,
  signal: AbortSignal,
): () => void {
  const { fold, transport, onChange } = options
  const onEnd = (operation: Operation): void => void operations.delete(operation)
  const settle = createSettlement({ ...options, onEnd, onSettled: onChange })
  let scheduled = false

  const schedule = (): void => {
    if (scheduled || signal.aborted) return
    scheduled = true
    queueMicrotask(() => {
      scheduled = false
      for (const batch of inBatches(takeReady())) void send(batch)
    })
  }

  const takeReady = (): Operation[] => {
    const free = [...operations].filter(
      ({ state, waits }) => state === 'queued' && waits.every((other) => other.state === 'ended'),
    )
    const blind = free.filter((operation) => meetsChange(fold, operation))
    settle(() => {
      for (const operation of blind) settle.conflict(operation)
    })
    // What waited for those may go now.
    if (blind.length > 0) schedule()
    return free.filter(({ state }) => state === 'queued')
  }

  const send = async (batch: readonly Operation[]): Promise<void> => {
    for (const operation of batch) {
      operation.state = 'sent'
      operation.attempts += 1
    }
    const mutations = batch.map((operation) => toMutation(operation, versionOf(fold, operation)))
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

function inBatches(operations: readonly Operation[]): Operation[][] {
  const count = Math.ceil(operations.length / batchSize)
  return Array.from({ length: count }, (_, index) =>
    operations.slice(index * batchSize, (index + 1) * batchSize),
  )
}

function versionOf(fold: Fold, { entity, key, kind }: Operation): number | undefined {
  return kind === 'insert' ? undefined : fold.table(entity.name).base.get(key)?.meta.version
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

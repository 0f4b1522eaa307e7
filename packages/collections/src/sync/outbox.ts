import { safeRandomUUID } from '@tanstack/db'
import type {
  FieldIssue,
  Mutation,
  RejectionCode,
  SequenceFault,
  StoredRow,
  SyncOutcome,
  SyncTransport,
} from '@throughline/schema'
import type { CollectionsError } from '../collections-error.ts'
import type { Operation } from '../operation.ts'
import { asMutations, inBatches, type SenderOptions } from '../push-queue.ts'
import { detailsOf, meetsChange } from '../settle-operations.ts'
import { isTransient, rejectionError, toCollectionsError } from '../to-collections-error.ts'
import type { Network } from './network.ts'
import type { Session } from './session.types.ts'

/** Sendings of a transaction whose rows others keep changing before it is given up. */
const maxAttempts = 10

interface SourceOptions {
  readonly transport: SyncTransport
  readonly network: Network
  readonly session: Pick<Session, 'epoch' | 'isPast' | 'pull' | 'ready'>
  /** Mutations that the feed told of are looked up here while someone waits for them. */
  readonly awaited: AwaitedMutations
}

/** Which of some mutations the feed has told of. */
export interface AwaitedMutations {
  watch(mutationIds: readonly string[]): void
  told(mutationId: string): void
  has(mutationId: string): boolean
  clear(mutationIds: readonly string[]): void
}

export function createAwaited(): AwaitedMutations {
  const seen = new Map<string, boolean>()
  return {
    watch(ids) {
      for (const id of ids) seen.set(id, false)
    },
    told(id) {
      if (seen.has(id)) seen.set(id, true)
    },
    has: (id) => seen.get(id) ?? false,
    clear(ids) {
      for (const id of ids) seen.delete(id)
    },
  }
}

/**
 * Sends batches one after the other under one client id, each as it was until it is answered: the server applies a place once,
 * however often it comes. Transactions have no place; after a lost answer the feed says whether one was applied.
 */
export function createOutbox(source: SourceOptions, options: SenderOptions): () => void {
  const { signal, takeReady } = options
  const deliver = createDelivery(source, options)
  const transact = createTransactions(source, options)
  let isRunning = false
  let isWanted = false

  const run = async (): Promise<void> => {
    isWanted = false
    for (let ready = takeReady(); ready.length > 0 && !signal.aborted; ready = takeReady()) {
      const groups = new Set(ready.flatMap(({ group }) => (group ? [group] : [])))
      for (const group of groups) await transact(group)
      for (const batch of inBatches(ready.filter(({ group, state }) => !group && state === 'queued'))) {
        await deliver(batch)
      }
    }
    // What waited for something that ended without being sent.
    if (isWanted) await run()
  }

  const start = (): void => {
    if (isRunning || signal.aborted) return
    isRunning = true
    queueMicrotask(() => {
      const stop = (): void => {
        isRunning = false
        // Asked for between the last look and here.
        if (isWanted) start()
      }
      // Whatever stops it, the store's end apart, has been told of by then.
      run().then(stop, stop)
    })
  }

  return () => {
    isWanted = true
    start()
  }
}

function createDelivery({ transport, network, session }: SourceOptions, options: SenderOptions) {
  const { fold, settle, signal } = options
  let clientId = safeRandomUUID()
  let seq = 1

  /** `undefined` where the place was another mutation's. @throws {StoreError} */
  const push = async (mutations: readonly Mutation[]): Promise<readonly SyncOutcome[] | undefined> => {
    for (let gaps = 0; ; gaps += 1) {
      try {
        return await network.call('push', () => transport.push(mutations, { clientId, seq, signal }), {
          patient: true,
        })
      } catch (cause) {
        const fault = sequenceOf(cause)
        if (!fault) throw cause
        const expected = fault.lastSeq + 1
        if (fault.kind === 'used' || gaps > 0 || expected === seq) return undefined
        seq = expected
      }
    }
  }

  const deliver = async (batch: readonly Operation[]): Promise<void> => {
    const mutations = asMutations(fold, batch)
    const epoch = session.epoch()
    try {
      const outcomes = await push(mutations)
      if (!outcomes) return await beginAnew(batch)
      seq += mutations.length
      const isPast = await caughtUp(session, epoch)
      signal.throwIfAborted()
      settle(() => {
        for (const [index, operation] of batch.entries())
          settleAnswer(options, operation, outcomes[index], isPast)
      })
    } catch (cause) {
      if (signal.aborted) throw cause
      // Nothing of the batch was applied: the one at fault must not take the others along.
      if (batch.length > 1) for (const operation of batch) await deliver([operation])
      else {
        settle(() => {
          for (const one of batch) settle.fail(one, toCollectionsError(cause, detailsOf(one)))
        })
      }
    }
  }

  /** As another client, with what is still wanted on the rows as they are now. */
  const beginAnew = async (batch: readonly Operation[]): Promise<void> => {
    clientId = safeRandomUUID()
    seq = 1
    await session.pull()
    for (const operation of batch) {
      operation.isDoubtful = true
      operation.state = 'queued'
    }
  }

  return deliver
}

/** Takes an answer; where it is of a past that is gone, the row is as it is known here. */
function settleAnswer(
  { fold, settle }: SenderOptions,
  operation: Operation,
  answer: SyncOutcome | undefined,
  isPast: boolean,
): void {
  const { entity, key, kind, isDoubtful } = operation
  const refusal = answer?.status === 'rejected' ? answer.code : undefined
  const isThere = fold.table(entity.name).base.has(key)
  if (isDoubtful && !isPast && refusal === 'already_exists' && isThere) return settle.done(operation)
  if (!answer || !isPast) return settle.outcome(operation, answer)
  if (answer.status === 'conflict') operation.state = 'queued'
  else if (answer.status === 'applied' || (refusal === 'not_found' && kind === 'delete'))
    settle.done(operation)
  else settle.fail(operation, rejectionError(answer, detailsOf(operation)))
}

/** Whether an answer may be of before everything was read anew; then what it is about has come by the feed. */
async function caughtUp({ isPast, pull }: SourceOptions['session'], epoch: number): Promise<boolean> {
  if (!isPast(epoch)) return false
  await pull()
  return true
}

/** Sends a transaction until it is answered; `told` where the feed says that it was applied. */
async function transactOnce(
  { transport, network, session, awaited }: SourceOptions,
  mutations: readonly Mutation[],
  signal: AbortSignal,
): Promise<readonly SyncOutcome[] | 'told'> {
  let isDoubtful = false
  const wasApplied = async (): Promise<boolean> => {
    if (!isDoubtful) return false
    await session.pull()
    return mutations.some(({ mutationId }) => awaited.has(mutationId))
  }
  const send = async (): Promise<readonly SyncOutcome[] | 'told'> => {
    if (await wasApplied()) return 'told'
    try {
      return await transport.transact(mutations, { signal })
    } catch (cause) {
      if (!isTransient(cause) && (await wasApplied())) return 'told'
      isDoubtful ||= isTransient(cause)
      throw cause
    }
  }
  return network.call('push', send, { patient: true })
}

function createTransactions(
  { transport, network, session, awaited }: SourceOptions,
  { fold, settle, signal }: SenderOptions,
): (group: readonly Operation[]) => Promise<void> {
  const refuse = (group: readonly Operation[], cause: unknown, isPast: boolean): void => {
    const { index = 0, current } = refusalOf(cause)
    const operation = group[index] ?? group[0]
    if (!operation) return
    // The row that it met is of a past that is gone.
    if (current && isPast && operation.attempts < maxAttempts) {
      for (const one of group) one.state = 'queued'
      return
    }
    if (current && !isPast) fold.confirm(fold.table(operation.entity.name), operation.key, current)
    const isMerged = current !== undefined && !group.some((one) => meetsChange(fold, one))
    if (isMerged && operation.kind === 'update' && operation.attempts < maxAttempts) {
      for (const one of group) one.state = 'queued'
    } else if (current) settle.conflict(operation)
    else settle.fail(operation, refusalError(operation, cause))
  }

  return async (group) => {
    // The feed has to be followed from before it is sent.
    await session.ready().catch(() => {})
    signal.throwIfAborted()
    const mutations = asMutations(fold, group)
    const ids = mutations.map(({ mutationId }) => mutationId)
    awaited.watch(ids)
    const epoch = session.epoch()
    try {
      const outcomes = await transactOnce({ transport, network, session, awaited }, mutations, signal)
      const isPast = await caughtUp(session, epoch)
      settle(() => {
        for (const [index, operation] of group.entries()) {
          if (outcomes === 'told' || isPast) settle.done(operation)
          else settle.outcome(operation, outcomes[index])
        }
      })
    } catch (cause) {
      if (signal.aborted) throw cause
      const isPast = await caughtUp(session, epoch)
      settle(() => refuse(group, cause, isPast))
    } finally {
      awaited.clear(ids)
    }
  }
}

/** What is read of a thrown thing, by its shape: a transport may bring a copy of the error class of its own. */
interface Refused {
  readonly sequence?: SequenceFault
  readonly index?: number
  readonly current?: StoredRow
  readonly code?: string
  readonly message?: string
  readonly issues?: readonly FieldIssue[]
}

const refusals: ReadonlySet<string> = new Set<RejectionCode>([
  'already_exists',
  'denied',
  'invalid',
  'not_found',
  'parent_not_found',
  'too_large',
])

function refusalOf(cause: unknown): Refused {
  return typeof cause === 'object' && cause !== null ? cause : {}
}

/** By the words of a refused mutation where one was refused, and not the call. */
function refusalError(operation: Operation, cause: unknown): CollectionsError {
  const { index, code, message = '', issues = [] } = refusalOf(cause)
  const details = { ...detailsOf(operation), cause }
  const isRefused = index !== undefined && code !== undefined && refusals.has(code)
  if (!isRefused) return toCollectionsError(cause, details)
  // Sound: it is one of the table's.
  const outcome = {
    status: 'rejected',
    mutationId: '',
    code: code as RejectionCode,
    message,
    issues,
  } as const
  return rejectionError(outcome, details)
}

function sequenceOf(cause: unknown): SequenceFault | undefined {
  return refusalOf(cause).sequence
}

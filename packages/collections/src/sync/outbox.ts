import { safeRandomUUID } from '@tanstack/db'
import type { Mutation, SyncOutcome } from '@throughline/schema'
import type { Operation } from '../operation.ts'
import { asMutations, inBatches, type SenderOptions } from '../push-queue.ts'
import { detailsOf } from '../settle-operations.ts'
import { rejectionError, toCollectionsError } from '../to-collections-error.ts'
import type { AwaitedMutations, SourceOptions } from './sender.types.ts'
import { caughtUp, createTransactions, sequenceOf } from './transact.ts'

export function createAwaited(): AwaitedMutations {
  const seen = new Map<string, boolean>()
  return {
    watch(ids) {
      for (const id of ids) if (!seen.has(id)) seen.set(id, false)
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
  const { fold, signal, takeReady } = options
  const deliver = createDelivery(source, options)
  const transact = createTransactions(source, options)
  let isRunning = false
  let isWanted = false

  const run = async (): Promise<void> => {
    isWanted = false
    for (let ready = takeReady(); ready.length > 0 && !signal.aborted; ready = takeReady()) {
      const groups = new Set(ready.flatMap(({ group }) => (group ? [group] : [])))
      for (const group of groups) await transact(group, asMutations(fold, group))
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
    const epoch = session.sendingEpoch()
    try {
      const outcomes = await push(mutations)
      if (!outcomes) return await beginAnew(batch)
      seq += mutations.length
      const isPast = await caughtUp(session, epoch)
      signal.throwIfAborted()
      const answers = batch.map((operation, index) => [operation, outcomes[index]] as const)
      settle(() => {
        // What was applied has an end of its own, also where what it is built on was refused.
        for (const [operation, answer] of appliedFirst(answers))
          settleAnswer(options, operation, answer, isPast)
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

type Answer = readonly [operation: Operation, answer: SyncOutcome | undefined]

function appliedFirst(answers: readonly Answer[]): Answer[] {
  const isApplied = ([, answer]: Answer): boolean => answer?.status === 'applied'
  return [...answers.filter(isApplied), ...answers.filter((one) => !isApplied(one))]
}

/** Takes an answer; where it is of a past that is gone, the row is as it is known here. */
export function settleAnswer(
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
  else if (answer.status === 'applied') settle.done(operation, answer.stored?.row, answer.version)
  else if (refusal === 'not_found' && kind === 'delete') settle.done(operation)
  else settle.fail(operation, rejectionError(answer, detailsOf(operation)))
}

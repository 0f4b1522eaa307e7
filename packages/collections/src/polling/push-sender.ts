import type { MutationOutcome, Transport } from '@throughline/schema'
import type { Operation } from '../operation.ts'
import { asMutations, inBatches, type SenderOptions } from '../push-queue.ts'

/** Sends, a moment later, what nothing holds back; and again after each answer. A failure is an end. */
export function createSender(transport: Transport): (options: SenderOptions) => () => void {
  return ({ fold, settle, signal, takeReady }) => {
    let isScheduled = false

    const schedule = (): void => {
      if (isScheduled || signal.aborted) return
      isScheduled = true
      queueMicrotask(() => {
        isScheduled = false
        for (const batch of inBatches(takeReady())) void send(batch)
      })
    }

    const send = async (batch: readonly Operation[]): Promise<void> => {
      const mutations = asMutations(fold, batch)
      let outcomes: readonly MutationOutcome[] | undefined
      let cause: unknown
      try {
        outcomes = await transport.push(mutations, { signal })
      } catch (error) {
        cause = error
      }
      if (signal.aborted) return
      settle(() => {
        for (const [index, operation] of batch.entries()) {
          const id = mutations[index]?.mutationId
          if (outcomes)
            settle.outcome(
              operation,
              outcomes.find(({ mutationId }) => mutationId === id),
            )
          else settle.lost(operation, cause)
        }
      })
      schedule()
    }

    return schedule
  }
}

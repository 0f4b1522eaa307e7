import { CollectionsError } from '../collections-error.ts'
import type { Fold } from '../fold.ts'
import type { Operation } from '../operation.ts'
import type { PushQueue } from '../push-queue.ts'
import type { PendingTransaction } from '../store.types.ts'

/** Lets writes be collected into one: all are applied, or none. */
export function withTransactions(queue: PushQueue, fold: Fold, onChange: () => void) {
  let group: Operation[] | undefined

  const takeBack = (operations: readonly Operation[], error: unknown): void => {
    fold.batch(() => {
      for (const operation of operations.toReversed()) {
        operation.state = 'ended'
        fold.remove(operation)
        queue.operations.delete(operation)
        operation.reject(error)
      }
    })
    onChange()
  }

  return {
    queue: {
      ...queue,
      enqueue(added: readonly Operation[]): void {
        for (const operation of added) operation.group = group
        queue.enqueue(added)
        // One that had nothing to do is none of those that are sent.
        group?.push(...added.filter(({ state }) => state !== 'ended'))
      },
    },
    transaction<T>(work: () => T): PendingTransaction<T> {
      if (group) throw new TypeError('A transaction cannot begin inside another one.')
      const own: Operation[] = []
      group = own
      try {
        const result = work()
        const confirmed = allConfirmed(own)
        // `onError` tells of it too.
        confirmed.catch(() => {})
        return { result, confirmed }
      } catch (error) {
        takeBack(own, error)
        throw error
      } finally {
        group = undefined
      }
    },
  }
}

/** Once all have ended; rejects with what one was refused for, and not with what that did to the others. */
async function allConfirmed(operations: readonly Operation[]): Promise<void> {
  const ends = await Promise.allSettled(operations.map(({ confirmed }) => confirmed))
  const errors = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []))
  const first = errors.find(
    (error) => !(error instanceof CollectionsError && error.cause instanceof CollectionsError),
  )
  if (errors.length > 0) throw first ?? errors[0]
}

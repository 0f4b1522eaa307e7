import type { CollectionsError } from '../../collections-error.ts'
import type { Operation } from '../../operation.ts'
import type { PushQueue } from '../../push-queue.ts'
import type { Mirror } from './outbox-mirror.ts'

interface TakeBackOptions {
  readonly queue: PushQueue
  readonly mirror: Mirror
  /** Nobody is asked about it any more. */
  readonly release: (operation: Operation) => void
}

/** Takes a write back, with all that goes with it: what of them is stored is to be removed, and told as discarded; inside `settle`. */
export function takeBack(
  { queue, mirror, release }: TakeBackOptions,
  operation: Operation,
  error: CollectionsError,
  isStored = true,
): void {
  const before = [...queue.operations]
  queue.settle.drop(operation, error, true)
  for (const one of before) {
    if (one.state !== 'ended') continue
    // What another tab has taken back is stored no more.
    if (isStored || one !== operation) mirror.dropped(one)
    release(one)
  }
}

import type { SyncOutcome } from '@throughline/schema'
import type { Operation } from '../../operation.ts'
import type { SenderOptions } from '../../push-queue.ts'
import { detailsOf } from '../../settle-operations.ts'
import { isTransient, toCollectionsError } from '../../to-collections-error.ts'
import { settleAnswer } from '../outbox.ts'
import type { SourceOptions } from '../sender.types.ts'
import { caughtUp } from '../transact.ts'
import type { Mirror } from './outbox-mirror.ts'
import { createPush, isAnswered, type Push } from './outbox-push.ts'
import type { PlacedUnit } from './outbox-units.ts'

/** Failures of a call that a server answers with before its mutations are tried one by one. */
const suspectAfter = 3
/** Tries of a mutation that fails by itself before it is parked. */
const stuckTries = 5

interface DeliveryOptions {
  readonly source: SourceOptions
  readonly out: SenderOptions
  readonly mirror: Mirror
  /** Places that are not taken are never told again: what comes next goes under another client. */
  readonly onGap: () => void
  /** Sends what may go now. */
  readonly send: () => void
  readonly isLeading: () => boolean
}

/** Sends what has a place, until it is answered. */
export interface Delivery {
  deliver(units: readonly PlacedUnit[]): Promise<void>
  /** It fails where others do not, and is tried by itself. */
  isStuck(operation: Operation): boolean
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { source, out, mirror, onGap, isLeading } = options
  const { signal } = out
  const push = createPush(source, signal)
  const endings = createUnitEndings(options)
  const stick = createStuck(options, push, endings)

  const deliver = async (units: readonly PlacedUnit[], patience: number): Promise<void> => {
    const answer = await push.patient(units, patience)
    signal.throwIfAborted()
    if (answer.kind === 'outcomes') return endings.answered(units, answer.outcomes)
    // Nothing after it in its client's order is taken before it is.
    onGap()
    if (answer.kind === 'sequence') {
      if (answer.isUsed) await synced(source, signal)
      for (const { operations } of units) endings.requeue(operations, { isDoubtful: answer.isUsed })
    } else if (units.length > 1) {
      for (const unit of units) await deliver([unit], 1)
    } else {
      for (const unit of units) {
        if (isTransient(answer.cause)) stick(unit, answer.cause)
        else endings.park(unit, answer.cause)
      }
    }
  }

  return {
    isStuck: endings.isStuck,
    async deliver(units) {
      // What is answered to an earlier life may be of before everything was read anew.
      const isOld = units.some(({ operations: [first] }) => mirror.of(first).epoch === undefined)
      if (isOld) await synced(source, signal)
      signal.throwIfAborted()
      if (isLeading()) await deliver(units, suspectAfter)
    },
  }
}

/** Takes what the feed has, whatever the network does. */
async function synced({ session, network }: SourceOptions, signal: AbortSignal): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await session.pull()
    } catch {
      signal.throwIfAborted()
      await network.pause(failures)
    }
  }
}

interface Requeue {
  readonly isDoubtful?: boolean
  readonly isAlone?: boolean
}

/** What becomes of units. */
interface UnitEndings {
  answered(units: readonly PlacedUnit[], outcomes: readonly SyncOutcome[]): Promise<void>
  /** They are sent at another place. */
  requeue(operations: readonly Operation[], requeue: Requeue): void
  /** It is refused, or was tried often enough. */
  park(unit: PlacedUnit, cause: unknown): void
  /** It failed by itself. */
  note(unit: PlacedUnit, cause: unknown): void
  isStuck(operation: Operation): boolean
  release(unit: PlacedUnit): void
}

function createUnitEndings({ source, out, mirror }: DeliveryOptions): UnitEndings {
  const { settle, signal } = out
  const stuck = new Set<Operation>()
  const release = ({ operations }: Pick<PlacedUnit, 'operations'>): void => {
    for (const one of operations) stuck.delete(one)
  }
  const requeue = createRequeue(mirror, (operation) => void stuck.delete(operation))

  const settleUnit = (unit: PlacedUnit, outcome: SyncOutcome | undefined, isPast: boolean): void => {
    const left = unit.operations.filter(({ state }) => state === 'sent')
    release(unit)
    // Together they were refused: which of them it is, each tells by itself.
    if (left.length > 1 && outcome?.status === 'rejected') return requeue(left, { isAlone: true })
    for (const one of left) {
      mirror.of(one).sent = undefined
      settleAnswer(out, one, outcome, isPast)
    }
  }

  return {
    requeue,
    release,
    isStuck: (operation) => stuck.has(operation),
    async answered(units, outcomes) {
      const epoch = Math.min(...units.map((unit) => mirror.of(unit.operations[0]).epoch ?? 0))
      const isPast = await caughtUp(source.session, epoch)
      signal.throwIfAborted()
      settle(() => {
        for (const [index, unit] of units.entries()) settleUnit(unit, outcomes[index], isPast)
      })
    },
    park(unit, cause) {
      // After a fault of the server it may have been applied: its place is kept.
      const isOpen = isTransient(cause)
      settle(() => {
        for (const one of unit.operations) {
          stuck.delete(one)
          if (one.state !== 'sent') continue
          if (!isOpen) mirror.of(one).sent = undefined
          settle.fail(one, toCollectionsError(cause, detailsOf(one)))
        }
      })
    },
    note(unit, cause) {
      settle(() => {
        for (const one of unit.operations) {
          stuck.add(one)
          one.error = toCollectionsError(cause, detailsOf(one))
          out.fold.changed(one)
        }
      })
    },
  }
}

function createRequeue(mirror: Mirror, release: (operation: Operation) => void): UnitEndings['requeue'] {
  return (operations, { isDoubtful = false, isAlone = false }) => {
    for (const one of operations) {
      if (one.state !== 'sent') continue
      one.state = 'queued'
      one.isDoubtful ||= isDoubtful
      const tracked = mirror.of(one)
      tracked.sent = undefined
      tracked.isAlone ||= isAlone
      release(one)
    }
  }
}

/** Tries units by themselves, at their places, where each is applied once however often it is sent; the others go on elsewhere. */
function createStuck({ source, out, send, isLeading }: DeliveryOptions, push: Push, endings: UnitEndings) {
  const { signal } = out
  const isLeft = ({ operations }: PlacedUnit): boolean =>
    operations.some((one) => endings.isStuck(one) && one.state === 'sent')

  /** Whether there is an end to it. */
  const tryOnce = async (unit: PlacedUnit, isLast: () => boolean): Promise<boolean> => {
    try {
      const answer = await push.once([unit])
      if (answer.kind === 'outcomes') await endings.answered([unit], answer.outcomes)
      else endings.requeue(unit.operations, { isDoubtful: true })
      return true
    } catch (cause) {
      signal.throwIfAborted()
      // Where the server is not there for anyone, it is not this one's fault.
      const isOwn = isAnswered(cause) && (await push.isThere())
      const isEnd = !isTransient(cause) || (isOwn && isLast())
      if (isEnd) endings.park(unit, cause)
      else endings.note(unit, cause)
      return isEnd
    }
  }

  const retry = async (unit: PlacedUnit): Promise<void> => {
    let tries = 1
    for (let pauses = 1; isLeading() && isLeft(unit); pauses += 1) {
      await source.network.pause(pauses)
      signal.throwIfAborted()
      if (!isLeading() || !isLeft(unit)) break
      if (await tryOnce(unit, () => (tries += 1) >= stuckTries)) return send()
    }
    endings.release(unit)
  }

  return (unit: PlacedUnit, cause: unknown): void => {
    const isKnown = unit.operations.some(endings.isStuck)
    endings.note(unit, cause)
    if (!isKnown) retry(unit).catch(() => {})
  }
}

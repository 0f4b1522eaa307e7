import type { AnyModel, RejectionCode } from '@throughline/schema'
import { CollectionsError, type CollectionsErrorCode } from '../../collections-error.ts'
import { newOperation, type Operation } from '../../operation.ts'
import { detailsOf } from '../../settle-operations.ts'
import type { OutboxEntry, ParkedError, SentMutation, StoredEntry } from '../../offline/storage.types.ts'

/** What of an operation is stored, and changes. */
interface Changing {
  readonly values: Operation['values']
  readonly before: Operation['before']
  readonly baseVersion: Operation['baseVersion']
  readonly state: OutboxEntry['state']
  readonly attempts: number
  readonly isDoubtful: boolean
  readonly sent: SentMutation | undefined
  readonly error: CollectionsError | undefined
  readonly isTold: boolean
}

/** An entry as it was stored last. */
export interface Known extends Changing {
  readonly revision: number
}

/** An operation, and its entry. */
export interface Tracked {
  readonly operation: Operation
  /** Made in this tab, in this life. */
  readonly isOwn: boolean
  /** Its place, and what was sent there; those that were sent as one have the same. */
  sent: SentMutation | undefined
  /** The session's epoch when it got its place; `undefined` where that was in an earlier life. */
  epoch: number | undefined
  /** The feed has told of it. */
  isTold: boolean
  /** It is not sent as one with others: together they were refused. */
  isAlone: boolean
  /** A storage has it, and tells of it. */
  isThere: boolean
  /** In the order of all edits; `Infinity` before it is stored. */
  at: number
  known: Known | undefined
}

export function trackOperation(operation: Operation): Tracked {
  return {
    operation,
    isOwn: true,
    sent: undefined,
    epoch: undefined,
    isTold: false,
    isAlone: false,
    isThere: false,
    at: Infinity,
    known: undefined,
  }
}

export function changingOf({ operation, sent, isTold }: Tracked): Changing {
  const { values, before, baseVersion, attempts, isDoubtful, error, state } = operation
  return {
    values,
    before,
    baseVersion,
    attempts,
    isDoubtful,
    error,
    sent,
    isTold,
    // Sound: what has ended is removed, and not changed.
    state: state as OutboxEntry['state'],
  }
}

export function isSame(one: Changing, other: Changing): boolean {
  return (
    one.values === other.values &&
    one.before === other.before &&
    one.baseVersion === other.baseVersion &&
    one.state === other.state &&
    one.attempts === other.attempts &&
    one.isDoubtful === other.isDoubtful &&
    one.sent === other.sent &&
    one.error === other.error &&
    one.isTold === other.isTold
  )
}

export function toEntry(tracked: Tracked, modelHash: string): OutboxEntry {
  const { operation } = tracked
  const { id, kind, entity, key, path, managed, group } = operation
  const { values, before, baseVersion, state, attempts, isDoubtful, sent, error, isTold } =
    changingOf(tracked)
  return {
    id,
    kind,
    entity: entity.name,
    key,
    path,
    values,
    managed,
    before,
    state,
    attempts,
    isDoubtful,
    modelHash,
    ...(group?.[0] && { group: group[0].id }),
    ...(baseVersion !== undefined && { baseVersion }),
    ...(sent && { sent }),
    ...(error && { error: toParked(error) }),
    ...(isTold && { isTold }),
  }
}

/** `undefined` where the model has no such entity any more: then it stays stored. */
export function fromEntry(model: AnyModel, entry: StoredEntry): Tracked | undefined {
  const entity = Object.hasOwn(model.entities, entry.entity) ? model.entities[entry.entity] : undefined
  if (!entity) return undefined
  const { id, kind, key, path, values, managed, before, at } = entry
  const operation = newOperation({
    id,
    kind,
    entity,
    key,
    path,
    values,
    managed,
    before,
    optimistic: true,
  })
  const tracked = { ...trackOperation(operation), isOwn: false, at }
  takeEntry(tracked, entry)
  return tracked
}

/** Makes the operation what its entry is by now. */
export function takeEntry(tracked: Tracked, entry: Omit<StoredEntry, 'at'>): void {
  const { operation } = tracked
  const {
    values,
    before,
    baseVersion,
    state,
    attempts,
    isDoubtful,
    sent,
    error,
    isTold = false,
    revision,
  } = entry
  Object.assign(operation, { values, before, baseVersion, state, attempts, isDoubtful, isStored: true })
  operation.error = error && toError(operation, error)
  tracked.sent = sent
  tracked.isTold = isTold
  tracked.isThere = true
  tracked.known = { ...changingOf(tracked), revision }
}

function toParked({ code, message, reason, issues }: CollectionsError): ParkedError {
  return { code, message, reason, issues }
}

function toError(operation: Operation, { code, message, reason, issues }: ParkedError): CollectionsError {
  const details = { ...detailsOf(operation), reason: reason satisfies RejectionCode | undefined, issues }
  // Sound: `toParked` wrote it.
  return new CollectionsError(code as CollectionsErrorCode, message, details)
}

import type { MutationOutcome, StoredRow, SyncOutcome } from '@throughline/schema'
import { CollectionsError, type CollectionsErrorDetails } from './collections-error.ts'
import type { Fold } from './fold.ts'
import { type Operation, overlap, rebase, toConflict } from './operation.ts'
import { rejectionError, toCollectionsError } from './to-collections-error.ts'
import type { Values } from './values.ts'

/** Sendings of one update before a row that others keep changing is given up. */
const maxAttempts = 10

export interface SettleOptions {
  readonly fold: Fold
  /** Outcomes tell versions that only grow. */
  readonly hasVersions?: boolean
  /** Told after each failure, once the change is rolled back. */
  readonly onError: (error: CollectionsError) => void
  /** Told of each operation that has ended, while the batch is under way. */
  readonly onEnd: (operation: Operation) => void
  /** Told after each batch, before promises and errors are. */
  readonly onSettled: () => void
  /** Reads again what an operation may have changed, since the answer to it was lost. */
  readonly reload: (operation: Operation) => void
  /** Decides about an edit that met another's. */
  readonly meet: (operation: Operation) => ConflictVerdict
}

/** `fail` and `done` (the server's row stands) end it, `resend` tries it as it is now, `wait` leaves it to someone. */
export type ConflictVerdict = 'done' | 'fail' | 'resend' | 'wait'

/** What becomes of operations: each ends applied, or is taken back with all that was built on it. */
export interface Settlement {
  /** Takes what settles operations as one batch of the fold; promises and errors are told after it. */
  (work: () => void): void
  /** The answer to an operation; `undefined` where the transport left it out. */
  outcome(operation: Operation, outcome: MutationOutcome | SyncOutcome | undefined): void
  /** The same where what it says of the row is of a past that is gone: the row is as it is known here. */
  pastOutcome(operation: Operation, outcome: MutationOutcome | SyncOutcome | undefined): void
  /** No answer: it may have been applied or not. */
  lost(operation: Operation, cause: unknown): void
  /** The row that the server has now, the base, does not go together with it. */
  conflict(operation: Operation): void
  fail(operation: Operation, error: CollectionsError): void
  /** The server has it, and the row is as it is known here. */
  done(operation: Operation): void
}

export function createSettlement(options: SettleOptions): Settlement {
  const { fold, reload, meet, hasVersions = false } = options
  const { batch, later, fail, apply, done } = createEndings(options)

  const baseOf = ({ entity, key }: Operation): StoredRow | undefined => fold.table(entity.name).base.get(key)

  const conflict = (operation: Operation): void => {
    const verdict = operation.group ? 'fail' : meet(operation)
    if (verdict === 'done') return done(operation)
    if (verdict !== 'fail') {
      operation.state = verdict === 'wait' ? 'waiting' : 'queued'
      return fold.changed(operation)
    }
    const theirs = fold.table(operation.entity.name).base.get(operation.key)?.row ?? {}
    const message = `This ${operation.entity.singular} was changed by someone else in the meantime.`
    const details = { ...detailsOf(operation), conflict: toConflict(operation, theirs) }
    fail(operation, new CollectionsError('conflict', message, details))
  }

  const rebaseOnServer = (operation: Operation, stored: StoredRow): void => {
    fold.confirm(fold.table(operation.entity.name), operation.key, stored)
    const mayResend = operation.kind === 'update' && operation.attempts < maxAttempts
    if (!mayResend || meetsChange(fold, operation)) return conflict(operation)
    operation.state = 'queued'
  }

  const refuse = (operation: Operation, outcome: MutationOutcome & { status: 'rejected' }): void => {
    const isGone = outcome.code === 'not_found'
    // A row that is gone already is what a delete wanted.
    if (isGone && operation.kind === 'delete') return apply(operation, null)
    if (operation.isDoubtful && outcome.code === 'already_exists' && baseOf(operation)) return done(operation)
    fail(operation, rejectionError(outcome, detailsOf(operation)))
    if (isGone) fold.confirm(fold.table(operation.entity.name), operation.key, null)
  }

  const lost = (operation: Operation, cause: unknown): void => {
    fail(operation, toCollectionsError(cause, detailsOf(operation)))
    later(() => reload(operation))
  }

  const outcome: Settlement['outcome'] = (operation, answer) => {
    if (answer?.status === 'applied') {
      apply(operation, answer.stored, hasVersions && 'version' in answer ? answer.version : undefined)
    } else if (answer?.status === 'conflict') rebaseOnServer(operation, answer.stored)
    else if (answer?.status === 'rejected') refuse(operation, answer)
    else lost(operation, new Error('The server left a write out of its answer.'))
  }

  const pastOutcome: Settlement['pastOutcome'] = (operation, answer) => {
    const isGone = answer?.status === 'rejected' && answer.code === 'not_found'
    if (answer?.status === 'applied' || (isGone && operation.kind === 'delete')) done(operation)
    else if (answer?.status === 'rejected') fail(operation, rejectionError(answer, detailsOf(operation)))
    else if (answer?.status === 'conflict') operation.state = 'queued'
    else lost(operation, new Error('The server left a write out of its answer.'))
  }

  return Object.assign(batch, { outcome, pastOutcome, lost, conflict, fail, done })
}

/** The two ways in which an operation ends, and what is told once the rows show it. */
function createEndings({ fold, onError, onEnd, onSettled }: SettleOptions) {
  let told: (() => void)[] = []
  const later = (work: () => void): void => void told.push(work)

  const end = (operation: Operation): void => {
    operation.state = 'ended'
    operation.waits = []
    fold.remove(operation)
    onEnd(operation)
  }

  const fail = (operation: Operation, error: CollectionsError): void => {
    if (operation.state === 'ended') return
    operation.state = 'ended'
    // What was built on a row that was never made goes first, the latest before the earlier.
    for (const other of dependents(fold, operation).toReversed()) fail(other, orphanError(other, error))
    rebaseLater(fold, operation, operation.before)
    end(operation)
    later(() => {
      operation.reject(error)
      onError(error)
    })
  }

  const apply = (operation: Operation, stored: StoredRow | null, version?: number): void => {
    if (stored) rebaseLater(fold, operation, stored.row)
    end(operation)
    fold.confirm(fold.table(operation.entity.name), operation.key, stored, version)
    const row: Values | undefined = stored?.row
    later(() => operation.resolve(row))
  }

  const done = (operation: Operation): void => {
    const base = fold.table(operation.entity.name).base.get(operation.key)
    if (base) rebaseLater(fold, operation, base.row)
    end(operation)
    later(() => operation.resolve(base?.row))
  }

  const batch = (work: () => void): void => {
    fold.batch(work)
    if (told.length === 0) return
    const tell = told
    told = []
    onSettled()
    for (const one of tell) one()
  }

  return { batch, later, fail, apply, done }
}

/** Whether the row changed under a queued operation, so that its version would be right and the edit yet a blind one. */
export function meetsChange(fold: Fold, operation: Operation): boolean {
  const { base: rows, pending } = fold.table(operation.entity.name)
  const base = rows.get(operation.key)
  // In a transaction, a later write of a row meets what the one before it does.
  if (operation.group && pending.get(operation.key)?.[0] !== operation) return false
  return base !== undefined && overlap(operation, base.row).length > 0
}

export function detailsOf({ entity, key, kind }: Operation): CollectionsErrorDetails {
  return { entity: entity.name, key, operation: kind }
}

function rebaseLater(fold: Fold, operation: Operation, row: Values): void {
  for (const later of fold.table(operation.entity.name).pending.get(operation.key) ?? []) {
    if (later !== operation) rebase(later, operation, row)
  }
}

/**
 * Operations that make no sense once one has failed: those of the same transaction, and of an insert the later ones of its
 * row and those of rows below it.
 */
function dependents(fold: Fold, operation: Operation): Operation[] {
  const together = (operation.group ?? []).filter((other) => other !== operation)
  if (operation.kind !== 'insert') return together
  const table = fold.table(operation.entity.name)
  const later = (table.pending.get(operation.key) ?? []).filter((other) => other !== operation)
  const below = [...fold.descendants(table, operation.key)].flatMap(
    ([child, key]) => child.pending.get(key) ?? [],
  )
  return [...new Set([...later, ...below, ...together])]
}

function orphanError(operation: Operation, cause: CollectionsError): CollectionsError {
  const message = operation.group?.some(
    ({ entity, key }) => entity.name === cause.entity && key === cause.key,
  )
    ? `Another write of the same transaction was refused: ${cause.message}`
    : `A row that this ${operation.entity.singular} needs was not created: ${cause.message}`
  return new CollectionsError(cause.code, message, { ...detailsOf(operation), cause })
}

import type { MutationOutcome, StoredRow } from '@throughline/schema'
import { CollectionsError, type CollectionsErrorDetails } from './collections-error.ts'
import type { Fold } from './fold.ts'
import { type Operation, overlap, rebase, toConflict } from './operation.ts'
import { rejectionError, toCollectionsError } from './to-collections-error.ts'
import type { Values } from './values.ts'

/** Sendings of one update before a row that others keep changing is given up. */
const maxAttempts = 10

export interface SettleOptions {
  readonly fold: Fold
  /** Told after each failure, once the change is rolled back. */
  readonly onError: (error: CollectionsError) => void
  /** Told of each operation that has ended, while the batch is under way. */
  readonly onEnd: (operation: Operation) => void
  /** Told after each batch, before promises and errors are. */
  readonly onSettled: () => void
  /** Reads again what an operation may have changed, since the answer to it was lost. */
  readonly reload: (operation: Operation) => void
}

/** What becomes of operations: each ends applied, or is taken back with all that was built on it. */
export interface Settlement {
  /** Takes what settles operations as one batch of the fold; promises and errors are told after it. */
  (work: () => void): void
  /** The answer to an operation; `undefined` where the transport left it out. */
  outcome(operation: Operation, outcome: MutationOutcome | undefined): void
  /** No answer: it may have been applied or not. */
  lost(operation: Operation, cause: unknown): void
  /** The row that the server has now, the base, does not go together with it. */
  conflict(operation: Operation): void
}

export function createSettlement(options: SettleOptions): Settlement {
  const { fold, reload } = options
  const { batch, later, fail, apply } = createEndings(options)

  const conflict = (operation: Operation): void => {
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
    fail(operation, rejectionError(outcome, detailsOf(operation)))
    if (isGone) fold.confirm(fold.table(operation.entity.name), operation.key, null)
  }

  const lost = (operation: Operation, cause: unknown): void => {
    fail(operation, toCollectionsError(cause, detailsOf(operation)))
    later(() => reload(operation))
  }

  const outcome: Settlement['outcome'] = (operation, answer) => {
    if (answer?.status === 'applied') apply(operation, answer.stored)
    else if (answer?.status === 'conflict') rebaseOnServer(operation, answer.stored)
    else if (answer?.status === 'rejected') refuse(operation, answer)
    else lost(operation, new Error('The server left a write out of its answer.'))
  }

  return Object.assign(batch, { outcome, lost, conflict })
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
    // What was built on a row that was never made goes first, the latest before the earlier.
    for (const other of dependents(fold, operation).toReversed()) fail(other, orphanError(other, error))
    rebaseLater(fold, operation, operation.before)
    end(operation)
    later(() => {
      operation.reject(error)
      onError(error)
    })
  }

  const apply = (operation: Operation, stored: StoredRow | null): void => {
    if (stored) rebaseLater(fold, operation, stored.row)
    end(operation)
    fold.confirm(fold.table(operation.entity.name), operation.key, stored)
    const row: Values | undefined = stored?.row
    later(() => operation.resolve(row))
  }

  const batch = (work: () => void): void => {
    fold.batch(work)
    if (told.length === 0) return
    const tell = told
    told = []
    onSettled()
    for (const one of tell) one()
  }

  return { batch, later, fail, apply }
}

/** Whether the row changed under a queued operation, so that its version would be right and the edit yet a blind one. */
export function meetsChange(fold: Fold, operation: Operation): boolean {
  const base = fold.table(operation.entity.name).base.get(operation.key)
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

/** Operations that make no sense once an insert has failed: later ones of its row, and those of rows below it. */
function dependents(fold: Fold, operation: Operation): Operation[] {
  if (operation.kind !== 'insert') return []
  const table = fold.table(operation.entity.name)
  const later = (table.pending.get(operation.key) ?? []).filter((other) => other !== operation)
  const below = [...fold.descendants(table, operation.key)].flatMap(
    ([child, key]) => child.pending.get(key) ?? [],
  )
  return [...later, ...below]
}

function orphanError(operation: Operation, cause: CollectionsError): CollectionsError {
  const message = `A row that this ${operation.entity.singular} needs was not created: ${cause.message}`
  return new CollectionsError(cause.code, message, { ...detailsOf(operation), cause })
}

import type { MutationOutcome, StoredRow, SyncOutcome } from '@throughline/schema'
import { CollectionsError, type CollectionsErrorDetails } from './collections-error.ts'
import type { Fold } from './fold.ts'
import type { WrittenAt } from './fold-base.ts'
import { type Operation, overlap, rebase, toConflict } from './operation.ts'
import type { Scope } from './scope.types.ts'
import { parentKeyString } from './parent-link.ts'
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
  /** Told when the number of operations changed, before promises and errors are. */
  readonly onChange: () => void
  /** Reads again what an operation may have changed, since the answer to it was lost. */
  readonly reload: (scopes: readonly Scope[]) => unknown
  /** Decides about an edit that met another's; it fails when absent. */
  readonly meet?: (operation: Operation) => ConflictVerdict
  /** What is refused is kept, with its transaction, until someone says what becomes of it. */
  readonly parks?: boolean
}

/** `fail` and `done` (the server's row stands) end it, `resend` tries it as it is now, `wait` leaves it to someone. */
export type ConflictVerdict = 'done' | 'fail' | 'resend' | 'wait'

/** What becomes of operations: each ends applied, or is taken back with all that was built on it. */
export interface Settlement {
  /** Takes what settles operations as one batch of the fold; promises and errors are told after it. */
  (work: () => void): void
  /** The answer to an operation; `undefined` where the transport left it out. */
  outcome(operation: Operation, outcome: MutationOutcome | SyncOutcome | undefined): void
  /** No answer: it may have been applied or not. */
  lost(operation: Operation, cause: unknown): void
  /** The row that the server has now, the base, does not go together with it. */
  conflict(operation: Operation): void
  fail(operation: Operation, error: CollectionsError): void
  /** Takes it back in any case; `isWanted` by who knows. */
  drop(operation: Operation, error: CollectionsError, isWanted?: boolean): void
  /**
   * The server has it, and the row is as it is known here; later edits of it were made on `made`, that row when absent, of
   * this version.
   */
  done(operation: Operation, made?: Values, version?: number): void
}

export function createSettlement(options: SettleOptions): Settlement {
  const { fold, meet } = options
  const { batch, later, drop, fail, end } = createEndings(options)
  const tableOf = ({ entity }: Operation) => fold.table(entity.name)

  /** Whatever becomes of the row by then, later edits are on this. */
  const putOn = (operation: Operation, version: number | undefined): void => {
    for (const other of tableOf(operation).pending.get(operation.key) ?? [])
      if (other.kind !== 'insert') other.baseVersion = version
  }

  const done: Settlement['done'] = (operation, made, version) => {
    if (version !== undefined) putOn(operation, version)
    const row = tableOf(operation).base.get(operation.key)?.row
    end(operation, made ?? row)
    later(() => operation.resolve(row))
  }

  const apply = (operation: Operation, stored: StoredRow | null, at?: WrittenAt): void => {
    putOn(operation, at?.version ?? stored?.meta.version)
    end(operation, stored?.row)
    fold.confirm(tableOf(operation), operation.key, stored, at)
    later(() => operation.resolve(stored?.row))
  }

  const conflict = (operation: Operation): void => {
    const verdict = meet?.(operation) ?? 'fail'
    if (verdict === 'done') return done(operation)
    if (verdict !== 'fail') {
      operation.state = verdict === 'wait' ? 'waiting' : 'queued'
      return fold.changed(operation)
    }
    const theirs = tableOf(operation).base.get(operation.key)?.row ?? {}
    const message = `This ${operation.entity.singular} was changed by someone else in the meantime.`
    const details = { ...detailsOf(operation), conflict: toConflict(operation, theirs) }
    fail(operation, new CollectionsError('conflict', message, details))
  }

  const lost = (operation: Operation, cause: unknown): void => {
    fail(operation, toCollectionsError(cause, detailsOf(operation)))
    later(() => options.reload(scopesOf(fold, operation)))
  }

  const outcome: Settlement['outcome'] = (operation, answer) => {
    const { key, kind, attempts } = operation
    const confirm = (stored: StoredRow | null): void => fold.confirm(tableOf(operation), key, stored)
    if (!answer) return lost(operation, new Error('The server left a write out of its answer.'))
    if (answer.status === 'applied')
      return apply(operation, answer.stored, 'version' in answer ? answer : undefined)
    if (answer.status === 'conflict') {
      confirm(answer.stored)
      if (kind !== 'update' || attempts >= maxAttempts || meetsChange(fold, operation))
        return conflict(operation)
      operation.state = 'queued'
      return
    }
    const isGone = answer.code === 'not_found'
    // A row that is gone already is what a delete wanted.
    if (isGone && kind === 'delete') return apply(operation, null)
    fail(operation, rejectionError(answer, detailsOf(operation)))
    if (isGone) confirm(null)
  }

  return Object.assign(batch, { outcome, lost, conflict, fail, drop, done })
}

/** How an operation ends, and what is told once the rows show it. */
function createEndings({ fold, onError, onEnd, onChange, parks }: SettleOptions) {
  let told: (() => void)[] = []
  const later = (work: () => void): void => void told.push(work)

  /** Later edits of the row are then on `row`. */
  const end = (operation: Operation, row: Values | undefined): void => {
    const { pending } = fold.table(operation.entity.name)
    for (const other of pending.get(operation.key) ?? [])
      if (row && other !== operation) rebase(other, operation, row)
    operation.state = 'ended'
    operation.waits = []
    fold.remove(operation)
    onEnd(operation)
  }

  const drop = (operation: Operation, error: CollectionsError, isWanted = false): void => {
    if (operation.state === 'ended') return
    operation.state = 'ended'
    // What was built on a row that was never made goes first, the latest before the earlier.
    for (const other of dependents(fold, operation).toReversed()) {
      const message = `A write that this one goes with was refused: ${error.message}`
      const own = new CollectionsError(error.code, message, { ...detailsOf(other), cause: error })
      drop(other, own, isWanted)
    }
    end(operation, operation.before)
    later(() => {
      operation.reject(error)
      if (!isWanted) onError(error)
    })
  }

  /** What is built on it waits with it. */
  const park = (operation: Operation, error: CollectionsError): void => {
    for (const one of operation.group ?? [operation]) {
      one.state = 'parked'
      one.error = error
      fold.changed(one)
      later(() => one.reject(error))
    }
    later(() => onError(error))
  }

  const batch = (work: () => void): void => {
    fold.batch(work)
    const tell = told
    told = []
    if (tell.length > 0) onChange()
    for (const one of tell) one()
  }

  return { batch, later, drop, fail: parks ? park : drop, end }
}

/** Whether the row changed under a queued operation, so that its version would be right and the edit yet a blind one. */
export function meetsChange(fold: Fold, operation: Operation): boolean {
  const { base: rows, pending } = fold.table(operation.entity.name)
  const base = rows.get(operation.key)
  // In a transaction, a later write of a row meets what the one before it does.
  const isFirst = pending.get(operation.key)?.[0] === operation
  return isFirst && base !== undefined && overlap(operation, base.row).length > 0
}

export function detailsOf({ entity, key, kind }: Operation): CollectionsErrorDetails {
  return { entity: entity.name, key, operation: kind }
}

/** The rows that an operation may have changed, as they are read: with all of their entity, or with their parent's. */
function scopesOf(fold: Fold, { entity, path }: Operation): Scope[] {
  const { link } = fold.table(entity.name)
  const all = { entity, parentKey: undefined }
  return link ? [all, { entity, parentKey: parentKeyString(link, path) }] : [all]
}

/**
 * Operations that make no sense once one has failed: those of the same transaction, and of an insert the later ones of its
 * row and those of rows below it.
 */
function dependents(fold: Fold, operation: Operation): Operation[] {
  const { kind, entity, key, group = [] } = operation
  const table = fold.table(entity.name)
  const built = kind === 'insert' ? [[table, key] as const, ...fold.descendants(table, key)] : []
  const operations = built.flatMap(([of, at]) => of.pending.get(at) ?? [])
  return [...new Set([...operations, ...group])].filter((other) => other !== operation)
}

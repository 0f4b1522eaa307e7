import { type AnyModel, isManagedField } from '@throughline/schema'
import { createEmitter } from '../emitter.ts'
import type { Fold } from '../fold.ts'
import { type Operation, overlap, toConflict } from '../operation.ts'
import { prepareUpdate } from '../prepare-write.ts'
import type { Readable } from '../readable.types.ts'
import type { ConflictVerdict, Settlement } from '../settle-operations.ts'
import type { Values } from '../values.ts'
import type { AnyStoreConflict, ConflictChoice, ConflictOptions, ConflictPolicy } from './conflict.types.ts'

interface DeskOptions {
  readonly model: AnyModel
  readonly fold: Fold
  readonly options: ConflictOptions | undefined
  readonly settle: Settlement
  /** Sends what may go now. */
  readonly send: () => void
}

/** Decides about edits that met another's, and keeps those that a person has to decide about. */
export interface ConflictDesk {
  meet(operation: Operation): ConflictVerdict
  /** Keeps one that waits since before; `false` where there is nothing to decide. */
  hold(operation: Operation): boolean
  /** It waits no more. */
  release(operation: Operation): void
  /** Looks whether what waits still has to: the server's rows may have changed. */
  look(): void
  readonly conflicts: Readable<readonly AnyStoreConflict[]>
  dispose(): void
}

export function createConflictDesk({ model, fold, options, settle, send }: DeskOptions): ConflictDesk {
  const emitter = createEmitter()
  /** What was decided about operations that `settle` asks about. */
  const verdicts = new Map<Operation, ConflictVerdict>()
  const waiting = new Map<Operation, AnyStoreConflict>()
  let list: readonly AnyStoreConflict[] = []

  const changed = (): void => {
    list = [...waiting.values()]
    emitter.emit()
  }

  const resolve = (operation: Operation, choice: ConflictChoice): void => {
    if (!waiting.has(operation)) return
    const verdict = decide(model, operation, choice, theirsOf(fold, operation) ?? {})
    waiting.delete(operation)
    verdicts.set(operation, verdict)
    settle(() => settle.conflict(operation))
    verdicts.delete(operation)
    changed()
    send()
  }

  const keep = (operation: Operation, theirs: Values): void => {
    const { id, key, entity } = operation
    waiting.set(operation, {
      ...toConflict(operation, theirs),
      id,
      entity: entity.name,
      key,
      resolve: (choice) => resolve(operation, choice),
    })
  }

  const wait = (operation: Operation, theirs: Values): ConflictVerdict => {
    keep(operation, theirs)
    // Once the batch that it is found in has ended.
    queueMicrotask(changed)
    return 'wait'
  }

  const look = (): void => {
    if (!lookAgain(fold, waiting, keep)) return
    changed()
    send()
  }

  return {
    meet: (operation) => verdicts.get(operation) ?? verdictOf({ model, fold, options }, operation, wait),
    hold(operation) {
      const theirs = openTheirs(fold, operation)
      if (theirs) wait(operation, theirs)
      return theirs !== undefined
    },
    release(operation) {
      if (waiting.delete(operation)) queueMicrotask(changed)
    },
    look,
    conflicts: { get: () => list, subscribe: emitter.subscribe },
    dispose() {
      waiting.clear()
      emitter.clear()
    },
  }
}

/** Whether what waits is another, or waits no more. */
function lookAgain(
  fold: Fold,
  waiting: Map<Operation, AnyStoreConflict>,
  keep: (operation: Operation, theirs: Values) => void,
): boolean {
  let isOther = false
  for (const [operation, { theirs: before }] of Array.from(waiting)) {
    if (theirsOf(fold, operation) === before) continue
    isOther = true
    const theirs = openTheirs(fold, operation)
    if (theirs) {
      keep(operation, theirs)
      continue
    }
    // Over; of a row that is gone, the server says what becomes of the edit.
    waiting.delete(operation)
    operation.state = 'queued'
  }
  return isOther
}

/** The server's row where an edit does not go together with it. */
function openTheirs(fold: Fold, operation: Operation): Values | undefined {
  const theirs = theirsOf(fold, operation)
  return theirs && overlap(operation, theirs).length > 0 ? theirs : undefined
}

function theirsOf(fold: Fold, { entity, key }: Operation): Values | undefined {
  return fold.table(entity.name).base.get(key)?.row
}

function verdictOf(
  { model, fold, options }: Pick<DeskOptions, 'fold' | 'model' | 'options'>,
  operation: Operation,
  wait: (operation: Operation, theirs: Values) => ConflictVerdict,
): ConflictVerdict {
  const theirs = theirsOf(fold, operation)
  if (!theirs) return 'fail'
  const policy = options?.entities?.[operation.entity.name] ?? options?.default ?? 'merge'
  try {
    const choice = chosen(policy, operation, theirs)
    if (choice === 'merge') return 'fail'
    return choice === 'ask' ? wait(operation, theirs) : decide(model, operation, choice, theirs)
  } catch {
    // What the policy made of it is no row of the model: both sides are told as they are.
    return 'fail'
  }
}

function chosen(
  policy: ConflictPolicy,
  operation: Operation,
  theirs: Values,
): ConflictChoice | 'ask' | 'merge' {
  const conflict = { ...toConflict(operation, theirs), entity: operation.entity.name, key: operation.key }
  const choice = typeof policy === 'function' ? policy(conflict) : policy
  const isSensitive = operation.entity.fields.some(
    ({ name, meta }) => meta.sensitive && conflict.fields.includes(name),
  )
  // Neither side of what is sensitive is thrown away by a rule.
  if (isSensitive && (policy === 'client' || policy === 'server')) return 'ask'
  if (choice === 'client') return 'mine'
  return choice === 'server' ? 'theirs' : choice
}

/** Makes the operation what was chosen. @throws {CollectionsError} `invalid` for values that the model does not take. */
function decide(
  model: AnyModel,
  operation: Operation,
  choice: ConflictChoice,
  theirs: Values,
): ConflictVerdict {
  const fields = overlap(operation, theirs)
  if (operation.kind === 'delete') {
    if (choice !== 'mine') return 'fail'
    operation.before = theirs
    return 'resend'
  }
  const settled = pick(theirs, fields)
  if (choice !== 'mine') {
    const rest = Object.fromEntries(
      Object.entries(operation.values).filter(([name]) => !fields.includes(name)),
    )
    const given = choice === 'theirs' ? rest : { ...rest, ...choice }
    operation.values = prepareUpdate(model, operation.entity, theirs, given)
  }
  operation.before = { ...operation.before, ...settled, ...pick(theirs, Object.keys(operation.values)) }
  return Object.keys(operation.values).length === 0 ? 'done' : 'resend'
}

function pick(row: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.filter((name) => !isManagedField(name)).map((name) => [name, row[name]]))
}

import type { AnyModel } from '@throughline/schema'
import { CollectionsError } from './collections-error.ts'
import { createEmitter } from './emitter.ts'
import type { Operation } from './operation.ts'
import type { Readable } from './readable.types.ts'
import { partsOf, type StoreParts } from './store-parts.ts'
import type { CollectionStore, SyncedStore } from './store.types.ts'
import { planUndo } from './undo-plan.ts'
import { describeStep, type Done, doneBy, type Step } from './undo-step.ts'
import type { Undone, UndoHistory, UndoOptions, UndoState, UndoStep } from './undo.types.ts'

export type { Undone, UndoHistory, UndoOptions, UndoState, UndoStep, UndoWrite } from './undo.types.ts'

/** Writes that a transaction takes in any case: DynamoDB applies 100 items at once, and a row is up to three of them. */
const mostTogether = 30

/**
 * Remembers what is written through a store from now on, so that it can be undone and done again.
 *
 * Writes that are refused leave the history; what others write is not in it.
 */
export function createUndo<TModel extends AnyModel>(
  store: CollectionStore<TModel>,
  options: UndoOptions<TModel['names'][number]> = {},
): UndoHistory<TModel> {
  const history: unknown = createHistory(partsOf(store), options, conflictsOf(store))
  // Sound: the store's own writes are the only ones that are in it.
  return history as UndoHistory<TModel>
}

function createHistory(
  parts: StoreParts,
  { limit = 100, label }: UndoOptions,
  conflicts: Conflicts | undefined,
): UndoHistory {
  const stacks = createStacks(limit)
  let state: UndoState | undefined
  let own: Done[] | undefined

  const doneNow = (operations: readonly Operation[]): Done[] =>
    operations.map((operation) => doneBy(parts.fold, parts.loader, operation))

  const stop = parts.queue.listen((added) => {
    if (own) return void own.push(...doneNow(added))
    const group = added[0]?.group
    const last = stacks.last('undo')
    const step = last && group && last.group === group ? last : { group, origin: undefined, done: [] }
    step.done.push(...doneNow(added))
    if (step !== last) stacks.begin(step)
    for (const operation of added) stacks.watch(step, operation)
    stacks.changed()
  })
  stacks.subscribe(() => (state = undefined))

  const move = (from: StackName, to: StackName): Undone => {
    assertDecided(conflicts, stacks.last(from))
    const step = stacks.pop(from)
    if (!step) return { confirmed: Promise.resolve() }
    const back: Step = { group: undefined, origin: step, done: [] }
    try {
      for (const { operation } of step.done) parts.begin(operation.entity.name)
      const operations = planUndo(parts, step)
      own = back.done
      send(parts, operations)
      if (operations.length > 0) stacks.push(to, back)
      for (const operation of operations) stacks.watch(back, operation, from)
      return { confirmed: confirmedAll(operations) }
    } finally {
      own = undefined
      stacks.changed()
    }
  }

  const describe = (name: StackName): UndoStep | null => {
    const step = stacks.last(name)
    return step ? describeStep(step, label) : null
  }

  return {
    undo: () => move('undo', 'redo'),
    redo: () => move('redo', 'undo'),
    canUndo: () => stacks.last('undo') !== undefined,
    canRedo: () => stacks.last('redo') !== undefined,
    get: () => (state ??= { undo: describe('undo'), redo: describe('redo') }),
    subscribe: stacks.subscribe,
    clear: stacks.clear,
    dispose() {
      stop()
      stacks.clear()
    },
  }
}

type Conflicts = Readable<readonly { readonly id: string }[]>

/** Of a store with `feedSync`. */
function conflictsOf<TModel extends AnyModel>(
  store: CollectionStore<TModel> | SyncedStore<TModel>,
): Conflicts | undefined {
  return 'conflicts' in store ? store.conflicts : undefined
}

/** What becomes of the rows is not known before someone has decided about their conflict; the step stays. */
function assertDecided(conflicts: Conflicts | undefined, step: Step | undefined): void {
  const waiting = new Set(conflicts?.get().map(({ id }) => id))
  const found = step?.done.find(({ operation }) => waiting.has(operation.id))
  if (!found) return
  const { entity, key, kind } = found.operation
  const message = `A conflict about this ${entity.singular} waits in \`conflicts\`: resolve it first.`
  throw new CollectionsError('conflict', message, { entity: entity.name, key, operation: kind })
}

type StackName = 'redo' | 'undo'

/** The steps that can be undone, and those that can be done again. */
function createStacks(limit: number) {
  const steps: Record<StackName, Step[]> = { undo: [], redo: [] }
  const { emit: changed, subscribe } = createEmitter()

  const push = (name: StackName, step: Step): void => {
    steps[name].push(step)
    steps[name].splice(0, steps[name].length - limit)
  }

  /** Nothing is left to undo of what was refused; an undo that was refused may be tried again, in its old place. */
  const drop = (step: Step, operation: Operation, from: StackName | undefined): void => {
    const index = step.done.findIndex((done) => done.operation === operation)
    if (index >= 0) step.done.splice(index, 1)
    for (const stack of Object.values(steps)) {
      const at = stack.indexOf(step)
      if (at < 0 || step.done.length > 0) continue
      stack.splice(at, 1)
      // Of a step whose own writes were refused too, nothing is left.
      if (from && step.origin && step.origin.done.length > 0) push(from, step.origin)
    }
    changed()
  }

  return {
    changed,
    subscribe,
    push,
    pop: (name: StackName) => steps[name].pop(),
    last: (name: StackName) => steps[name].at(-1),
    /** What was undone cannot be done again once something else was done. */
    begin(step: Step) {
      steps.redo = []
      push('undo', step)
    },
    watch(step: Step, operation: Operation, from?: StackName) {
      operation.confirmed.then(
        () => {
          // The other side of a conflict was taken, or what was typed is what was there.
          const isNothing = operation.kind === 'update' && Object.keys(operation.values).length === 0
          if (isNothing) drop(step, operation, undefined)
        },
        () => drop(step, operation, from),
      )
    },
    clear() {
      steps.undo = []
      steps.redo = []
      changed()
    },
  }
}

/** All at once where that can be; else in their order, parents first. */
function send({ queue, together }: StoreParts, operations: readonly Operation[]): void {
  const isOne = operations.length > 1 && operations.length <= mostTogether
  if (!together || !isOne) return queue.enqueue(operations)
  together(() => {
    for (const operation of operations) queue.enqueue([operation])
  })
}

function confirmedAll(operations: readonly Operation[]): Promise<void> {
  const confirmed = Promise.all(operations.map((operation) => operation.confirmed)).then(() => {})
  // `onError` tells of it too.
  confirmed.catch(() => {})
  return confirmed
}

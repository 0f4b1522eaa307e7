import { deepEquals } from '@tanstack/db'
import type { AnyModel, EntityName, EntityOf } from '@throughline/schema'
import type { Operation } from './operation.ts'
import type { PacedOptions, PacedUpdate } from './paced.types.ts'
import { partsOf, type StoreParts } from './store-parts.ts'
import type { CollectionStore, RowKey } from './store.types.ts'
import type { Values } from './values.ts'

export type { PacedOptions, PacedUpdate } from './paced.types.ts'

/**
 * Updates a row while someone types: each change is shown at once, and what was changed until a pause is one mutation.
 *
 * It is on the row as it was when the first change was made, for conflicts as well. Other writes of the row wait for it.
 */
export function pacedUpdate<TModel extends AnyModel, TName extends EntityName<TModel>>(
  store: CollectionStore<TModel>,
  entity: TName,
  key: RowKey<EntityOf<TModel, TName>>,
  options: PacedOptions = {},
): PacedUpdate<TModel, TName> {
  const paced: unknown = createPaced(partsOf(store), entity, key, options)
  // Sound: rows are of the entity by its name.
  return paced as PacedUpdate<TModel, TName>
}

/** The same, before its entity is known. */
export interface AnyPacedUpdate {
  readonly update: (changes: Values) => { readonly row: Values; readonly confirmed: Promise<unknown> }
  readonly flush: () => void
  readonly cancel: () => void
}

export function createPaced(
  { fold, queue, edit }: StoreParts,
  name: string,
  of: string | Values,
  { wait = 300, strategy = 'debounce' }: PacedOptions,
): AnyPacedUpdate {
  /** Shown, and held back; `waiting` keeps it from being sent. */
  let held: Operation | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const stop = (): void => {
    clearTimeout(timer)
    timer = undefined
  }

  const release = (values: Values | undefined): void => {
    stop()
    const operation = held
    held = undefined
    // Ended: its store was disposed, or its row was never made.
    if (operation?.state !== 'waiting') return
    operation.values = values ?? {}
    if (Object.keys(operation.values).length === 0) return queue.settle(() => queue.settle.done(operation))
    operation.state = 'queued'
    queue.send()
  }

  const flush = (): void => release(held && differing(held))

  const hold = (operation: Operation): Operation => {
    operation.state = 'waiting'
    queue.enqueue([operation])
    return operation
  }

  return {
    flush,
    cancel: () => release(undefined),
    update(changes) {
      const { key, row, operation } = edit(name, of, changes)
      const { pending, rows } = fold.table(name)
      // Another write came on top, which is not to be changed by what is typed after it.
      if (held && (held.state !== 'waiting' || pending.get(key)?.at(-1) !== held)) flush()
      if (held) addTo(fold, held, operation?.values)
      else if (operation) held = hold(operation)
      else return { row, confirmed: Promise.resolve(row) }
      if (strategy === 'debounce') stop()
      timer ??= setTimeout(flush, wait)
      return { row: rows.get(key) ?? row, confirmed: held.confirmed }
    },
  }
}

function addTo(fold: StoreParts['fold'], held: Operation, values: Values = {}): void {
  held.values = { ...held.values, ...values }
  fold.batch(() => fold.changed(held))
}

/** What is left to send where some of what was typed is what was there. */
function differing({ values, before }: Operation): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !deepEquals(value, before[name])),
  )
}

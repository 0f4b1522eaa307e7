import type { AnyModel } from '@throughline/schema'
import { CollectionsError } from '../../collections-error.ts'
import { type Operation, overlap, rebase } from '../../operation.ts'
import { prepareInsert, prepareUpdate } from '../../prepare-write.ts'
import type { PushQueue } from '../../push-queue.ts'
import { detailsOf } from '../../settle-operations.ts'
import { type Values, withoutManaged } from '../../values.ts'
import type { FeedFold } from '../feed-fold.ts'
import type { Mirror } from './outbox-mirror.ts'
import type { Outbox } from './outbox.types.ts'
import type { Parking } from './stored-outbox.types.ts'
import { takeBack } from './take-back.ts'

interface ParkingOptions {
  readonly model: AnyModel
  readonly fold: FeedFold
  readonly queue: PushQueue
  readonly mirror: Mirror
  readonly release: (operation: Operation) => void
}

export function createParking(options: ParkingOptions): Parking {
  const { queue } = options
  const { settle, operations } = queue
  const parked = createParked(options)

  const find = (id: string): Operation => {
    const found = [...operations].find((operation) => operation.id === id)
    if (found) return found
    throw new CollectionsError('not_found', `No write with the id "${id}" waits any more.`)
  }

  const outbox: Outbox = {
    retry(id) {
      const chosen = id === undefined ? operations : (find(id).group ?? [find(id)])
      settle(() => {
        for (const one of chosen) if (one.state === 'parked') parked.unpark(one)
      })
      queue.send()
    },
    edit(id, changes) {
      const operation = find(id)
      if (operation.state !== 'parked') throw notParked(operation)
      const values = editedValues(options, operation, changes)
      settle(() => {
        parked.correct(operation, values)
        for (const one of operation.group ?? []) if (one.state === 'parked') parked.unpark(one)
      })
      queue.send()
    },
    discard(id) {
      const operation = find(id)
      // One that failed may have been applied; then the feed tells.
      if (operation.state === 'sent' && !operation.error) throw notParked(operation)
      settle(() => {
        for (const one of operation.group ?? [operation]) parked.drop(one)
      })
      queue.send()
    },
  }

  return { outbox, enqueue: createEnqueue(options, parked) }
}

type Parked = ReturnType<typeof createParked>

/** What becomes of writes that were refused; inside `settle`. */
function createParked(options: ParkingOptions) {
  const { fold, mirror } = options

  const unpark = (operation: Operation): void => {
    const tracked = mirror.of(operation)
    if (operation.error?.code === 'conflict') putOnTheirs(fold, operation)
    operation.error = undefined
    operation.attempts = 0
    tracked.isAlone = true
    operation.state = tracked.sent && !operation.group ? 'sent' : 'queued'
    fold.changed(operation)
  }

  return {
    /** Sends it as it was edited. */
    unpark,
    /** With other values: at another place. */
    correct(operation: Operation, values: Values): void {
      const tracked = mirror.of(operation)
      // It may have been applied there.
      operation.isDoubtful ||= tracked.sent !== undefined
      tracked.sent = undefined
      operation.values = { ...operation.values, ...values }
      unpark(operation)
    },
    drop: (operation: Operation): void =>
      takeBack(options, operation, operation.error ?? discarded(operation)),
  }
}

/** Its conflict is decided: mine stands. */
function putOnTheirs(fold: FeedFold, operation: Operation): void {
  const { entity, key, kind, before } = operation
  const theirs = fold.table(entity.name).base.get(key)?.row
  if (!theirs || kind === 'insert') return
  const met = kind === 'delete' ? Object.keys(theirs) : overlap(operation, theirs)
  operation.before = { ...before, ...Object.fromEntries(met.map((name) => [name, theirs[name]])) }
}

function editedValues({ model, fold }: ParkingOptions, operation: Operation, changes: Values): Values {
  const { entity, kind, values, key, before } = operation
  if (kind === 'insert') return withoutManaged(prepareInsert(model, entity, { ...values, ...changes }))
  const row = fold.table(entity.name).rows.get(key)
  return prepareUpdate(model, entity, row ?? { ...before, ...values }, changes)
}

/** What is edited again, where it was refused, is that edit corrected. */
function createEnqueue({ fold, queue }: ParkingOptions, parked: Parked): Parking['enqueue'] {
  const pendingOf = ({ entity, key }: Operation): readonly Operation[] =>
    fold.table(entity.name).pending.get(key) ?? []

  /** The parked write of a row that an edit corrects: nothing between the two is about the same fields. */
  const correctedBy = (edit: Operation): Operation | undefined => {
    if (edit.kind !== 'update' || edit.group) return undefined
    const list = pendingOf(edit)
    const index = list.findIndex(
      ({ state, group, kind }) => state === 'parked' && !group && kind !== 'delete',
    )
    const fields = Object.keys(edit.values)
    const isFree = list.slice(index + 1).every(({ values }) => fields.every((name) => !(name in values)))
    return isFree ? list[index] : undefined
  }

  /** What was refused of a row that is being deleted, and below it, is of no use any more. */
  const dropBelow = (operation: Operation): void => {
    const { entity, key } = operation
    const table = fold.table(entity.name)
    const below = [...fold.descendants(table, key)].flatMap(
      ([of, childKey]) => of.pending.get(childKey) ?? [],
    )
    for (const one of [...below, ...pendingOf(operation)]) {
      if (one.state !== 'parked') continue
      parked.drop(one)
      // It was shown with what is taken back.
      if (one.entity === entity && one.key === key) rebase(operation, one, one.before)
    }
  }

  /** A row that the server has not taken, and none of its own is known: another's of its key is not what is deleted. */
  const isNeverMade = (operation: Operation): boolean =>
    !fold.table(operation.entity.name).base.has(operation.key) &&
    pendingOf(operation).some(
      ({ kind, state, isDoubtful }) => kind === 'insert' && state === 'parked' && !isDoubtful,
    )

  return (added) => {
    const rest: Operation[] = []
    queue.settle(() => {
      for (const operation of added) {
        const corrected = correctedBy(operation)
        if (corrected) {
          parked.correct(corrected, operation.values)
          corrected.resolve = operation.resolve
          corrected.reject = operation.reject
          continue
        }
        const isTakenBack = operation.kind === 'delete' && isNeverMade(operation)
        if (operation.kind === 'delete') dropBelow(operation)
        if (isTakenBack) queue.settle.done(operation)
        else rest.push(operation)
      }
    })
    queue.enqueue(rest, added)
  }
}

/** What a write that nothing was wrong with is taken back for. */
export function discarded(operation: Operation): CollectionsError {
  return new CollectionsError('rejected', 'This write was discarded.', detailsOf(operation))
}

function notParked(operation: Operation): CollectionsError {
  const message = `This write of ${operation.entity.singular} is under way.`
  return new CollectionsError('rejected', message, detailsOf(operation))
}

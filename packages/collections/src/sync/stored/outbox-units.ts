import type { Mutation } from '@throughline/schema'
import type { SentMutation } from '../../offline/storage.types.ts'
import { type Operation, overlap, toMutation } from '../../operation.ts'
import type { SenderOptions } from '../../push-queue.ts'
import type { Values } from '../../values.ts'
import type { Mirror } from './outbox-mirror.ts'

/** Mutations of one call: far below the 100 items of a DynamoDB transaction. */
export const batchSize = 25

/** What is sent as one mutation: an operation, or successive updates of one row. */
export interface Unit {
  readonly operations: readonly [Operation, ...Operation[]]
}

/** An unit with its place. */
export interface PlacedUnit extends Unit {
  readonly sent: SentMutation
}

export interface UnitOptions {
  readonly mirror: Mirror
  readonly fold: SenderOptions['fold']
}

/** With the updates of the same row that come next and that nothing else holds back. */
export function unitOf({ mirror, fold }: UnitOptions, operation: Operation): Unit {
  const list = fold.table(operation.entity.name).pending.get(operation.key) ?? []
  const isJoined = (one: Operation): boolean => one.kind === 'update' && !mirror.of(one).isAlone
  const operations: [Operation, ...Operation[]] = [operation]
  if (!isJoined(operation)) return { operations }
  const { base } = fold.table(operation.entity.name)
  let row = base.get(operation.key)?.row
  for (const next of list.slice(list.indexOf(operation) + 1)) {
    const isFree = next.waits.every((other) => other.state === 'ended' || operations.includes(other))
    const isQueued = next.state === 'queued' && !next.group && mirror.of(next).known !== undefined
    row = row && { ...row, ...operations.at(-1)?.values }
    // One that has met another's is told of by itself.
    const isBlind = row !== undefined && overlap(next, row).length > 0
    if (!isFree || !isQueued || !isJoined(next) || isBlind) break
    operations.push(next)
  }
  return { operations }
}

/** What a unit does, on the row as it is known here, or was when it was edited. */
export function mutationOf({ fold }: Pick<UnitOptions, 'fold'>, { operations }: Unit): Mutation {
  const [first] = operations
  const values = Object.assign({}, ...operations.map((one): Values => one.values)) as Values
  const base = fold.table(first.entity.name).base.get(first.key)
  return toMutation({ ...first, values }, base?.meta.version ?? first.baseVersion)
}

/** The next that have a place, of one client and in its order; `isLeft` of those that are sent by themselves. */
export function nextPlaced({ mirror }: UnitOptions, isLeft: (operation: Operation) => boolean): PlacedUnit[] {
  const units = new Map<string, PlacedUnit & { operations: [Operation, ...Operation[]] }>()
  for (const { operation, sent } of mirror.all.values()) {
    if (operation.state !== 'sent' || operation.group || !sent || isLeft(operation)) continue
    const name = `${sent.clientId} ${sent.seq}`
    const unit = units.get(name)
    if (unit) unit.operations.push(operation)
    else units.set(name, { sent, operations: [operation] })
  }
  const [first] = units.values()
  if (!first) return []
  const own = [...units.values()]
    .filter(({ sent }) => sent.clientId === first.sent.clientId)
    .toSorted((one, other) => one.sent.seq - other.sent.seq)
  const batch: PlacedUnit[] = []
  for (const unit of own.slice(0, batchSize)) {
    const last = batch.at(-1)
    if (last && unit.sent.seq !== last.sent.seq + 1) break
    batch.push(unit)
  }
  return batch
}

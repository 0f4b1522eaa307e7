import type {
  AnyModel,
  Change,
  KeyValues,
  Mutation,
  MutationOutcome,
  SnapshotRow,
  StoredRow,
} from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { ApiError } from '../api-error.ts'
import { makeReviver, makeWriter } from '../wire.ts'
import type { PushRequest } from './sync-inputs.ts'

type Values = Readonly<Record<string, unknown>>

/** What a server writes as JSON can hold it, and reads as it was. */
export interface SyncWire {
  /** @throws {ApiError} BAD_REQUEST for values that go too deep. */
  readonly readMutation: (mutation: PushRequest['mutations'][number]) => Mutation
  readonly writeStored: (entity: string, stored: StoredRow) => StoredRow
  readonly writeOutcome: <T extends MutationOutcome>(entity: string, outcome: T) => T
  readonly writeRow: (row: SnapshotRow) => SnapshotRow
  /** Without what the row was before, which is for the server alone. */
  readonly writeChange: (change: Change) => Change
}

const wires = new WeakMap<AnyModel, SyncWire>()

/** The wire of a model's sync. */
export function syncWire(model: AnyModel): SyncWire {
  const wire = wires.get(model) ?? createSyncWire(model)
  wires.set(model, wire)
  return wire
}

function createSyncWire(model: AnyModel): SyncWire {
  const entities = model.names.map((name) => [name, entityOf(model, name)] as const)
  const readers = new Map(entities.map(([name, entity]) => [name, makeReviver(entity, 'input')]))
  const writers = new Map(entities.map(([name, entity]) => [name, makeWriter(entity, 'output')]))

  const read = (entity: string, values: Values): Values => {
    try {
      return readers.get(entity)?.(values) ?? values
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new ApiError({ code: 'BAD_REQUEST', message: 'The values go too deep.', cause: error })
    }
  }
  const writeStored: SyncWire['writeStored'] = (entity, { row, meta, withheld }) => ({
    row: writers.get(entity)?.(row) ?? row,
    meta,
    ...(withheld && { withheld }),
  })

  return {
    writeStored,
    readMutation(pushed) {
      const { mutationId, entity } = pushed
      if (pushed.op === 'insert') return { op: 'insert', mutationId, entity, row: read(entity, pushed.row) }
      const { baseVersion } = pushed
      const based = baseVersion !== undefined && { baseVersion }
      // Sound: a key is checked by the store before it is used, as every store does with `writeTarget`.
      const key = pushed.key as KeyValues
      if (pushed.op === 'delete') return { op: 'delete', mutationId, entity, key, ...based }
      const unset = Object.fromEntries((pushed.unset ?? []).map((field) => [field, undefined]))
      const changes = read(entity, { ...pushed.changes, ...unset })
      return { op: 'update', mutationId, entity, key, changes, ...based }
    },
    writeOutcome: (entity, outcome) =>
      'stored' in outcome && outcome.stored
        ? { ...outcome, stored: writeStored(entity, outcome.stored) }
        : outcome,
    writeRow: ({ entity, ...stored }) => ({ entity, ...writeStored(entity, stored) }),
    writeChange(change) {
      const { before: _before, ...told } = change
      return told.op === 'put' ? { ...told, stored: writeStored(told.entity, told.stored) } : told
    },
  }
}

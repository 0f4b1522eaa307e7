import type {
  AnyModel,
  Change,
  LiveEvent,
  Mutation,
  SnapshotRow,
  StoredRow,
  SyncOutcome,
} from '@throughline/schema'
import { entityOf } from '@throughline/schema/adapter'
import { makeReviver, makeWriter } from '../wire.ts'

/** A mutation as JSON can hold it. */
export type SentMutation = Mutation & { readonly unset?: readonly string[] }

/** Writes what goes to the server, and reads what comes back as it was: dates as dates, sets as sets. */
export interface WireReader {
  readonly writeMutation: (mutation: Mutation) => SentMutation
  readonly readStored: (entity: string, stored: StoredRow) => StoredRow
  readonly readRow: (row: SnapshotRow) => SnapshotRow
  readonly readChange: (change: Change) => Change
  readonly readOutcome: <T extends SyncOutcome>(entity: string | undefined, outcome: T) => T
  /** `undefined` for a kind of event that this client does not know yet. */
  readonly readEvent: (event: LiveEvent) => LiveEvent | undefined
}

/** Makes the reader of a model's wire. */
export function createWireReader(model: AnyModel): WireReader {
  const entities = model.names.map((name) => [name, entityOf(model, name)] as const)
  const revivers = new Map(entities.map(([name, entity]) => [name, makeReviver(entity, 'output')]))
  const writers = new Map(entities.map(([name, entity]) => [name, makeWriter(entity, 'input')]))

  const readStored: WireReader['readStored'] = (entity, stored) => {
    const revive = revivers.get(entity)
    return revive ? { ...stored, row: revive(stored.row) } : stored
  }
  const readChange: WireReader['readChange'] = (change) =>
    change.op === 'put' ? { ...change, stored: readStored(change.entity, change.stored) } : change

  return {
    readStored,
    readChange,
    writeMutation: (mutation) => toWire(mutation, writers.get(mutation.entity)),
    readRow: (row) => ({ entity: row.entity, ...readStored(row.entity, row) }),
    readOutcome: (entity, outcome) =>
      entity !== undefined && 'stored' in outcome && outcome.stored
        ? { ...outcome, stored: readStored(entity, outcome.stored) }
        : outcome,
    readEvent(event) {
      if (event.kind === 'changes') return { ...event, changes: event.changes.map(readChange) }
      return event.kind === 'open' || event.kind === 'pull' || event.kind === 'reset' ? event : undefined
    },
  }
}

/** JSON drops what is `undefined`: fields that an update removes travel by name. */
function toWire(mutation: Mutation, write: ReturnType<typeof makeWriter> = (values) => values): SentMutation {
  if (mutation.op === 'delete') return mutation
  if (mutation.op === 'insert') {
    const row = write(mutation.row)
    return row === mutation.row ? mutation : { ...mutation, row }
  }
  const changes = write(mutation.changes)
  const unset = Object.entries(mutation.changes).flatMap(([field, value]) =>
    value === undefined ? [field] : [],
  )
  return changes === mutation.changes && unset.length === 0
    ? mutation
    : { ...mutation, changes, ...(unset.length > 0 && { unset }) }
}

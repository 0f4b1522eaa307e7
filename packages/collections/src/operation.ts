import { deepEquals, safeRandomUUID } from '@tanstack/db'
import { type AnyModelEntity, isManagedField, type KeyValues, type Mutation } from '@throughline/schema'
import { keyOf, keyString, writtenValues } from '@throughline/schema/adapter'
import type { CollectionsError, Conflict } from './collections-error.ts'
import type { Values } from './values.ts'

export type OperationKind = 'delete' | 'insert' | 'update'

/** One write that the server has not confirmed yet. */
export interface Operation {
  readonly id: string
  readonly kind: OperationKind
  readonly entity: AnyModelEntity
  /** Own key of the row, as one string. */
  readonly key: string
  /** The fields that name the row in the table. */
  readonly path: KeyValues
  /** The whole row of an insert, the changed fields of an update, nothing of a delete; never managed fields. */
  values: Values
  /** Managed fields as they are shown until the server says; none for a delete. */
  readonly managed: Values
  /** Shown before the server has confirmed it. */
  readonly optimistic: boolean
  /** The row when the edit began; `{}` for an insert. */
  before: Values
  /** The version that the row had then, or that the own edit before it left; `undefined` where the server had none yet. */
  baseVersion: number | undefined
  /** Operations that must have ended before this one is sent. */
  waits: readonly Operation[]
  /** `waiting`: someone has to say what becomes of its conflict. `parked`: it was refused, and is kept. */
  state: 'ended' | 'parked' | 'queued' | 'sent' | 'waiting'
  /** Why it is parked, or why the last try to send it failed. */
  error: CollectionsError | undefined
  /** It outlives this tab. */
  isStored: boolean
  /** It may have been applied although its outcome is not known. */
  isDoubtful: boolean
  /** Those that are applied together with it, itself among them. */
  group: readonly Operation[] | undefined
  /** How often it was sent. */
  attempts: number
  /** Resolves with the server's row, `undefined` for a delete. */
  readonly confirmed: Promise<Values | undefined>
  resolve: (row: Values | undefined) => void
  reject: (error: unknown) => void
}

interface OperationInput {
  readonly kind: OperationKind
  readonly entity: AnyModelEntity
  /** The row that the operation is about, as it is or will be. */
  readonly row: Values
  readonly values: Values
  readonly before: Values
  readonly optimistic?: boolean
}

export function createOperation(input: OperationInput): Operation {
  const { kind, entity, row, values, before, optimistic = true } = input
  const key = keyString(entity, row)
  const path = keyOf(entity, row)
  const managed = managedValues(kind, entity)
  return newOperation({ id: safeRandomUUID(), kind, entity, key, path, values, managed, optimistic, before })
}

type OperationFields = Pick<
  Operation,
  'before' | 'entity' | 'id' | 'key' | 'kind' | 'managed' | 'optimistic' | 'path' | 'values'
>

/** One that has not been sent, whatever it was made of. */
export function newOperation(fields: OperationFields): Operation {
  let resolve: Operation['resolve'] = () => {}
  let reject: Operation['reject'] = () => {}
  const confirmed = new Promise<Values | undefined>((yes, no) => {
    resolve = yes
    reject = no
  })
  // The store's `onError` tells of the failure too, so a caller may leave the promise alone.
  confirmed.catch(() => {})
  return {
    ...fields,
    baseVersion: undefined,
    waits: [],
    state: 'queued',
    error: undefined,
    isStored: false,
    isDoubtful: false,
    group: undefined,
    attempts: 0,
    confirmed,
    resolve,
    reject,
  }
}

function managedValues(kind: OperationKind, { managed }: AnyModelEntity): Values {
  const now = new Date().toISOString()
  const shown: Record<string, unknown> = {
    updatedAt: now,
    ...(kind === 'insert' && { createdAt: now, version: 1 }),
  }
  return Object.fromEntries(managed.flatMap((name) => (name in shown ? [[name, shown[name]]] : [])))
}

/** What a row looks like once an operation is done to it. */
export function applyOperation(row: Values | undefined, operation: Operation): Values | undefined {
  if (!operation.optimistic) return row
  if (operation.kind === 'delete') return undefined
  // A row that is there already is the server's answer to this very insert, read before its acknowledgement.
  if (operation.kind === 'insert') return row ?? { ...operation.values, ...operation.managed }
  return row && { ...row, ...operation.values, ...operation.managed }
}

/** The mutation that the transport sends; a new id each time, since an id names one payload. */
export function toMutation(operation: Operation, baseVersion: number | undefined): Mutation {
  const { kind, entity, path } = operation
  // Shown as it is read, sent as it is written.
  const values = writtenValues(entity, operation.values)
  const mutation = {
    mutationId: safeRandomUUID(),
    entity: entity.name,
    op: kind,
    ...(kind === 'insert' ? { row: values } : { key: path }),
    ...(kind === 'update' && { changes: values }),
    ...(baseVersion !== undefined && { baseVersion }),
  }
  // Sound: the values passed the entity's own variants before the operation was made.
  return mutation as unknown as Mutation
}

/** The fields in which an edit and the row that the server has now cannot both stand. */
export function overlap(operation: Operation, theirs: Values): string[] {
  const { kind, values, before } = operation
  if (kind === 'insert') return []
  const touched =
    kind === 'update' ? Object.keys(values) : Object.keys(before).filter((name) => !isManagedField(name))
  return touched.filter(
    (name) =>
      !deepEquals(theirs[name], before[name]) &&
      !(kind === 'update' && deepEquals(theirs[name], values[name])),
  )
}

/** Base, mine and theirs of an edit that met another's. */
export function toConflict(operation: Operation, theirs: Values): Conflict {
  const { kind, values, before } = operation
  const isDelete = kind === 'delete'
  return {
    base: before,
    mine: isDelete ? null : values,
    theirs,
    fields: isDelete ? [] : overlap(operation, theirs),
  }
}

/**
 * After `done` ended: what a later edit of the row began from is now what came of it, the server's row or, where it was
 * taken back, the row before.
 */
export function rebase(later: Operation, done: Operation, row: Values): void {
  const changed = Object.keys(done.values).filter((name) => deepEquals(later.before[name], done.values[name]))
  later.before = { ...later.before, ...Object.fromEntries(changed.map((name) => [name, row[name]])) }
}

import {
  type AnyModelEntity,
  type KeyValues,
  type Mutation,
  type MutationOutcome,
  type Store,
  type StoredRow,
  toLabel,
} from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { initTRPC } from '@trpc/server'
import { ApiError, isStoreError, rejectionCodes, toApiError } from './api-error.ts'
import { createInput, deleteInput, listInput, updateInput } from './input-schemas.ts'
import { makeReviver, makeWriter } from './wire.ts'

/** The plainest procedure builder there is: the procedures of a model read neither context nor meta. */
export type BaseProcedure = ReturnType<typeof initTRPC.create>['procedure']

type Values = Readonly<Record<string, unknown>>

/** Runs a resolver's work; whatever it throws leaves as the error that the client is to see. */
export async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toApiError(error)
  }
}

/** Changes with the fields to remove as `undefined`, which JSON could not carry. */
export function withUnset(changes: Values, unset: readonly string[] = []): Values {
  return { ...changes, ...Object.fromEntries(unset.map((field) => [field, undefined])) }
}

/** Makes the function that reads what a client wrote; data that the stack cannot take is the client's fault. */
export function inputReviver(entity: AnyModelEntity): (values: Values) => Values {
  const revive = makeReviver(entity, 'input')
  return (values) => {
    try {
      return revive(values)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new ApiError({ code: 'BAD_REQUEST', message: 'The values go too deep.', cause: error })
    }
  }
}

/** Makes the function that writes a stored row as JSON can hold it. */
export function rowWriter(entity: AnyModelEntity): <T extends StoredRow | null>(stored: T) => T {
  const write = makeWriter(entity, 'output')
  return (stored) => {
    const row = stored && write(stored.row)
    return !stored || row === stored.row ? stored : { ...stored, row }
  }
}

/** The five procedures of one entity over a store. */
export function entityProcedures(entity: AnyModelEntity, store: Store, procedure: BaseProcedure) {
  const revive = inputReviver(entity)
  const toWire = rowWriter(entity)
  const write = (mutation: Mutation): Promise<StoredRow | null> =>
    answer(async () => toWire(await pushOne(entity, store, mutation)))
  const envelope = () => ({ mutationId: crypto.randomUUID(), entity: entity.name })

  return {
    list: procedure.input(listInput(entity)).query(({ input, signal }) =>
      answer(async () => {
        const { items, cursor } = await listPage(entity, store, input ?? {}, signal)
        return { items: items.map(toWire), cursor }
      }),
    ),
    byId: procedure.input(entity.variants.key).query(({ input }) =>
      answer(async () => {
        const stored = await store.get(entity.name, input)
        if (stored) return toWire(stored)
        throw new ApiError({ code: 'NOT_FOUND', message: `This ${labelOf(entity)} does not exist.` })
      }),
    ),
    create: procedure
      .input(createInput)
      .mutation(({ input }) => write({ ...envelope(), op: 'insert', row: revive(input) })),
    update: procedure.input(updateInput(entity)).mutation(({ input: { key, changes, unset, baseVersion } }) =>
      write({
        ...envelope(),
        op: 'update',
        key,
        changes: revive(withUnset(changes, unset)),
        ...(baseVersion !== undefined && { baseVersion }),
      }),
    ),
    delete: procedure
      .input(deleteInput(entity))
      .mutation(({ input: { key, baseVersion } }) =>
        write({ ...envelope(), op: 'delete', key, ...(baseVersion !== undefined && { baseVersion }) }),
      ),
  }
}

interface ListRequest {
  readonly limit?: number | undefined
  readonly cursor?: string | null | undefined
  readonly where?: KeyValues | undefined
}

async function listPage(
  entity: AnyModelEntity,
  store: Store,
  request: ListRequest,
  signal: AbortSignal | undefined,
) {
  const { limit, cursor, where } = request
  const options = { ...(limit !== undefined && { limit }), cursor: cursor ?? undefined, signal }
  try {
    return await (where ? store.query(entity.name, { ...options, where }) : store.list(entity.name, options))
  } catch (error) {
    // All else that a store can find invalid about a list was checked before.
    if (typeof cursor !== 'string' || !isStoreError(error) || error.code !== 'invalid') throw error
    const message = 'The cursor is not one of this list. Start again without it.'
    throw new ApiError({
      code: 'BAD_REQUEST',
      message,
      issues: [{ path: ['cursor'], message }],
      cause: error,
    })
  }
}

/** A plain write is a push of one: its outcome is the answer, or the error. */
async function pushOne(entity: AnyModelEntity, store: Store, mutation: Mutation): Promise<StoredRow | null> {
  const [outcome] = await store.push([mutation])
  if (!outcome) throw new Error(`The store answered a push of one to "${entity.name}" with no outcome.`)
  if (outcome.status === 'applied') return outcome.stored
  throw await refusal(entity, store, mutation, outcome)
}

async function refusal(
  entity: AnyModelEntity,
  store: Store,
  mutation: Mutation,
  outcome: Exclude<MutationOutcome, { status: 'applied' }>,
): Promise<ApiError> {
  if (outcome.status === 'conflict') {
    const message = `This ${labelOf(entity)} was changed by someone else in the meantime.`
    return new ApiError({ code: 'CONFLICT', message, stored: rowWriter(entity)(outcome.stored) })
  }
  const { code, message, issues } = outcome
  const taken = code === 'already_exists' && mutation.op === 'insert'
  return new ApiError({
    code: rejectionCodes[code],
    message,
    ...(issues.length > 0 && { issues }),
    ...(taken && { stored: await currentRow(entity, store, mutation.row) }),
  })
}

async function currentRow(entity: AnyModelEntity, store: Store, row: Values): Promise<StoredRow | undefined> {
  const stored = await store.get(entity.name, keyOf(entity, row))
  return stored && rowWriter(entity)(stored)
}

function labelOf(entity: AnyModelEntity): string {
  return toLabel(entity.singular).toLowerCase()
}

import {
  type AnyModelEntity,
  type KeyValues,
  type Mutation,
  type MutationOutcome,
  type StoredRow,
  toLabel,
} from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { GuardedStore } from '@throughline/schema/policy'
import { ApiError, isStoreError, rejectionCodes } from '../api-error.ts'
import { reviveSafely } from '../revive-safely.ts'
import { rowWriter } from '../row-writer.ts'
import { makeReviver } from '../wire.ts'

type Values = Readonly<Record<string, unknown>>
type Outcome = MutationOutcome

/** What became of one row of `createMany`, on the wire. */
type CreateOutcome =
  | { readonly status: 'applied'; readonly stored: StoredRow | null }
  | Omit<Extract<Outcome, { status: 'rejected' }>, 'mutationId'>

interface UpdateRequest {
  readonly key: KeyValues
  readonly changes: Values
  readonly unset?: readonly string[] | undefined
  readonly baseVersion?: number | undefined
}

/** The mutations of one entity, each through the view of the user who asks; a plain write is a push of one. */
export interface EntityWrites {
  readonly create: (view: GuardedStore, row: Values) => Promise<StoredRow | null>
  readonly createMany: (
    view: GuardedStore,
    request: { readonly rows: readonly Values[]; readonly atomic?: boolean | undefined },
    signal: AbortSignal | undefined,
  ) => Promise<{ readonly outcomes: readonly CreateOutcome[] }>
  readonly update: (view: GuardedStore, request: UpdateRequest) => Promise<StoredRow | null>
  readonly delete: (
    view: GuardedStore,
    request: Pick<UpdateRequest, 'baseVersion' | 'key'>,
  ) => Promise<StoredRow | null>
  readonly reveal: (
    view: GuardedStore,
    request: { readonly key: KeyValues; readonly fields: readonly string[] },
  ) => Promise<StoredRow>
  readonly toWire: (stored: StoredRow) => StoredRow
}

/** Makes the mutations of an entity. */
export function makeEntityWrites(entity: AnyModelEntity): EntityWrites {
  const reviver = makeReviver(entity, 'input')
  const revive = (values: Values): Values => reviveSafely(() => reviver(values))
  const toWire = rowWriter(entity)
  const envelope = () => ({ mutationId: crypto.randomUUID(), entity: entity.name })
  const insert = (row: Values): Mutation => ({ ...envelope(), op: 'insert', row: revive(row) })

  const write = async (view: GuardedStore, mutation: Mutation): Promise<StoredRow | null> => {
    const [outcome] = await view.push([mutation])
    if (!outcome) throw new Error(`The store answered a push of one to "${entity.name}" with no outcome.`)
    if (outcome.status === 'applied') return outcome.stored && toWire(outcome.stored)
    throw await refusal(entity, view, mutation, outcome, toWire)
  }

  return {
    toWire,
    create: (view, row) => write(view, insert(row)),
    async createMany(view, { rows, atomic }, signal) {
      if (rows.length === 0) return { outcomes: [] }
      const mutations = rows.map(insert)
      const outcomes = await (atomic
        ? view.transact(mutations, { signal })
        : view.push(mutations, { signal }))
      return { outcomes: outcomes.map((outcome) => createOutcome(outcome, toWire)) }
    },
    update: (view, { key, changes, unset, baseVersion }) =>
      write(view, {
        ...envelope(),
        op: 'update',
        key,
        changes: revive(withUnset(changes, unset)),
        ...(baseVersion !== undefined && { baseVersion }),
      }),
    delete: (view, { key, baseVersion }) =>
      write(view, { ...envelope(), op: 'delete', key, ...(baseVersion !== undefined && { baseVersion }) }),
    reveal: async (view, { key, fields }) => toWire(await view.reveal(entity.name, key, fields)),
  }
}

/** Changes with the fields to remove as `undefined`, which JSON could not carry. */
function withUnset(changes: Values, unset: readonly string[] = []): Values {
  return { ...changes, ...Object.fromEntries(unset.map((field) => [field, undefined])) }
}

function createOutcome(outcome: Outcome, toWire: EntityWrites['toWire']): CreateOutcome {
  if (outcome.status === 'applied') {
    return { status: 'applied', stored: outcome.stored && toWire(outcome.stored) }
  }
  if (outcome.status === 'conflict') throw new Error('The store met a version where none was asked for.')
  const { status, code, message, issues } = outcome
  return { status, code, message, issues }
}

async function refusal(
  entity: AnyModelEntity,
  view: GuardedStore,
  mutation: Mutation,
  outcome: Exclude<Outcome, { status: 'applied' }>,
  toWire: EntityWrites['toWire'],
): Promise<ApiError> {
  if (outcome.status === 'conflict') {
    const message = `This ${toLabel(entity.singular).toLowerCase()} was changed by someone else in the meantime.`
    return new ApiError({ code: 'CONFLICT', message, stored: toWire(outcome.stored) })
  }
  const { code, message, issues } = outcome
  const taken = code === 'already_exists' && mutation.op === 'insert'
  const stored = taken ? await visibleRow(view, entity, mutation.row) : undefined
  return new ApiError({
    code: rejectionCodes[code],
    message,
    ...(issues.length > 0 && { issues }),
    stored: stored && toWire(stored),
  })
}

/** The row that has the key of one that could not be created, where this user may see it. */
async function visibleRow(
  view: GuardedStore,
  entity: AnyModelEntity,
  row: Values,
): Promise<StoredRow | undefined> {
  try {
    return await view.get(entity.name, keyOf(entity, row))
  } catch (error) {
    if (isStoreError(error) && error.code === 'denied') return undefined
    throw error
  }
}

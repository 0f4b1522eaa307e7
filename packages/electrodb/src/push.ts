import {
  type AnyModel,
  type AnyModelEntity,
  type KeyValues,
  type Mutation,
  type MutationOutcome,
  StoreError,
  type StoredRow,
} from '@throughline/schema'
import {
  parentKeyOf,
  parentMissing,
  planWrite,
  rejected,
  writeTarget,
  type WriteTarget,
} from '@throughline/schema/adapter'
import { type Backoff, pause } from './backoff.ts'
import { UnstorableValue } from './codec.ts'
import type { Connection } from './connection.ts'
import { deleteRow, sweepChildren } from './delete.ts'
import type { EntityItems } from './item.ts'
import { readRow } from './read.ts'
import type { Step, TransactionResult } from './transaction.ts'
import { lockSteps, transactWithLocks } from './unique.ts'

/** Between two tries of one mutation that met another write. */
const backoff: Backoff = { tries: 12, base: 20, cap: 1_000 }

/** Applies mutations in order, each in one transaction; one outcome each. */
export async function pushMutations(
  connection: Connection,
  model: AnyModel,
  mutations: readonly Mutation[],
): Promise<MutationOutcome[]> {
  const outcomes: MutationOutcome[] = []
  for (const mutation of mutations) {
    const target = writeTarget(model, mutation)
    outcomes.push('status' in target ? target : await apply(connection, mutation, target))
  }
  return outcomes
}

/** Reads, plans and writes on condition; a write that came in between is met by doing the same anew. */
async function apply(
  connection: Connection,
  mutation: Mutation,
  target: WriteTarget,
): Promise<MutationOutcome> {
  let cause: unknown
  for (let attempt = 0; attempt < backoff.tries; attempt += 1) {
    if (attempt > 0) await pause(backoff, attempt - 1)
    const result = await tryOnce(connection, mutation, target)
    if ('status' in result) return result
    cause = result.cause
  }
  throw new StoreError(
    'throttled',
    `Other writes of the same ${target.entity.singular} came first ${backoff.tries} times. Send the mutation again later.`,
    { cause },
  )
}

async function tryOnce(
  connection: Connection,
  mutation: Mutation,
  { entity, key }: WriteTarget,
): Promise<MutationOutcome | { readonly cause: unknown }> {
  const items = connection.items.of(entity.name)
  const current = await readRow(connection, items, key)
  const plan = planWrite(mutation, entity, current, new Date().toISOString())
  if (plan.kind === 'refuse') {
    // A delete that ended half way left no row, and perhaps children: the retry of it takes them along.
    if (mutation.op === 'delete' && !current) await sweepChildren(connection, items, key)
    return plan.outcome
  }
  if (plan.kind === 'delete') {
    const result = current
      ? await deleteRow(connection, items, key, current)
      : ({ kind: 'busy', cause: undefined } as const)
    return outcomeOf(mutation, items, result, null)
  }
  try {
    const steps = putSteps(connection, items, key, plan.stored, current)
    const result = await transactWithLocks(connection, items, steps)
    return outcomeOf(mutation, items, result, plan.stored)
  } catch (error) {
    if (!(error instanceof UnstorableValue)) throw error
    const { message, path } = error
    return rejected(mutation, 'invalid', `This ${entity.singular} cannot be stored.`, [{ path, message }])
  }
}

function putSteps(
  { tableName, items: model }: Connection,
  items: EntityItems,
  key: KeyValues,
  stored: StoredRow,
  current: StoredRow | undefined,
): Step[] {
  const { parent } = items.entity
  const parentKey = parentKeyOf(model.model, items.entity, key)
  const condition = current
    ? {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': current.meta.version },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' }
  const steps: Step[] = [
    { role: 'row', action: { Put: { TableName: tableName, Item: items.toItem(stored), ...condition } } },
  ]
  if (parent !== undefined && parentKey) {
    const Key = model.of(parent).key(parentKey)
    const action = {
      ConditionCheck: { TableName: tableName, Key, ConditionExpression: 'attribute_exists(pk)' },
    }
    steps.push({ role: 'parent', action })
  }
  const locks = { before: current?.row, after: stored.row }
  return [...steps, ...lockSteps({ tableName }, items, locks)]
}

function outcomeOf(
  mutation: Mutation,
  { entity }: EntityItems,
  result: TransactionResult,
  stored: StoredRow | null,
): MutationOutcome | { readonly cause: unknown } {
  const { mutationId } = mutation
  switch (result.kind) {
    case 'written':
      return { status: 'applied', mutationId, stored }
    case 'too_large':
      return rejected(
        mutation,
        'too_large',
        `This ${entity.singular} is larger than the 400 KB that a row may have.`,
      )
    case 'refused':
      return rejected(mutation, 'invalid', `DynamoDB refused this ${entity.singular}. (${result.message})`)
    case 'failed':
      return failure(mutation, entity, result.step)
    case 'busy':
      return { cause: result.cause }
  }
}

/** A condition on the row itself failed where another write came first. */
function failure(
  mutation: Mutation,
  entity: AnyModelEntity,
  { role, lock }: Step,
): MutationOutcome | { readonly cause: unknown } {
  if (role === 'parent') return parentMissing(mutation, entity)
  if (role !== 'unique' || !lock) return { cause: undefined }
  const message = `Another ${entity.singular} has this ${lock.field} already.`
  return rejected(mutation, 'already_exists', message, [{ path: [lock.field], message }])
}

import type { Mutation, MutationOutcome } from '@throughline/schema'
import {
  canonicalText,
  type importRow,
  keyOf,
  parentKeyOf,
  parentMissing,
  planWrite,
  rejected,
  writeTarget,
} from '@throughline/schema/adapter'
import { StoreError } from '@throughline/schema'
import type { EntityItems, ModelItems } from '../items/item.ts'
import type { RecordedOutcome } from './client-record.ts'
import type { Current } from './current.ts'
import type { Effect, Moment, RowWrite, World, Writing } from './effect.ts'
import { withoutPlace } from './feed-record.ts'
import { planBury, planPut, Unwritable, versionAfter, withVersion } from './plan-row.ts'
import { mostBelow } from './read-set.ts'

/** `missing`: more has to be read first. */
export type Planned = CascadePlan | Effect | 'missing'

/** A delete that takes more rows along than fit one transaction; the writes are made where it begins. */
export interface CascadePlan {
  readonly cascade: readonly RowWrite[]
}

/** The row that a mutation is about, or the answer to one whose key is none. */
export type Target = MutationOutcome | Pick<Writing, 'items' | 'key'>

/** Finds the row that a mutation is about. @throws {StoreError} `invalid` for an entity that the model does not have. */
export function targetOf({ model, of }: ModelItems, mutation: Mutation): Target {
  const target = writeTarget(model, mutation)
  return 'status' in target ? target : { items: of(target.entity.name), key: target.key }
}

/** Plans one mutation on a world. */
export function planMutation(world: World, target: Target, mutation: Mutation, moment: Moment): Planned {
  if ('status' in target) return refuse(target)
  try {
    return planOn(world, target, mutation, moment)
  } catch (error) {
    // What stands under the key is none of the store's.
    if (!(error instanceof StoreError) || error.code !== 'invalid') throw error
    return refuse(rejected(mutation, 'invalid', error.message))
  }
}

function planOn(
  world: World,
  target: Pick<Writing, 'items' | 'key'>,
  mutation: Mutation,
  moment: Moment,
): Planned {
  const { items, key } = target
  const { entity } = items
  const current = world.row(items, items.key(key))
  const parent = mutation.op === 'delete' ? 'none' : parentOf(world, target)
  if (!current || !parent) return 'missing'
  const plan = planWrite(mutation, entity, current.kind === 'row' ? current.stored : undefined, moment.now)
  if (plan.kind === 'refuse') return refuse(plan.outcome, items)
  const writing = { ...target, mutationId: mutation.mutationId }
  if (plan.kind === 'delete') return planDelete(world, writing, current, moment)
  if (parent !== 'none' && parent.kind !== 'row') return refuse(parentMissing(mutation, entity))
  const planned = planPut(world, writing, withVersion(entity, plan.stored, versionAfter(current)), current)
  if (!(planned instanceof Unwritable)) return planned
  const { message, code, path } = planned
  const summary = code === 'invalid' ? `This ${entity.singular} cannot be stored.` : message
  return refuse(rejected(mutation, code, summary, path && [{ path, message }]))
}

/**
 * Plans a row that is written as it is; nothing where it is the same already.
 *
 * @throws {StoreError} `invalid` for a row that DynamoDB cannot keep, or whose unique value another row has.
 */
export function planImport(
  world: World,
  items: EntityItems,
  { key, stored }: ReturnType<typeof importRow>,
): Planned {
  const { entity } = items
  const current = world.row(items, items.key(key))
  if (!current) return 'missing'
  if (current.kind === 'row') {
    const same = withVersion(entity, stored, current.version)
    if (canonicalText(same.row) === canonicalText(current.stored.row)) return { writes: [] }
  }
  const planned = planPut(world, { items, key }, withVersion(entity, stored, versionAfter(current)), current)
  if (!(planned instanceof Unwritable)) return planned
  const { code, message, path = [] } = planned
  throw new StoreError(
    code === 'too_large' ? 'too_large' : 'invalid',
    `A row of ${entity.name} cannot be stored. ${path.join('.')}: ${message}`,
  )
}

/** The path of a row, by its values. */
export function pathOf({ entity }: EntityItems, key: Writing['key']) {
  return entity.path.map((field) => key[field] ?? '')
}

function planDelete(world: World, writing: Writing, current: Current, moment: Moment): Planned {
  if (current.kind !== 'row') return 'missing'
  const below = world.below(writing.items, pathOf(writing.items, writing.key))
  if (!below) return 'missing'
  if (moment.restrict && below.length > 0) {
    const { items, mutationId = '' } = writing
    return refuse({ status: 'conflict', mutationId, stored: current.stored }, items)
  }
  if (below.length > mostBelow) return { cascade: [] }
  const writes = [
    ...below.map(({ items, current: child }) => {
      const key = keyOf(items.entity, child.stored.row)
      return planBury(world, { ...writing, items, key }, child, moment, 'cascade')
    }),
    planBury(world, writing, current, moment, 'delete'),
  ]
  return isComplete(writes) ? { writes } : 'missing'
}

function isComplete(writes: readonly (RowWrite | 'missing')[]): writes is RowWrite[] {
  return !writes.includes('missing')
}

/** What stands under the key of the row's parent; `none` for a root. */
export function parentOf(
  world: World,
  { items: { entity }, key }: Pick<Writing, 'items' | 'key'>,
): Current | 'none' | undefined {
  const values = parentKeyOf(world.model.model, entity, key)
  if (entity.parent === undefined || !values) return 'none'
  const parent = world.model.of(entity.parent)
  return world.row(parent, parent.key(values))
}

/** The effect of a mutation that is not applied; a conflict is about a row of `items`. */
export function refuse(outcome: MutationOutcome, items?: EntityItems): Effect {
  return { writes: [], refusal: recorded(outcome, items) }
}

function recorded(outcome: MutationOutcome, items: EntityItems | undefined): RecordedOutcome {
  if (outcome.status === 'conflict' && items) {
    const { mutationId: id, stored } = outcome
    return { status: 'conflict', id, e: items.entity.name, i: withoutPlace(items.toItem(stored)) }
  }
  if (outcome.status === 'rejected') return { status: 'rejected', outcome }
  throw new StoreError('invalid', 'A plan refuses with a conflict or a rejection.')
}

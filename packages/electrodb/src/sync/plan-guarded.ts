import { type GuardedWrite, type Mutation, StoreError, type StoredRow } from '@throughline/schema'
import { attachmentRefused, refusedBy } from '@throughline/schema/adapter'
import type { Current } from './current.ts'
import type { Effect, Moment, RowWrite, World, Writing } from './effect.ts'
import { shardOfKey } from './group.ts'
import type { GuardOfTask } from './guard-writes.ts'
import { parentOf, planMutation, type Planned, refuse, type Target, targetOf } from './plan-mutation.ts'
import { worldAfter } from './world.ts'

/** Plans one mutation, which a guard is asked about, with the rows that it attaches. */
export function planGuarded(
  world: World,
  target: Target,
  mutation: Mutation,
  moment: Moment,
  guard: GuardOfTask,
): Planned {
  if ('status' in target) return refuse(target)
  const write = lookUp(world, target, mutation)
  if (!write) return 'missing'
  const unmet = guard.meet?.(write)
  if (unmet) return refuse(refusedBy(mutation, unmet))
  const planned = planMutation(world, target, mutation, moment)
  if (planned === 'missing' || ('refusal' in planned && planned.refusal)) return planned
  const admitted = { ...write, after: 'writes' in planned ? rowAfter(planned) : undefined }
  const denied = guard.admit?.(admitted)
  if (denied) return refuse(refusedBy(mutation, denied))
  const shard = shardOfKey({ items: world.model }, target.items.key(target.key))
  const inserts = guard.attachments(world.model, admitted, shard)
  const [first] = inserts
  if (!first) return planned
  const attached = planInserts(world, inserts, mutation, moment)
  if (!Array.isArray(attached)) return attached
  // They may have taken what the write itself needs, or be below the row that it deletes.
  const own = planMutation(worldAfter(world, attached), target, mutation, moment)
  if (own === 'missing') return own
  if ('cascade' in own) return { cascade: attached }
  if (own.refusal) return notAttached(world, mutation, first, own)
  return { writes: [...attached, ...own.writes], attached: attached.length }
}

/** What a guard is asked about a mutation; `undefined` where more has to be read first. */
function lookUp(
  world: World,
  target: Pick<Writing, 'items' | 'key'>,
  mutation: Mutation,
): GuardedWrite | undefined {
  const { items, key } = target
  const current = readable(() => world.row(items, items.key(key)))
  const parent = mutation.op === 'delete' ? 'none' : readable(() => parentOf(world, target))
  if (!current || !parent) return undefined
  return {
    mutation,
    before: storedOf(current),
    after: undefined,
    parent: parent === 'none' ? undefined : storedOf(parent),
  }
}

/** What is none of the store's is no row; the plan itself refuses it. */
function readable<T>(read: () => T): T | Extract<Current, { kind: 'none' }> {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'invalid') throw error
    return { kind: 'none' }
  }
}

function storedOf(current: Current): StoredRow | undefined {
  return current.kind === 'row' ? current.stored : undefined
}

/** The row that a mutation leaves: it is told by its last write. */
function rowAfter({ writes }: Effect): StoredRow | undefined {
  const last = writes.at(-1)
  return last && storedOf(last.after)
}

/** Plans the rows that go along with a mutation, one on the other. */
function planInserts(
  world: World,
  inserts: readonly Mutation[],
  mutation: Mutation,
  moment: Moment,
): Effect | RowWrite[] | 'missing' {
  const writes: RowWrite[] = []
  let refused: Effect | undefined
  let isMissing = false
  for (const insert of inserts) {
    const target = targetOf(world.model, insert)
    const planned = planMutation(worldAfter(world, writes), target, insert, moment)
    // Those after it are asked what they want read.
    if (planned === 'missing' || 'cascade' in planned) isMissing = true
    else if (planned.refusal) refused ??= notAttached(world, mutation, insert, planned)
    else writes.push(...planned.writes)
  }
  return isMissing ? 'missing' : (refused ?? writes)
}

function notAttached({ model }: World, mutation: Mutation, insert: Mutation, { refusal }: Effect): Effect {
  const outcome = refusal?.status === 'rejected' ? refusal.outcome : undefined
  return refuse(attachmentRefused(mutation, model.of(insert.entity).entity, outcome))
}

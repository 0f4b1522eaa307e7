import { type AppliedOutcome, type Mutation, StoreError, type TransactOptions } from '@throughline/schema'
import { refusalError, throwIfAborted } from '@throughline/schema/adapter'
import { pause } from '../client/backoff.ts'
import { type RecordedOutcome, toOutcome } from './client-record.ts'
import { commit } from './commit.ts'
import { createGroup, type Group } from './group.ts'
import type { Head } from './head.ts'
import { exclusively, type Lane, type Task } from './lane.ts'
import { shardTasks } from './push.ts'
import { createReadSet, type ReadSet } from './read-set.ts'
import { contention, momentOf, type SyncContext } from './sync-context.ts'
import { busy, endCascade, freeHead } from './writer.ts'

/** Applies all mutations or none, in one transaction over all shards that they are of; see `SyncStore.transact`. */
export async function transactMutations(
  context: SyncContext,
  lanes: readonly Lane[],
  mutations: readonly Mutation[],
  { restrict, guard, signal }: TransactOptions = {},
): Promise<AppliedOutcome[]> {
  throwIfAborted(signal)
  const tasks = shardTasks(context, mutations, guard)
  const shards = new Set(tasks.map(({ shard = 0 }) => shard))
  const run: Run = {
    context,
    lanes: lanes.filter(({ shard }) => shards.has(shard)),
    tasks: tasks.map(({ task }) => task),
    restrict,
  }
  return exclusively(run.lanes, async () => {
    let cause: unknown
    for (let stale = 0; stale < contention.tries;) {
      throwIfAborted(signal)
      const result = await tryAll(run).catch((error: unknown) => {
        forgetHeads(run)
        throw error
      })
      if (result.kind === 'written') return result.outcomes
      if (result.kind === 'again') continue
      forgetHeads(run)
      cause = result.cause
      await pause(contention, stale, signal)
      stale += 1
    }
    throw busy(cause)
  })
}

interface Run {
  readonly context: SyncContext
  /** Taken for the time of the call. */
  readonly lanes: readonly Lane[]
  readonly tasks: readonly Task[]
  readonly restrict: boolean | undefined
}

type Tried =
  | { readonly kind: 'again' }
  | { readonly kind: 'stale'; readonly cause: unknown }
  | { readonly kind: 'written'; readonly outcomes: AppliedOutcome[] }

async function tryAll(run: Run): Promise<Tried> {
  const { context, lanes } = run
  const heads = new Map<number, Head>()
  for (const lane of lanes) {
    const head = await freeHead(context, lane)
    if (head.job) {
      const ended = await endCascade(context, lane, head, head.job)
      return ended.kind === 'stale' ? ended : { kind: 'again' }
    }
    heads.set(lane.shard, head)
  }
  const { group, outcomes } = await planAll(run, heads)
  if (group.isEmpty()) return { kind: 'written', outcomes: [] }
  const result = await commit(context.connection, group)
  if (result.kind === 'stale') return result
  if (result.kind === 'refused') {
    const code = result.isTooLarge ? 'too_large' : 'invalid'
    throw new StoreError(code, `DynamoDB refused the transaction. (${result.message})`)
  }
  for (const lane of lanes) lane.head = result.heads.get(lane.shard) ?? lane.head
  const answers = outcomes.map((outcome) => toOutcome(context.connection, outcome))
  return { kind: 'written', outcomes: answers.filter((answer) => answer.status === 'applied') }
}

interface Plan {
  readonly group: Group
  readonly outcomes: readonly RecordedOutcome[]
}

async function planAll(run: Run, heads: ReadonlyMap<number, Head>): Promise<Plan> {
  const known = createReadSet(run.context.connection)
  const at = run.context.now()
  for (;;) {
    const plan = tryPlan(() => planOnce(run, known, heads, at))
    if (await known.load()) continue
    if ('error' in plan) throw plan.error
    return plan
  }
}

/** An error may come of what is not read yet. */
function tryPlan(plan: () => Plan): Plan | { readonly error: unknown } {
  try {
    return plan()
  } catch (error) {
    return { error }
  }
}

function planOnce(
  { context, tasks, restrict }: Run,
  known: ReadSet,
  heads: ReadonlyMap<number, Head>,
  at: string,
): Plan {
  const group = createGroup(context, known, heads, at)
  const moment = { ...momentOf(context, at), restrict }
  const outcomes: RecordedOutcome[] = []
  for (const [index, task] of tasks.entries()) {
    const planned = task.plan(group.world, moment)
    if (planned === 'missing') continue
    if ('cascade' in planned) throw tooLarge()
    if (planned.refusal) {
      const outcome = toOutcome(context.connection, planned.refusal)
      if (outcome.status !== 'applied') throw refusalError(outcome, index)
    }
    const outcome = group.add(planned, task.mutationId)
    if (!outcome) throw tooLarge()
    outcomes.push(outcome)
  }
  return { group, outcomes }
}

function tooLarge(): StoreError {
  return new StoreError(
    'too_large',
    'DynamoDB takes 100 items and 4 MB in one transaction, and this one is larger: split it, or push what need not be applied together.',
  )
}

function forgetHeads({ lanes }: Run): void {
  for (const lane of lanes) lane.head = undefined
}

import type { Mutation, PushOptions, PushSource, SyncOutcome, WriteGuard } from '@throughline/schema'
import { checkedSource, entityOf, throwIfAborted } from '@throughline/schema/adapter'
import { digest, storedAnswers } from './client-record.ts'
import { shardOfKey } from './group.ts'
import { guardOfTask } from './guard-writes.ts'
import type { JobResult, Lane, Task } from './lane.ts'
import { planGuarded } from './plan-guarded.ts'
import { planMutation, targetOf } from './plan-mutation.ts'
import type { SyncContext } from './sync-context.ts'
import { enqueue } from './writer.ts'

/** A mutation, and the shard of its row; none for one whose key is none. */
export interface ShardTask {
  readonly task: Task
  readonly shard: number | undefined
}

/**
 * Applies mutations in order, each whole or not at all; see `SyncStore.push`.
 *
 * Those of one shard that follow one another share transactions, with each other and with what other calls send.
 */
export async function pushMutations(
  context: SyncContext,
  lanes: readonly Lane[],
  mutations: readonly Mutation[],
  options: PushOptions = {},
): Promise<SyncOutcome[]> {
  const { guard, signal } = options
  throwIfAborted(signal)
  const source = checkedSource(options)
  const tasks = shardTasks(context, mutations, guard)
  const outcomes: SyncOutcome[] = []
  while (outcomes.length < tasks.length) {
    const stretch = firstStretch(tasks.slice(outcomes.length))
    const lane = lanes[stretch.shard]
    if (!lane) throw new Error(`The store has no shard ${stretch.shard}.`)
    const result = await runJob(context, lane, stretch.tasks, placeAfter(source, outcomes.length), signal)
    outcomes.push(...result.outcomes)
    const place = placeAfter(source, outcomes.length)
    if (result.kind !== 'taken' || !place) continue
    const requests = tasks.slice(outcomes.length).map(({ task }) => task.request)
    outcomes.push(...(await storedAnswers(context.connection, place, requests, result.lastSeq, signal)))
  }
  return outcomes
}

/** Mutations as tasks. @throws {StoreError} `invalid` for an entity that the model does not have, before any is done. */
export function shardTasks(
  { connection }: SyncContext,
  mutations: readonly Mutation[],
  guard: WriteGuard | undefined,
): ShardTask[] {
  for (const { entity } of mutations) entityOf(connection.items.model, entity)
  return mutations.map((mutation): ShardTask => {
    const target = targetOf(connection.items, mutation)
    const asked = guard && guardOfTask(guard)
    const task: Task = {
      mutationId: mutation.mutationId,
      request: digest(mutation),
      plan: (world, moment) =>
        asked
          ? planGuarded(world, target, mutation, moment, asked)
          : planMutation(world, target, mutation, moment),
    }
    if ('status' in target) return { task, shard: undefined }
    const { items, key } = target
    const deletes = { items, key }
    const shard = shardOfKey(connection, items.key(key))
    return { task: mutation.op === 'delete' ? { ...task, deletes } : task, shard }
  })
}

/** The first mutations, as far as they are of one shard. */
function firstStretch(tasks: readonly ShardTask[]): { shard: number; tasks: Task[] } {
  const shard = tasks.find((task) => task.shard !== undefined)?.shard ?? 0
  const end = tasks.findIndex((task) => task.shard !== undefined && task.shard !== shard)
  return { shard, tasks: tasks.slice(0, end === -1 ? undefined : end).map(({ task }) => task) }
}

/** Does tasks in a lane, in order. */
export async function runJob(
  context: SyncContext,
  lane: Lane,
  tasks: readonly Task[],
  source?: PushSource,
  signal?: AbortSignal,
): Promise<JobResult & { readonly outcomes: readonly SyncOutcome[] }> {
  const outcomes: SyncOutcome[] = []
  const result = await new Promise<JobResult>((settle, fail) => {
    enqueue(context, lane, { tasks, source, signal, outcomes, settle, fail })
  })
  return { ...result, outcomes }
}

function placeAfter(source: PushSource | undefined, done: number): PushSource | undefined {
  return source && { clientId: source.clientId, seq: source.seq + done }
}

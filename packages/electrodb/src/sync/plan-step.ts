import { abortedError, rejected, sequenceGap } from '@throughline/schema/adapter'
import type { RecordedOutcome } from './client-record.ts'
import type { Effect, Moment, Writing } from './effect.ts'
import { createGroup, type Group } from './group.ts'
import type { Head } from './head.ts'
import type { Job, Lane, Task } from './lane.ts'
import { createReadSet, type ReadSet } from './read-set.ts'
import type { CascadePlan, Planned } from './plan-mutation.ts'
import { momentOf, type SyncContext } from './sync-context.ts'

/** A task that the transaction does, or refuses. */
export interface Entry {
  readonly job: Job
  readonly task: Task
  readonly outcome: RecordedOutcome
}

/** What a lane writes next. */
export interface StepPlan {
  readonly group: Group
  readonly entries: readonly Entry[]
  /** A delete that needs transactions of its own; then the group has only what goes along with its beginning. */
  readonly cascade:
    | (Pick<Writing, 'items' | 'key'> & { readonly job: Job; readonly task: Task; readonly version: number })
    | undefined
  /** Jobs that are over without it. */
  readonly over: ReadonlyMap<Job, () => void>
}

/** What of a lane is planned. */
export interface StepInput {
  readonly context: SyncContext
  readonly lane: Lane
  readonly head: Head
  /** Tasks to plan at most. */
  readonly most: number
  /** Answers to tasks that DynamoDB was found to refuse. */
  readonly refused: ReadonlyMap<Task, RecordedOutcome>
}

/** Plans a transaction of what waits in a lane, as much as fits; reads what that takes. */
export async function planStep(input: StepInput): Promise<StepPlan> {
  const known = createReadSet(input.context.connection)
  const at = input.context.now()
  for (;;) {
    const plan = planOnce(input, known, at)
    if (!(await known.load())) return plan
  }
}

type Progress = 'blocked' | 'full' | 'next'

function planOnce(input: StepInput, known: ReadSet, at: string): StepPlan {
  const { context, lane, head } = input
  const group = createGroup(context, known, new Map([[lane.shard, head]]), at)
  const moment = momentOf(context, at)
  const entries: Entry[] = []
  const over = new Map<Job, () => void>()
  /** Clients with an earlier job that is not whole in this transaction. */
  const behind = new Set<string>()
  let looked = 0
  let cascade: StepPlan['cascade']

  const planTask = (job: Job, index: number): Progress => {
    const task = job.tasks[index]
    if (!task || looked >= input.most) return 'full'
    looked += 1
    const place = placeOf(job, index, group)
    if (place === 'taken' || place === 'gap') {
      if (!entries.some(({ job: other }) => isSameClient(job, other)))
        over.set(job, () => tellPlace(job, index, group))
      return 'blocked'
    }
    let planned = plannedOf(input, group, task, moment, (error) => {
      // What comes before it is done first.
      if (!entries.some((entry) => entry.job === job)) over.set(job, () => job.fail(error))
    })
    if (planned === undefined) return 'blocked'
    // It is planned again when it is read; those after it are asked what they want read.
    if (planned === 'missing' || place === 'unknown') return 'next'
    for (;;) {
      const outcome =
        'cascade' in planned ? undefined : group.add(planned, task.mutationId, sourceOf(job, index, task))
      if (outcome) {
        entries.push({ job, task, outcome })
        return 'next'
      }
      if (entries.length > 0) return 'full'
      if (task.deletes && canBegin(group, task, planned)) {
        const { items, key } = task.deletes
        const current = group.world.row(items, items.key(key))
        if (current?.kind === 'row') cascade = { job, task, items, key, version: current.version }
        return 'full'
      }
      planned = { writes: [], refusal: tooLarge(task) }
    }
  }

  for (const job of lane.waiting) {
    if (job.signal?.aborted) {
      const { signal } = job
      over.set(job, () => job.fail(abortedError(signal)))
      continue
    }
    if (job.source && behind.has(job.source.clientId)) continue
    let progress: Progress = 'next'
    for (let index = job.outcomes.length; index < job.tasks.length && progress === 'next'; index += 1) {
      progress = planTask(job, index)
    }
    if (progress === 'full') break
    if (progress === 'blocked' && job.source) behind.add(job.source.clientId)
  }
  return { group, entries, cascade, over }
}

/** Whether the place of a task is the client's next one. */
function placeOf({ source }: Job, index: number, group: Group): 'gap' | 'next' | 'taken' | 'unknown' {
  if (!source) return 'next'
  const last = group.lastPlace(source.clientId)
  if (last === undefined) return 'unknown'
  const place = source.seq + index
  if (place === last + 1) return 'next'
  return place <= last ? 'taken' : 'gap'
}

function tellPlace({ source, outcomes, settle, fail }: Job, index: number, group: Group): void {
  const { clientId = '', seq = 1 } = source ?? {}
  const lastSeq = group.lastPlace(clientId) ?? 0
  if (seq + index <= lastSeq) {
    settle({ kind: 'taken', lastSeq })
    return
  }
  fail(sequenceGap({ clientId, seq: seq + outcomes.length }, lastSeq))
}

function isSameClient({ source }: Job, { source: other }: Job): boolean {
  return source !== undefined && source.clientId === other?.clientId
}

function sourceOf({ source }: Job, index: number, { request }: Task) {
  return source && { clientId: source.clientId, seq: source.seq + index, request }
}

function plannedOf(
  { refused }: StepInput,
  { world }: Group,
  task: Task,
  moment: Moment,
  fail: (error: unknown) => void,
): Planned | undefined {
  const refusal = refused.get(task)
  if (refusal) return { writes: [], refusal }
  try {
    return task.plan(world, moment)
  } catch (error) {
    fail(error)
    return undefined
  }
}

/** Whether what goes along with a delete has room where it begins; it is taken in. */
function canBegin(group: Group, { mutationId }: Task, planned: CascadePlan | Effect): boolean {
  const writes = 'cascade' in planned ? planned.cascade : planned.writes.slice(0, planned.attached ?? 0)
  return writes.length === 0 || group.add({ writes }, mutationId) !== undefined
}

function tooLarge({ mutationId }: Task): RecordedOutcome {
  const message = 'This row is larger than what DynamoDB takes in one transaction.'
  return refusalOf(rejected({ mutationId }, 'too_large', message))
}

/** A rejection as the table keeps it. */
export function refusalOf(outcome: ReturnType<typeof rejected>): RecordedOutcome {
  if (outcome.status === 'rejected') return { status: 'rejected', outcome }
  throw new Error('Not a rejection.')
}

import { StoreError } from '@throughline/schema'
import { rejected } from '@throughline/schema/adapter'
import { pause } from '../client/backoff.ts'
import { beginCascade, runCascade } from './cascade.ts'
import type { CascadeJob } from './cascade-job.ts'
import { type RecordedOutcome, storedAnswers, toOutcome } from './client-record.ts'
import { type Committed, commit } from './commit.ts'
import type { Group } from './group.ts'
import { type Head, readHeads } from './head.ts'
import type { Job, Lane, Task } from './lane.ts'
import { planStep, refusalOf, type StepPlan } from './plan-step.ts'
import { contention, type SyncContext } from './sync-context.ts'

/** Tasks that one transaction is planned of at most: more would not fit. */
const mostTasks = 100

/** Puts a job in a lane; it is settled when all of its tasks are done. */
export function enqueue(context: SyncContext, lane: Lane, job: Job): void {
  lane.waiting.push(job)
  if (lane.isDraining) return
  lane.isDraining = true
  void drain(context, lane)
}

async function drain(context: SyncContext, lane: Lane): Promise<void> {
  while (lane.waiting.length > 0) await lane.exclusively(() => step(context, lane))
  lane.isDraining = false
}

/** Writes one transaction of what waits, or answers why it cannot; never throws. */
async function step(context: SyncContext, lane: Lane): Promise<void> {
  const run: Run = { context, lane, most: mostTasks, refused: new Map(), at: [] }
  try {
    let cause: unknown
    for (let stale = 0; stale < contention.tries;) {
      const result = await tryStep(run)
      if (result.kind === 'done') return
      if (result.kind === 'again') continue
      lane.head = undefined
      cause = result.cause
      await pause(contention, stale)
      stale += 1
    }
    throw busy(cause)
  } catch (error) {
    lane.head = undefined
    // Where nothing was planned, as without a connection, there is nothing to be done for any of them.
    const failed = run.at.length > 0 ? run.at : [...lane.waiting]
    for (const job of failed) end(lane, job, () => job.fail(error))
  }
}

interface Run {
  readonly context: SyncContext
  readonly lane: Lane
  most: number
  readonly refused: Map<Task, RecordedOutcome>
  /** Whose tasks are in the transaction. */
  at: readonly Job[]
}

type Tried =
  /** It is written, or there was nothing to do. */
  | { readonly kind: 'done' }
  /** What stood in the way is done. */
  | { readonly kind: 'again' }
  | { readonly kind: 'stale'; readonly cause: unknown }

async function tryStep(run: Run): Promise<Tried> {
  const { context, lane, most, refused } = run
  const head = await freeHead(context, lane)
  if (head.job) return endCascade(context, lane, head, head.job)
  const plan = await planStep({ context, lane, head, most, refused })
  for (const [job, tell] of plan.over) end(lane, job, tell)
  if (plan.cascade) {
    run.at = [plan.cascade.job]
    return cascade(run, plan.group, plan.cascade)
  }
  run.at = [...new Set(plan.entries.map(({ job }) => job))]
  if (run.at.length === 0) return { kind: 'done' }
  if (plan.group.isEmpty()) return written(run, plan, undefined)
  const result = await commit(context.connection, plan.group)
  switch (result.kind) {
    case 'written':
      return written(run, plan, result.heads.get(lane.shard))
    case 'stale':
      return result
    case 'refused':
      return isolate(run, plan, result)
  }
}

/** Tells all jobs what the transaction did; those that are whole are over. */
function written({ context, lane }: Run, { entries }: StepPlan, head: Head | undefined): Tried {
  lane.head = head ?? lane.head
  for (const { job, outcome } of entries) job.outcomes.push(toOutcome(context.connection, outcome))
  for (const job of new Set(entries.map((entry) => entry.job))) {
    if (job.outcomes.length === job.tasks.length) end(lane, job, () => job.settle({ kind: 'done' }))
  }
  return { kind: 'done' }
}

/** Of several mutations, one is at fault: they are tried one by one, and the one is rejected. */
function isolate(run: Run, { entries }: StepPlan, refusal: Extract<Committed, { kind: 'refused' }>): Tried {
  const [first, ...others] = entries
  run.most = 1
  return first && others.length === 0 ? reject(run, first.task, refusal) : { kind: 'again' }
}

function reject(run: Run, task: Task, refusal: Extract<Committed, { kind: 'refused' }>): Tried {
  const { mutationId } = task
  const outcome = refusal.isTooLarge
    ? rejected({ mutationId }, 'too_large', 'This row is larger than the 400 KB that a row may have.')
    : rejected({ mutationId }, 'invalid', `DynamoDB refused this row. (${refusal.message})`)
  run.refused.set(task, refusalOf(outcome))
  return { kind: 'again' }
}

/** Deletes a row with more rows below it than fit one transaction. */
async function cascade(
  run: Run,
  group: Group,
  { job, task, items, key, version }: NonNullable<StepPlan['cascade']>,
): Promise<Tried> {
  const { context, lane } = run
  const { mutationId, request } = task
  const place = job.source && { ...job.source, seq: job.source.seq + job.outcomes.length }
  // One without a source gets a place of its own: whoever ends it leaves the answer there.
  const client = { ...(place ?? { clientId: `cascade:${request}`, seq: 1 }), request }
  const deletedAt = context.now()
  const begun: CascadeJob = { entity: items.entity.name, key, version, mutationId, deletedAt, client }
  const result = await beginCascade(context, lane.shard, group, begun)
  if (result.kind === 'refused') return reject(run, task, result)
  if (result.kind === 'stale') return result
  lane.head = result.heads.get(lane.shard)
  for (let stale = 0; stale < contention.tries; stale += 1) {
    const now = await freeHead(context, lane)
    if (now.job?.mutationId !== mutationId) break
    const ended = await endCascade(context, lane, now, now.job)
    if (ended.kind === 'again') break
    lane.head = undefined
    await pause(contention, stale)
  }
  job.outcomes.push(...(await storedAnswers(context.connection, client, [request], client.seq)))
  if (job.outcomes.length === job.tasks.length) end(lane, job, () => job.settle({ kind: 'done' }))
  return { kind: 'done' }
}

/** Ends a delete that was begun: by this process, or by one that went on to other things, or ended. */
export async function endCascade(
  context: SyncContext,
  lane: Lane,
  head: Head,
  job: CascadeJob,
): Promise<Tried> {
  const result = await runCascade(context, lane.shard, head, job)
  if (result.kind === 'stale') return result
  if (result.kind === 'refused') {
    throw new StoreError('unavailable', `DynamoDB refused to delete what is below a row. (${result.message})`)
  }
  lane.head = result.head
  return { kind: 'again' }
}

/** The head of a shard that nobody has to themselves. @throws {StoreError} `unavailable` while the table is loaded or cleared. */
export async function freeHead({ connection, now }: SyncContext, lane: Lane): Promise<Head> {
  const head = lane.head ?? (await readHeads(connection))[lane.shard]
  if (!head) throw new Error(`The table has no shard ${lane.shard}.`)
  const { lease } = head
  if (lease && lease.until > Date.parse(now())) {
    lane.head = undefined
    throw new StoreError(
      'unavailable',
      `The table "${connection.tableName}" is being ${lease.kind === 'load' ? 'loaded' : 'cleared'}. Try again in a minute.`,
    )
  }
  lane.head = head
  return head
}

function end({ waiting }: Lane, job: Job, tell: () => void): void {
  const index = waiting.indexOf(job)
  if (index !== -1) waiting.splice(index, 1)
  tell()
}

/** What a writer throws whose transactions were all overtaken. */
export function busy(cause: unknown): StoreError {
  return new StoreError(
    'throttled',
    `Other writes came first ${contention.tries} times. Send it again later; more shards let more writes pass at one time.`,
    { cause },
  )
}

import { tableKeyOf } from '../items/table-key.ts'
import { StoreError } from '@throughline/schema'
import { keyOf } from '@throughline/schema/adapter'
import type { CascadeJob } from './cascade-job.ts'
import type { RecordedOutcome } from './client-record.ts'
import { type Committed, commit } from './commit.ts'
import type { EntityItems } from '../items/item.ts'
import type { Moment } from './effect.ts'
import { createGroup, type Group, type GroupSource } from './group.ts'
import type { Head } from './head.ts'
import { pathOf } from './plan-mutation.ts'
import { planBury } from './plan-row.ts'
import { type Below, createReadSet, rowsBelow } from './read-set.ts'
import { momentOf, type SyncContext } from './sync-context.ts'

/** How a run of a job ended: at its end, or where another process wrote, for the caller to look again. */
export type CascadeResult =
  | { readonly kind: 'done'; readonly head: Head; readonly outcome: RecordedOutcome }
  | Exclude<Committed, { kind: 'written' }>

/** Rows that are deleted in one transaction, with what they hold. */
const chunkSize = 80

/** A delete and its shard. */
interface Run {
  readonly context: SyncContext
  readonly shard: number
  readonly job: CascadeJob
  readonly moment: Moment
}

/**
 * Writes down that a delete begins, with what else is in the group: from now on, whoever writes in the shard ends it first.
 */
export async function beginCascade(
  { connection }: SyncContext,
  shard: number,
  group: Group,
  job: CascadeJob,
): Promise<Committed> {
  return commit(connection, group.touch(shard), (next) => ({ ...next, job }))
}

/**
 * Deletes what is below the row of a job, the deepest first, then the row, in as many transactions as it takes.
 *
 * Nothing else is written in the shard meanwhile. Where the process ends in the middle, the row is there with fewer rows
 * below it, never a row without the one that it belongs to; the next write in the shard, by any process, goes on.
 */
export async function runCascade(
  context: SyncContext,
  shard: number,
  begun: Head,
  job: CascadeJob,
): Promise<CascadeResult> {
  const { connection } = context
  const run: Run = { context, shard, job, moment: momentOf(context, job.deletedAt) }
  const items = connection.items.of(job.entity)
  let head = begun
  let chunk: Below[] = []
  for await (const below of rowsBelow(connection, items, pathOf(items, job.key))) {
    chunk.push(below)
    while (chunk.length >= chunkSize) {
      const result = await writeChunk(run, head, chunk, undefined)
      if (result.committed.kind !== 'written') return result.committed
      head = result.committed.heads.get(shard) ?? head
      chunk = chunk.slice(result.taken)
    }
  }
  for (;;) {
    const result = await writeChunk(run, head, chunk, items)
    if (result.committed.kind !== 'written') return result.committed
    head = result.committed.heads.get(shard) ?? head
    if (result.outcome) return { kind: 'done', head, outcome: result.outcome }
    chunk = chunk.slice(result.taken)
  }
}

interface Written {
  readonly committed: Committed
  /** Rows of the chunk that are done. */
  readonly taken: number
  /** Of the whole job, once its own row is deleted. */
  readonly outcome: RecordedOutcome | undefined
}

/** Deletes rows of a chunk, as many as fit, and with all of the last chunk the job's own row (`own`, its entity). */
async function writeChunk(
  run: Run,
  head: Head,
  chunk: readonly Below[],
  own: EntityItems | undefined,
): Promise<Written> {
  const { context, shard, job } = run
  const known = createReadSet(context.connection)
  for (const { item } of chunk) known.note(item)
  for (;;) {
    const group = createGroup(context, known, new Map([[shard, head]]), context.now())
    const taken = planBelow(run, group, chunk)
    const outcome = own && taken === chunk.length ? planOwn(run, group, own) : undefined
    if (await known.load()) continue
    if (taken === 0 && !outcome) throw tooLarge(job)
    const committed = await commit(context.connection, group, (next) => {
      const { job: begun, ...ended } = next
      return outcome ? ended : { ...ended, ...(begun && { job: begun }) }
    })
    return { committed, taken, outcome }
  }
}

/** Plans the deletion of the rows of a chunk; how many fit. */
function planBelow({ job, moment }: Run, group: Group, chunk: readonly Below[]): number {
  for (const [index, { items, item }] of chunk.entries()) {
    const current = group.world.row(items, tableKeyOf(item))
    if (current?.kind !== 'row') continue
    const key = keyOf(items.entity, current.stored.row)
    const write = planBury(
      group.world,
      { items, key, mutationId: job.mutationId },
      current,
      moment,
      'cascade',
    )
    // Planned again once it is read.
    if (write === 'missing') continue
    if (!group.add({ writes: [write] }, job.mutationId)) return index
  }
  return chunk.length
}

/** Plans the deletion of the job's own row; `undefined` where it does not fit, or has to be read first. */
function planOwn({ job, moment }: Run, group: Group, items: EntityItems): RecordedOutcome | undefined {
  const current = group.world.row(items, items.key(job.key))
  const last = job.client && group.lastPlace(job.client.clientId)
  if (!current || (job.client && last === undefined)) return undefined
  // One that was deleted past the store ends as all others: with a tombstone.
  const before = current.kind === 'none' ? { version: job.version } : current
  const { key, mutationId, client } = job
  const write = planBury(group.world, { items, key, mutationId }, before, moment, 'delete')
  // A place that another mutation has taken meanwhile is left to it: its client has broken its own order.
  const source: GroupSource | undefined = client && last === client.seq - 1 ? client : undefined
  return write === 'missing' ? undefined : group.add({ writes: [write] }, mutationId, source)
}

function tooLarge({ entity }: CascadeJob): StoreError {
  return new StoreError(
    'too_large',
    `A row below one of ${entity} holds more unique values than one transaction can let go. Delete it alone, field by field.`,
  )
}

import { tableKeyOf } from '../items/table-key.ts'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb'
import { throwIfAborted } from '@throughline/schema/adapter'
import type { Item } from '../items/item.ts'
import { send } from '../client/send.ts'
import type { SegmentState } from './checkpoint.ts'
import type { StepCounts } from './migration.types.ts'
import type { RunContext } from './run-context.ts'
import type { Table } from './table-access.ts'

/** What of the table is read, and what is done with it. */
export interface ScanOptions {
  readonly segments: SegmentState[]
  readonly filter: Pick<
    ScanCommandInput,
    'ExpressionAttributeNames' | 'ExpressionAttributeValues' | 'FilterExpression' | 'ProjectionExpression'
  >
  /** Gets the items of a page that pass the filter, and how many were read. The page is done when it resolves. */
  readonly onPage: (items: readonly Item[], scanned: number) => Promise<Partial<StepCounts>>
  /** Called when it is kept that a page is done. */
  readonly onSaved?: () => void
}

const pageSize = 200
const operands = 100

/** Segments that are to be read from the start. */
export function newSegments(count: number): SegmentState[] {
  return Array.from({ length: count }, () => ({ ended: false }))
}

/** Reads the whole table in segments side by side, strongly consistent; after each page the checkpoint is saved. */
export async function scanTable(context: RunContext, options: ScanOptions): Promise<void> {
  const failure: { error?: unknown } = {}
  const total = options.segments.length
  await Promise.all(
    options.segments.map(async (state, segment) => {
      try {
        while (!state.ended && !('error' in failure)) await readSegmentPage(context, options, segment, total)
      } catch (error) {
        failure.error ??= error
      }
    }),
  )
  if ('error' in failure) throw failure.error
}

async function readSegmentPage(
  { source, signal, reads, checkpoint, options: { rate } }: RunContext,
  { segments, filter, onPage, onSaved }: ScanOptions,
  segment: number,
  total: number,
): Promise<void> {
  const state = segments[segment]
  if (!state) return
  throwIfAborted(signal)
  const limit = Math.max(1, Math.min(pageSize, Math.floor(rate?.items ?? pageSize)))
  const input = {
    ...filter,
    TableName: source.tableName,
    ConsistentRead: true,
    Segment: segment,
    TotalSegments: total,
    Limit: limit,
    ...(state.after && { ExclusiveStartKey: state.after }),
  }
  // What the page reads is paid for before it is read: at most this much.
  await reads.take(limit)
  const answer = await send(source, new ScanCommand(input), { signal })
  const counts = await onPage(answer.Items ?? [], answer.ScannedCount ?? 0)
  // All at once: a page that is done again is not counted twice.
  checkpoint.state.counts = addCounts(checkpoint.state.counts, counts)
  state.after = answer.LastEvaluatedKey && tableKeyOf(answer.LastEvaluatedKey)
  state.ended = !answer.LastEvaluatedKey
  await checkpoint.save()
  onSaved?.()
}

/** Counts with more added to some of them. */
function addCounts(counts: StepCounts, more: Partial<StepCounts>): StepCounts {
  const sum = { ...counts }
  for (const [name, count] of Object.entries(more)) {
    // Sound: the names are those of the counts.
    sum[name as keyof StepCounts] += count
  }
  return sum
}

/** The filter for items with one of these marks of ElectroDB's; none where they are more than a filter takes. */
export function markFilter(marks: readonly string[]): ScanOptions['filter'] {
  if (marks.length > operands) return {}
  const values = Object.fromEntries(marks.map((mark, index) => [`:mark${index}`, mark]))
  return {
    FilterExpression: `#mark IN (${Object.keys(values).join(', ')})`,
    ExpressionAttributeNames: { '#mark': '__edb_e__' },
    ExpressionAttributeValues: values,
  }
}

/** The number of items as DynamoDB last counted them. */
export async function itemCount({ client, tableName }: Table, signal?: AbortSignal): Promise<number> {
  const command = new DescribeTableCommand({ TableName: tableName })
  const { Table } = await send({ client }, command, { signal })
  return Table?.ItemCount ?? 0
}

/** Does something with each item, some at a time; after an error no further one is begun. */
export async function forEachOf<T>(
  items: readonly T[],
  parallel: number,
  call: (item: T) => Promise<void>,
): Promise<void> {
  const failure: { error?: unknown } = {}
  let next = 0
  const work = async (): Promise<void> => {
    while (next < items.length && !('error' in failure)) {
      const item = items[next]
      next += 1
      try {
        // Sound: the index is within the list.
        await call(item as T)
      } catch (error) {
        failure.error ??= error
      }
    }
  }
  await Promise.all(Array.from({ length: parallel }, work))
  if ('error' in failure) throw failure.error
}

import { type TableKey, tableKeyOf } from '../items/table-key.ts'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { send } from '../client/send.ts'
import { headKey } from '../sync/keys.ts'
import type { RunContext } from './run-context.ts'
import { newSegments, scanTable } from './scan-table.ts'

/**
 * Begins a new run of every feed in the table: each cursor of before is answered with `reset`.
 *
 * It is done whether the run was stopped or not: rows were changed that no feed tells of.
 */
export async function resetFeeds(context: RunContext): Promise<void> {
  // Another one each time: cursors of a run that a stopped migration began are of the past too.
  const run = crypto.randomUUID()
  const { source, plan, layout } = context
  const reset = async (key: TableKey): Promise<void> => {
    const input = {
      TableName: source.tableName,
      Key: { ...key },
      UpdateExpression: 'SET #run = :run',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#run': 'run' },
      ExpressionAttributeValues: { ':run': run },
    }
    try {
      await send(source, new UpdateCommand(input), { idempotent: true })
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error
    }
  }
  if (layout.tenancy === undefined || layout.tenancy === 'table') {
    const shards = Math.max(plan.from.layout.shards, plan.to.layout.shards)
    await Promise.all(Array.from({ length: shards }, (_, shard) => reset(headKey('', shard))))
    return
  }
  const { sk } = headKey('', 0)
  await scanTable(
    { ...context, signal: undefined, reads: { take: async () => undefined } },
    {
      segments: newSegments(context.options.segments ?? 1),
      filter: {
        FilterExpression: 'sk = :head AND contains(pk, :changes)',
        ExpressionAttributeValues: { ':head': sk, ':changes': '#CHANGES#' },
        ProjectionExpression: 'pk, sk',
      },
      onPage: async (items) => {
        for (const item of items) await reset(tableKeyOf(item))
        return {}
      },
    },
  )
}

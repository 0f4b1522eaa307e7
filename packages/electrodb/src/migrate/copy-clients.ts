import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { entityAttribute, type Item } from '../items/item.ts'
import { send } from '../client/send.ts'
import { clientPartition } from '../sync/keys.ts'
import type { RunContext } from './run-context.ts'
import { templateTest } from './table-access.ts'

const partitions = [clientPartition('', '${client}'), clientPartition('TENANT#${tenant}#', '${client}')]
const tests = partitions.map(templateTest)

/** Whether an item is of a client's order: its last place, or the answers to what it sent. */
export function isClientItem(item: Item): boolean {
  return item[entityAttribute] === undefined && tests.some((test) => test(item['pk']))
}

/**
 * Copies an item of a client's order, unless the other table knows of later places: what it sent to the old table and
 * sends once more is not applied twice.
 */
export async function copyClientItem({ target, writes, checkpoint }: RunContext, item: Item): Promise<void> {
  const { lastSeq } = item
  const isHead = typeof lastSeq === 'number'
  const input = {
    TableName: target.tableName,
    Item: item,
    ConditionExpression: `attribute_not_exists(pk)${isHead ? ' OR lastSeq < :lastSeq' : ''}`,
    ...(isHead && { ExpressionAttributeValues: { ':lastSeq': lastSeq } }),
  }
  await writes.take(1)
  await checkpoint.beat()
  try {
    await send(target, new PutCommand(input), { idempotent: true })
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error
  }
}

import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Connection } from '../connection.ts'
import type { Item } from '../items/item.ts'
import type { QueryInput } from '../reads/key-range.ts'
import { send } from '../client/send.ts'

/** The items of a query, strongly consistent, page by page as they are wanted. */
export async function* queryItems(
  connection: Connection,
  input: QueryInput & { readonly Limit?: number },
  signal?: AbortSignal,
): AsyncGenerator<Item> {
  let after: Record<string, unknown> | undefined
  do {
    const command = new QueryCommand({
      ...input,
      TableName: connection.tableName,
      ConsistentRead: true,
      ExclusiveStartKey: after,
    })
    const answer = await send(connection, command, { signal })
    yield* answer.Items ?? []
    after = answer.LastEvaluatedKey
  } while (after)
}

import { DescribeTableCommand, type TableDescription } from '@aws-sdk/client-dynamodb'
import { placeOf, toStoreError } from '@throughline/electrodb'
import type { Connected } from '../project/project.ts'

/** What DynamoDB says of the table; `undefined` where there is none. */
export async function describeTable({ client, layout }: Connected): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: layout.tableName }))).Table
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined
    throw toStoreError(error, await placeOf(client, layout.tableName))
  }
}

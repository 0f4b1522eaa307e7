import { readFileSync } from 'node:fs'
import path from 'node:path'
import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { createDynamoClient } from '@throughline/electrodb'
import type { Running } from '../scripts/engine.ts'
import { tableName } from '../src/demo-data.ts'

type Item = Readonly<Record<string, unknown>>

function running(): Running {
  const folder = process.env['DEMO_DATA_DIR'] ?? ''
  // Sound: written by the demo's own script.
  return JSON.parse(readFileSync(path.join(folder, 'running.json'), 'utf8')) as Running
}

/** The raw items of the rows in one person's partition, as DynamoDB holds them; a row that was deleted left a tombstone. */
export async function partition(personId: string): Promise<readonly Item[]> {
  const client = createDynamoClient({ endpoint: running().endpoint })
  try {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `PERSON#${personId}` },
      }),
    )
    return Items.filter((item) => item['__edb_e__'] !== undefined)
  } finally {
    client.destroy()
  }
}

/** Process of the DynamoDB Local that this run of the tests started. */
export function databasePid(): number {
  return running().databasePid
}

/** Address of that DynamoDB Local. */
export function databaseEndpoint(): string {
  return running().endpoint
}

import { BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, describe, expect, it } from 'vitest'
import { awsError, type Scripted, scriptedServer, type ScriptedServer } from '../../tests/scripted-server.ts'
import { createDynamoClient } from './dynamo-client.ts'
import { toStoreError } from './dynamo-error.ts'
import { bulkPatience } from './retry-policy.ts'
import { createRetrier, type RetrierOptions } from './retry.ts'
import { type Retrying, sendBatch } from './send.ts'

const servers: ScriptedServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

interface Table extends Retrying {
  readonly server: ScriptedServer
  readonly delays: number[]
}

async function table(script: readonly Scripted[], options: RetrierOptions = {}): Promise<Table> {
  const server = await scriptedServer(script)
  servers.push(server)
  const delays: number[] = []
  let time = 0
  const retry = createRetrier({
    ...options,
    runtime: {
      random: () => 1,
      now: () => time,
      sleep: async (milliseconds) => {
        delays.push(milliseconds)
        time += milliseconds
      },
    },
  })
  return { client: createDynamoClient({ endpoint: server.endpoint }), retry, server, delays }
}

const put = (id: number): { PutRequest: { Item: { pk: string } } } => ({
  PutRequest: { Item: { pk: `${id}` } },
})

/** The answer that leaves these items unwritten. */
function leaving(...ids: readonly number[]): Scripted {
  const left = ids.map((id) => ({ PutRequest: { Item: { pk: { S: `${id}` } } } }))
  return { json: { UnprocessedItems: left.length > 0 ? { t: left } : {} } }
}

async function write(to: Table, ids: readonly number[], isBulk = false): Promise<void> {
  await sendBatch(to, ids.map(put), {
    command: (items) => new BatchWriteCommand({ RequestItems: { t: [...items] } }),
    // Sound: what is left is of what was sent.
    leftOf: ({ UnprocessedItems }) => (UnprocessedItems?.['t'] ?? []) as ReturnType<typeof put>[],
    isBulk,
  })
}

/** How many items each request had. */
function sizes({ bodies }: ScriptedServer): number[] {
  return bodies.map(({ RequestItems }) => (RequestItems as { t: unknown[] }).t.length)
}

describe('sendBatch', () => {
  it('sends what is left, and nothing else, until nothing is', async () => {
    const requests: unknown[] = []
    const to = await table([leaving(2, 3), leaving(3), leaving()], {
      onRequest: (event) => requests.push(event),
    })
    await write(to, [1, 2, 3])
    expect(sizes(to.server)).toEqual([3, 2, 1])
    expect(requests).toMatchObject([{ operation: 'BatchWriteItem', attempts: 3 }])
  })

  it('waits longer as long as nothing is done, and begins anew when something was', async () => {
    const to = await table([leaving(1, 2), leaving(1, 2), leaving(1, 2), leaving(2), leaving(2), leaving()])
    await write(to, [1, 2])
    expect(to.delays).toEqual([25, 50, 100, 25, 50])
  })

  it('goes on through throttles and broken connections', async () => {
    const to = await table([awsError('ThrottlingException'), leaving(2), 'reset', 'half', leaving()])
    await write(to, [1, 2])
    expect(sizes(to.server)).toEqual([2, 2, 1, 1, 1])
  })

  it('stops where nothing is ever done, and says how much is left', async () => {
    const to = await table([leaving(1, 2)], { retry: { tries: 3 } })
    const error = toStoreError(await write(to, [1, 2]).catch((cause: unknown) => cause), {
      tableName: 'shop',
    })
    expect(error.code).toBe('throttled')
    expect(error.message).toMatch(
      /^DynamoDB left 2 items of a batch unprocessed\. The table "shop" is throttled/,
    )
    expect(to.server.requests).toHaveLength(3)
  })

  it('is as patient with a load as with nothing else, and takes no tokens for it', async () => {
    const to = await table([leaving(1)], { retry: { tries: 2, tokens: 0 } })
    await expect(write(to, [1])).rejects.toThrow('unprocessed')
    expect(to.server.requests).toHaveLength(1)
    await expect(write(to, [1], true)).rejects.toThrow('unprocessed')
    expect(to.server.requests).toHaveLength(1 + bulkPatience.tries)
    expect(Math.max(...to.delays)).toBe(bulkPatience.cap)
  })

  it('sends nothing of nothing', async () => {
    const to = await table([leaving()])
    await write(to, [])
    expect(to.server.requests).toEqual([])
  })

  it('reads the keys that are left', async () => {
    const to = await table([
      {
        json: {
          Responses: { t: [{ pk: { S: 'a' } }] },
          UnprocessedKeys: { t: { Keys: [{ pk: { S: 'b' } }] } },
        },
      },
      { json: { Responses: { t: [{ pk: { S: 'b' } }] } } },
    ])
    const found: unknown[] = []
    await sendBatch(to, [{ pk: 'a' }, { pk: 'b' }], {
      command: (Keys) => new BatchGetCommand({ RequestItems: { t: { Keys: [...Keys] } } }),
      leftOf: ({ Responses, UnprocessedKeys }) => {
        found.push(...(Responses?.['t'] ?? []))
        return (UnprocessedKeys?.['t']?.Keys ?? []) as { pk: string }[]
      },
    })
    expect(found).toEqual([{ pk: 'a' }, { pk: 'b' }])
    expect(to.server.requests).toEqual(['BatchGetItem', 'BatchGetItem'])
  })
})

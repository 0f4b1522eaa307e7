import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, describe, expect, it } from 'vitest'
import { createDynamoClient } from '../src/client/dynamo-client.ts'
import { send } from '../src/client/send.ts'
import { recorded } from './recorded-retrier.ts'
import { awsError, type Scripted, scriptedServer, type ScriptedServer } from './scripted-server.ts'

const opened: { close: () => Promise<void> | void }[] = []
afterEach(async () => {
  for (const part of opened.splice(0)) await part.close()
})

async function serve(...script: Scripted[]): Promise<ScriptedServer> {
  const server = await scriptedServer(script)
  opened.push(server)
  return server
}

/** A client as users make them, with retries of its own. */
function ownClient({ endpoint }: ScriptedServer, config: DynamoDBClientConfig): DynamoDBDocumentClient {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region: 'local', credentials, ...config }),
  )
  opened.push({ close: () => client.destroy() })
  return client
}

const get = (): GetCommand => new GetCommand({ TableName: 't', Key: { pk: 'a', sk: 'b' } })
const found: Scripted = { json: { Item: { pk: { S: 'a' } } } }
const throttle = awsError('ThrottlingException')

describe("a client's own retries", () => {
  it.each([throttle, awsError('InternalServerError', 500)])('are not doubled (%#)', async (failure) => {
    const server = await serve(failure)
    const client = ownClient(server, { maxAttempts: 3 })
    const { retry } = recorded({}, { client })
    await expect(send({ client, retry }, get())).rejects.toThrow('About')
    expect(server.requests).toHaveLength(3)
  })

  it('are not doubled by the policy that a client has without a store', async () => {
    const server = await serve(throttle)
    await expect(send({ client: ownClient(server, { maxAttempts: 2 }) }, get())).rejects.toThrow('About')
    expect(server.requests).toHaveLength(2)
  })

  it('are not doubled where the SDK has stopped them for lack of its own tokens', async () => {
    const server = await serve(throttle)
    const client = ownClient(server, {
      maxAttempts: 3,
      retryStrategy: {
        mode: 'none',
        acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
        refreshRetryTokenForRetry: async () => {
          throw new Error('No token.')
        },
        recordSuccess: () => undefined,
      },
    })
    await expect(send({ client, retry: recorded({}, { client }).retry }, get())).rejects.toThrow('About')
    expect(server.requests).toHaveLength(1)
  })

  it('leave to the store what the SDK never sends again', async () => {
    const server = await serve(awsError('TransactionConflictException'), found)
    const client = ownClient(server, { maxAttempts: 3 })
    await send({ client, retry: recorded({}, { client }).retry }, get())
    expect(server.requests).toHaveLength(2)
  })

  it('are off in a client of createDynamoClient, unless they are asked for', async () => {
    const server = await serve(throttle)
    const tries = async (maxAttempts?: number): Promise<number> => {
      const before = server.requests.length
      const { endpoint } = server
      const client = createDynamoClient({ endpoint, ...(maxAttempts !== undefined && { maxAttempts }) })
      opened.push({ close: () => client.destroy() })
      await expect(client.send(get())).rejects.toThrow('About')
      return server.requests.length - before
    }
    expect(await tries()).toBe(1)
    expect(await tries(2)).toBe(2)
  })
})

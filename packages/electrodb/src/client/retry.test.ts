import {
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { afterEach, describe, expect, it } from 'vitest'
import { recorded } from '../../tests/recorded-retrier.ts'
import { awsError, type Scripted, scriptedServer, type ScriptedServer } from '../../tests/scripted-server.ts'
import { sleep } from './backoff.ts'
import { createDynamoClient } from './dynamo-client.ts'
import { createRetrier, type Retrier, withRetry } from './retry.ts'
import { type Command, type Retrying, send } from './send.ts'

const opened: { close: () => Promise<void> | void }[] = []
afterEach(async () => {
  for (const part of opened.splice(0)) await part.close()
})

async function serve(...script: Scripted[]): Promise<ScriptedServer> {
  const server = await scriptedServer(script)
  opened.push(server)
  return server
}

function connect({ endpoint }: ScriptedServer, retry?: Retrier, timeout = 30_000): Retrying {
  const client = createDynamoClient({ endpoint, timeout, connectionTimeout: timeout })
  opened.push({ close: () => client.destroy() })
  return { client, retry }
}

const get = (): GetCommand => new GetCommand({ TableName: 't', Key: { pk: 'a', sk: 'b' } })
const found: Scripted = { json: { Item: { pk: { S: 'a' } } } }
const throttle = awsError('ThrottlingException')
const transaction = (ClientRequestToken?: string): TransactWriteCommand =>
  new TransactWriteCommand({
    TransactItems: [{ Put: { TableName: 't', Item: { pk: 'a' } } }],
    ...(ClientRequestToken !== undefined && { ClientRequestToken }),
  })

describe('send', () => {
  it.each<[string, Scripted]>([
    ['an error 500', awsError('InternalServerError', 500)],
    ['an error 503 without a body', { status: 503, json: {} }],
    ['a gateway that answers 502 in HTML', { status: 502, html: '<html>Bad gateway' }],
    ['a throttle', throttle],
    ['a limit of requests', awsError('RequestLimitExceeded')],
    ['too much for the table', awsError('ProvisionedThroughputExceededException')],
    ['a conflict with a transaction', awsError('TransactionConflictException')],
    ['an answer that never comes', 'hang'],
    ['an answer that stops', 'stall'],
    ['an answer that is cut off', 'half'],
    ['a connection that is reset', 'reset'],
  ])('sends a read again after %s', async (_name, failure) => {
    const server = await serve(failure, failure, found)
    const { retry, retries, requests } = recorded()
    const isWaitedFor = failure === 'hang' || failure === 'stall'
    const { Item } = await send(connect(server, retry, isWaitedFor ? 1_000 : undefined), get())
    expect(Item).toEqual({ pk: 'a' })
    expect(server.requests).toEqual(['GetItem', 'GetItem', 'GetItem'])
    expect(retries).toMatchObject([
      { operation: 'GetItem', attempt: 1, delay: 25, error: expect.any(Error) as Error },
      { operation: 'GetItem', attempt: 2, delay: 50 },
    ])
    expect(requests).toEqual([{ operation: 'GetItem', ms: 75, attempts: 3 }])
  })

  it.each([
    'AccessDeniedException',
    'ConditionalCheckFailedException',
    'ExpiredTokenException',
    'ItemCollectionSizeLimitExceededException',
    'ResourceNotFoundException',
    'TransactionCanceledException',
    'UnrecognizedClientException',
    'ValidationException',
  ])('sends nothing again after %s', async (name) => {
    const server = await serve(awsError(name), found)
    const { retry, requests } = recorded()
    await expect(send(connect(server, retry), get())).rejects.toMatchObject({ name })
    expect(server.requests).toHaveLength(1)
    expect(requests).toMatchObject([{ attempts: 1, error: { name } }])
  })

  it('leaves a transaction alone whose reasons are conflicts: its plan may be old', async () => {
    const cancelled = {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      CancellationReasons: [{ Code: 'TransactionConflict' }],
    }
    const server = await serve({ status: 400, json: cancelled })
    const sending = send(connect(server, recorded().retry), transaction('token'))
    await expect(sending).rejects.toMatchObject({ name: 'TransactionCanceledException' })
    expect(server.requests).toHaveLength(1)
  })

  it('stops after the tries, with the last error', async () => {
    const server = await serve(throttle)
    const { retry, delays } = recorded({ tries: 4, base: 100, cap: 300 })
    await expect(send(connect(server, retry), get())).rejects.toThrow('About ThrottlingException.')
    expect(server.requests).toHaveLength(4)
    expect(delays).toEqual([100, 200, 300])
  })

  it('sends once where one try is all', async () => {
    const server = await serve(throttle)
    await expect(send(connect(server, recorded({ tries: 1 }).retry), get())).rejects.toThrow('Throttling')
    expect(server.requests).toHaveLength(1)
  })

  it('begins no try that would pass the budget', async () => {
    const server = await serve(throttle)
    const { retry, delays } = recorded({ tries: 50, base: 100, cap: 1_000, budget: 3_000 })
    await expect(send(connect(server, retry), get())).rejects.toThrow('Throttling')
    expect(delays).toEqual([100, 200, 400, 800, 1_000])
  })

  it('waits anything from nothing to the whole of each wait', async () => {
    const server = await serve(throttle)
    const randoms = [0, 0.5, 0.25]
    const { retry, delays } = recorded({ tries: 4 }, { runtime: { random: () => randoms.shift() ?? 1 } })
    await expect(send(connect(server, retry), get())).rejects.toThrow('Throttling')
    expect(delays).toEqual([0, 25, 25])
  })

  it('corrects its clock by the answer of DynamoDB', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    const skewed = {
      status: 400,
      json: { __type: 'x#InvalidSignatureException', message: 'Signature expired: now is earlier.' },
      headers: { date },
    }
    const server = await serve(skewed, found)
    expect((await send(connect(server, recorded().retry), get())).Item).toEqual({ pk: 'a' })
    expect(server.requests).toHaveLength(2)
  })
})

describe('what may have been done', () => {
  const put = (condition?: string): PutCommand =>
    new PutCommand({ TableName: 't', Item: { pk: 'a' }, ConditionExpression: condition })
  const update = new UpdateCommand({ TableName: 't', Key: { pk: 'a' }, UpdateExpression: 'ADD n :one' })

  it.each<[string, () => Command<unknown>, number]>([
    ['a put', () => put(), 2],
    ['a put on condition', () => put('attribute_not_exists(pk)'), 1],
    ['an update', () => update, 1],
    ['a transaction', () => transaction(), 1],
    ['a transaction with a token', () => transaction('token'), 2],
    ['a batch', () => new BatchWriteCommand({ RequestItems: {} }), 2],
  ])('%s is sent again only where twice is as good as once', async (_name, command, times) => {
    for (const failure of ['reset', awsError('InternalServerError', 500)] as const) {
      const server = await serve(failure, { json: {} })
      const sending = send(connect(server, recorded().retry), command()).catch(() => 'failed')
      expect(await sending).toEqual(times === 1 ? 'failed' : expect.anything())
      expect(server.requests).toHaveLength(times)
    }
    // Refused is not done, whatever it is.
    const server = await serve(throttle, { json: {} })
    await send(connect(server, recorded().retry), command())
    expect(server.requests).toHaveLength(2)
  })

  it('is sent again where its caller says so', async () => {
    const server = await serve('reset', { json: {} })
    await send(connect(server, recorded().retry), put('attribute_not_exists(pk)'), { idempotent: true })
    expect(server.requests).toHaveLength(2)
  })

  it('carries one token in all tries of a transaction', async () => {
    const server = await serve('reset', awsError('InternalServerError', 500), { json: {} })
    await send(connect(server, recorded().retry), transaction('one-token'))
    expect(server.bodies.map(({ ClientRequestToken }) => ClientRequestToken)).toEqual(
      Array.from({ length: 3 }, () => 'one-token'),
    )
  })
})

describe('the tokens of a store', () => {
  it('keep an outage from becoming a multiple of the load', async () => {
    const server = await serve(throttle)
    const { retry } = recorded({ tries: 8, tokens: 10 })
    const connection = connect(server, retry)
    const calls = Array.from({ length: 50 }, () => send(connection, get()).catch(() => 'failed'))
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['failed']))
    expect(server.requests).toHaveLength(60)
  })

  it('come back with successes', async () => {
    const script = [throttle, ...Array.from({ length: 10 }, () => found), throttle, found]
    const server = await serve(...script)
    const { retry } = recorded({ tokens: 1, tries: 3 })
    const connection = connect(server, retry)
    // Its own token comes back with the success.
    await send(connection, get())
    for (let count = 0; count < 9; count += 1) await send(connection, get())
    await send(connection, get())
    expect(server.requests).toHaveLength(13)
  })

  it('are a tenth for each success', async () => {
    const answers = Array.from({ length: 10 }, () => found)
    const server = await serve(throttle, throttle, ...answers.slice(1), throttle, ...answers, throttle, found)
    const { retry } = recorded({ tokens: 1, tries: 2 })
    const connection = connect(server, retry)
    await expect(send(connection, get())).rejects.toThrow('Throttling')
    for (let count = 0; count < 9; count += 1) await send(connection, get())
    await expect(send(connection, get())).rejects.toThrow('Throttling')
    for (let count = 0; count < 10; count += 1) await send(connection, get())
    expect((await send(connection, get())).Item).toEqual({ pk: 'a' })
  })
})

describe('a signal', () => {
  it('stops a wait', async () => {
    const server = await serve(throttle)
    const { retry, requests } = recorded(
      { base: 60_000, cap: 60_000, budget: 100_000 },
      { runtime: { sleep } },
    )
    const stop = new AbortController()
    const sending = send(connect(server, retry), get(), { signal: stop.signal })
    await expect.poll(() => server.requests.length).toBe(1)
    setTimeout(() => stop.abort(), 20)
    await expect(sending).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    expect(server.requests).toHaveLength(1)
    expect(requests).toMatchObject([{ attempts: 1, error: { code: 'aborted' } }])
  })

  it('stops a request that is on its way', async () => {
    const server = await serve('hang')
    const stop = new AbortController()
    const sending = send(connect(server, recorded().retry), get(), { signal: stop.signal })
    await expect.poll(() => server.requests.length).toBe(1)
    stop.abort()
    await expect(sending).rejects.toMatchObject({ name: 'StoreError', code: 'aborted' })
    expect(server.requests).toHaveLength(1)
  })

  it('that has fired lets nothing be sent', async () => {
    const server = await serve(found)
    const { retry, requests } = recorded()
    const sending = send(connect(server, retry), get(), { signal: AbortSignal.abort() })
    await expect(sending).rejects.toMatchObject({ code: 'aborted' })
    expect(server.requests).toEqual([])
    expect(requests).toEqual([])
  })
})

describe('hooks', () => {
  it('cannot break a call', async () => {
    const server = await serve(throttle, found)
    const brokenLater = (): unknown => Promise.reject(new Error('Broken later.'))
    const { retry } = recorded(
      {},
      {
        onRetry: () => {
          throw new Error('Broken.')
        },
        onRequest: brokenLater,
      },
    )
    expect((await send(connect(server, retry), get())).Item).toEqual({ pk: 'a' })
    // A rejection without a handler would end the test run.
    await new Promise(setImmediate)
  })

  it('are told the capacity that a request took', async () => {
    const server = await serve({ json: { ConsumedCapacity: { TableName: 't', CapacityUnits: 1.5 } } })
    const { retry, requests } = recorded()
    await send(connect(server, retry), get())
    expect(server.bodies).toMatchObject([{ ReturnConsumedCapacity: 'TOTAL' }])
    expect(requests).toMatchObject([{ consumedCapacity: 1.5 }])
  })

  it('cost nothing where there are none', async () => {
    const server = await serve(found)
    await send(connect(server), get())
    expect(server.bodies[0]).not.toHaveProperty('ReturnConsumedCapacity')
  })
})

describe('withRetry', () => {
  it('runs a request of any client', async () => {
    const failures = ['ECONNRESET', 'ECONNREFUSED']
    const answer = await withRetry(async () => {
      const code = failures.pop()
      if (code !== undefined) throw Object.assign(new Error(code), { code })
      return 'answer'
    })
    expect(answer).toBe('answer')
    const stopped = withRetry(async () => 'never', AbortSignal.abort())
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('the options of the policy', () => {
  it.each([{ tries: 0 }, { tries: 1.5 }, { base: -1 }, { cap: Number.NaN }, { budget: -1 }, { tokens: -1 }])(
    'refuse %j',
    (retry) => {
      expect(() => createRetrier({ retry })).toThrow(expect.objectContaining({ code: 'invalid' }) as Error)
    },
  )
})

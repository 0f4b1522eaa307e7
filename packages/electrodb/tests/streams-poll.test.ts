import { setTimeout as sleep } from 'node:timers/promises'
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { enableStream, pollStream, type StreamCheckpoint, type StreamRecord } from '../src/streams/index.ts'
import {
  changesOf,
  freshStream,
  readUntil,
  type StreamTable,
  writeCustomers,
  writeEnd,
} from './read-stream.ts'
import { freshTable, shopModel } from './shop-model.ts'

let table: StreamTable

beforeEach(async () => {
  table = await freshStream()
})

/** Counts what is sent to DynamoDB by operation. */
function countRequests({ config: { requestHandler } }: DynamoDBDocumentClient): Map<string, number> {
  const counts = new Map<string, number>()
  const handle = requestHandler.handle.bind(requestHandler)
  requestHandler.handle = (request, options) => {
    const [, operation = ''] = String(request.headers['x-amz-target']).split('.')
    counts.set(operation, (counts.get(operation) ?? 0) + 1)
    return handle(request, options)
  }
  return counts
}

describe('pollStream', () => {
  it('is in place with its first batch, and goes on from a checkpoint', async () => {
    await writeCustomers(table, 'old')
    let isPlaced = false
    const controller = new AbortController()
    const seen: string[] = []
    let checkpoint: StreamCheckpoint | undefined
    const polling = pollStream(table.client, table.streamArn, {
      from: 'now',
      interval: 10,
      signal: controller.signal,
      onRecords: (batch) => {
        checkpoint = JSON.parse(JSON.stringify(batch.checkpoint))
        if (batch.kind === 'position') isPlaced = true
        if (batch.kind !== 'records') return
        seen.push(
          ...changesOf(batch.records).changes.map(({ entity, key }) =>
            [entity, ...Object.values(key)].join(' '),
          ),
        )
        if (seen.length > 0) controller.abort()
      },
    })
    while (!isPlaced) await sleep(5)
    await writeCustomers(table, 'new')
    await polling
    expect(seen).toEqual(['customers new'])
    const isEnough = await writeEnd(table)
    if (!checkpoint) throw new Error('There is no checkpoint.')
    const { records, batches } = await readUntil(table, isEnough, { from: checkpoint })
    expect(changesOf(records).changes.map(({ entity }) => entity)).toEqual(['priceLists'])
    expect(batches.map(({ kind }) => kind)).not.toContain('gap')
  })

  it('asks for the table, the shards and an iterator once, and for records page by page', async () => {
    await writeCustomers(table, '1', '2', '3', '4', '5')
    const isEnough = await writeEnd(table)
    const counts = countRequests(table.client)
    const { batches } = await readUntil(table, isEnough)
    expect(Object.fromEntries(counts)).toEqual({
      DescribeTable: 1,
      DescribeStream: 1,
      GetShardIterator: 1,
      GetRecords: batches.filter(({ kind }) => kind === 'records').length,
    })
    expect(counts.get('GetRecords')).toBe(1)
  })

  it('ends with a stream that is turned off, and tells a gap where the checkpoint is of an earlier one', async () => {
    const { records, checkpoint } = await readUntil(table, await writeEnd(table))
    const turnOff = new UpdateTableCommand({
      TableName: table.tableName,
      StreamSpecification: { StreamEnabled: false },
    })
    await table.client.send(turnOff)
    const again: StreamRecord[] = []
    await pollStream(table.client, table.streamArn, {
      from: 'start',
      interval: 10,
      onRecords: (batch) => void (batch.kind === 'records' && again.push(...batch.records)),
    })
    expect(again).toEqual(records)
    await expect(
      pollStream(table.client, table.tableName, { from: 'now', onRecords: () => undefined }),
    ).rejects.toMatchObject({
      code: 'not_configured',
      message: `The table "${table.tableName}" has no stream. Turn it on: enableStream(client, "${table.tableName}").`,
    })
    // DynamoDB Local names streams by the millisecond.
    expect(await enableStream(table.client, table.tableName)).not.toBe(table.streamArn)
    const { batches } = await readUntil(table, await writeEnd(table), { from: checkpoint })
    expect(batches.map(({ kind }) => kind)).toEqual(['gap', 'position', 'records'])
  })

  it('rejects with what its caller throws, and with sentences for what is missing', async () => {
    const own = new TypeError('mine')
    const onRecords = () => {
      throw own
    }
    await expect(pollStream(table.client, table.streamArn, { from: 'start', onRecords })).rejects.toBe(own)
    const poll = (source: string) => pollStream(table.client, source, { from: 'start', onRecords })
    await expect(poll('missing-table')).rejects.toMatchObject({ code: 'not_configured' })
    const gone = `${table.streamArn.slice(0, -3)}${table.streamArn.endsWith('000') ? '001' : '000'}`
    await expect(poll(gone)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('does not exist: a stream is deleted 24 hours after it is turned off'),
    })
  })

  it('does nothing where the signal has fired before', async () => {
    const onRecords = () => {
      throw new Error('It was called.')
    }
    await pollStream(table.client, table.streamArn, { from: 'start', onRecords, signal: AbortSignal.abort() })
  })
})

describe('enableStream', () => {
  it('answers the stream that is on, and leaves it as it is', async () => {
    const { client, tableName, streamArn } = table
    expect(streamArn).toContain(`table/${tableName}/stream/`)
    expect(await enableStream(client, tableName)).toBe(streamArn)
  })

  it('refuses a stream of another view, and a table that is not there', async () => {
    const { client, tableName } = await freshTable(shopModel)
    await client.send(
      new UpdateTableCommand({
        TableName: tableName,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    )
    await expect(enableStream(client, tableName)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(
        `The stream of the table "${tableName}" has KEYS_ONLY instead of NEW_AND_OLD_IMAGES`,
      ),
    })
    await expect(enableStream(client, 'missing-table')).rejects.toMatchObject({ code: 'not_configured' })
  })

  it('is turned on once by several at one time', async () => {
    const { client, tableName } = await freshTable(shopModel)
    const arns = await Promise.all(Array.from({ length: 4 }, () => enableStream(client, tableName)))
    expect(new Set(arns).size).toBe(1)
  })
})

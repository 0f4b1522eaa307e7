import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import { StoreError } from '@throughline/schema'
import { throwIfAborted } from '@throughline/schema/adapter'
import type { Connection } from '../connection.ts'
import { type Item, itemBytes } from '../items/item.ts'
import { sendBatch } from './send.ts'

type Request = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number]

/** One item to put or to delete; `id` is its key in one text. */
export interface WriteRequest {
  readonly id: string
  readonly request: Request
  /** Rows that it is counted as: none for an item that is kept beside a row. */
  readonly rows: number
  /** Of the rows that were given, those that are whole with this request and all before it. */
  readonly upTo?: number
}

export interface BatchWriteOptions {
  /** Batches on the way at one time. */
  readonly parallel: number
  readonly signal?: AbortSignal | undefined
  /** Called after each batch with the number of rows that it answers. */
  readonly onWritten: (rows: number) => void
  /** Called with the `upTo` of the last batch that is written with all before it. */
  readonly onSettled?: ((upTo: number) => void) | undefined
}

interface Batch {
  readonly requests: Map<string, Request>
  /** Rows taken into the batch; more than it holds where a key came twice. */
  taken: number
  upTo: number
  isWritten: boolean
}

/** The most that DynamoDB takes in one batch, and in one item. */
const batchSize = 25
const mostItemBytes = 400 * 1024

/**
 * Writes requests in batches, several at a time, in constant memory; of one key, the last request wins.
 *
 * A key that is on its way waits for its batch, so that two batches never race for it. After an error no further batch is
 * begun, and those on their way are awaited.
 */
export async function writeBatches(
  connection: Connection,
  requests: AsyncIterable<WriteRequest>,
  options: BatchWriteOptions,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const keysOnTheWay = new Map<string, Promise<void>>()
  const failure: { error?: unknown } = {}
  /** In the order in which they were begun, from the first that is not written. */
  const begun: Batch[] = []
  const settle = (batch: Batch): void => {
    Object.assign(batch, { isWritten: true })
    const open = begun.findIndex(({ isWritten }) => !isWritten)
    const settled = begun.splice(0, open === -1 ? begun.length : open).at(-1)
    if (settled) options.onSettled?.(settled.upTo)
  }
  const check = (): void => {
    if ('error' in failure) throw failure.error
    throwIfAborted(options.signal)
  }
  const send = async (batch: Batch): Promise<void> => {
    try {
      await writeBatch(connection, [...batch.requests.values()], options.signal)
      options.onWritten(batch.taken)
      settle(batch)
    } catch (error) {
      failure.error ??= error
    }
  }
  const begin = async (batch: Batch): Promise<void> => {
    while (running.size >= options.parallel) await Promise.race(running)
    check()
    begun.push(batch)
    const sending = send(batch).finally(() => {
      running.delete(sending)
      for (const id of batch.requests.keys()) keysOnTheWay.delete(id)
    })
    running.add(sending)
    for (const id of batch.requests.keys()) keysOnTheWay.set(id, sending)
  }
  try {
    let batch = newBatch()
    for await (const { id, request, rows, upTo = 0 } of requests) {
      check()
      await keysOnTheWay.get(id)
      batch.requests.set(id, request)
      batch.taken += rows
      batch.upTo = upTo
      if (batch.requests.size < batchSize) continue
      await begin(batch)
      batch = newBatch()
    }
    if (batch.requests.size > 0) await begin(batch)
  } finally {
    await Promise.all(running)
  }
  check()
}

function newBatch(): Batch {
  return { requests: new Map(), taken: 0, upTo: 0, isWritten: false }
}

async function writeBatch(
  connection: Connection,
  batch: readonly Request[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { tableName } = connection
  try {
    await sendBatch(connection, batch, {
      command: (requests) => new BatchWriteCommand({ RequestItems: { [tableName]: [...requests] } }),
      leftOf: ({ UnprocessedItems }) => UnprocessedItems?.[tableName] ?? [],
      signal,
      isBulk: true,
    })
  } catch (error) {
    throw explained(error, batch)
  }
}

/** DynamoDB refuses a whole batch for one item that is too large, without naming it. */
function explained(error: unknown, batch: readonly Request[]): unknown {
  if (!(error instanceof Error) || error.name !== 'ValidationException') return error
  const items = batch.flatMap(({ PutRequest }): Item[] => (PutRequest?.Item ? [PutRequest.Item] : []))
  const large = items.find((item) => itemBytes(item) > mostItemBytes)
  if (!large) return error
  const key = `${String(large['pk'])} / ${String(large['sk'])}`
  return new StoreError('too_large', `The item ${key} is larger than the 400 KB that DynamoDB takes.`, {
    cause: error,
  })
}

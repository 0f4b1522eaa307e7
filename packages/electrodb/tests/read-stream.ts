import { tableLayout } from '../src/index.ts'
import {
  enableStream,
  pollStream,
  type PollStreamOptions,
  type StreamBatch,
  type StreamChanges,
  type StreamCheckpoint,
  type StreamRecord,
  streamRecords,
} from '../src/streams/index.ts'
import { freshTable, mutationId, shopModel, type TestTable } from './shop-model.ts'

type Shop = typeof shopModel

/** A table with a stream. */
export interface StreamTable extends TestTable<Shop> {
  readonly streamArn: string
}

const layout = tableLayout(shopModel)

export async function freshStream(): Promise<StreamTable> {
  const table = await freshTable(shopModel)
  return { ...table, streamArn: await enableStream(table.client, table.tableName) }
}

export interface StreamPart {
  readonly records: readonly StreamRecord[]
  readonly batches: readonly StreamBatch[]
  readonly checkpoint: StreamCheckpoint
}

/** Reads what the stream of a table has until `isEnough`, and stops. */
export async function readUntil(
  { client, tableName }: Pick<StreamTable, 'client' | 'tableName'>,
  isEnough: (records: readonly StreamRecord[]) => boolean,
  { from = 'start', seconds = 20 }: { from?: PollStreamOptions['from']; seconds?: number } = {},
): Promise<StreamPart> {
  const controller = new AbortController()
  const records: StreamRecord[] = []
  const batches: StreamBatch[] = []
  const deadline = setTimeout(() => controller.abort(), seconds * 1000)
  await pollStream(client, tableName, {
    from,
    interval: 20,
    signal: controller.signal,
    onRecords: (batch) => {
      batches.push(batch)
      if (batch.kind === 'records') records.push(...batch.records)
      if (isEnough(records)) controller.abort()
    },
  })
  clearTimeout(deadline)
  const checkpoint = batches.at(-1)?.checkpoint
  if (!checkpoint || !isEnough(records)) throw new Error(`The stream did not have it within ${seconds} s.`)
  return { records, batches, checkpoint }
}

/** Writes a row last of all, by which a reader knows that it has seen the rest. */
export async function writeEnd({
  store,
}: StreamTable): Promise<(records: readonly StreamRecord[]) => boolean> {
  const season = mutationId()
  await store.push([
    {
      op: 'insert',
      mutationId: mutationId(),
      entity: 'priceLists',
      row: { region: 'END', season, factor: 1 },
    },
  ])
  return (records) => records.some(({ dynamodb }) => dynamodb?.NewImage?.['season']?.S === season)
}

/** Writes customers, one after the other. */
export async function writeCustomers({ store }: StreamTable, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await store.push([{ op: 'insert', mutationId: mutationId(), entity: 'customers', row: { id, name: id } }])
  }
}

export function changesOf(records: readonly StreamRecord[]): StreamChanges<Shop> {
  return streamRecords(shopModel, layout, { Records: records })
}

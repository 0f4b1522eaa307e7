import type { _Record as SdkRecord } from '@aws-sdk/client-dynamodb-streams'
import type { DynamoDBRecord, DynamoDBStreamEvent, DynamoDBStreamHandler } from 'aws-lambda'
import type { StoredRow } from '@throughline/schema'
import { expectTypeOf, test } from 'vitest'
import type { TableLayout } from '../layout/table-layout.ts'
import { shopModel } from '../../tests/shop-model.ts'
import { handleStream } from './handle-stream.ts'
import type { RowChange } from './row-change.types.ts'
import type { StreamEvent, StreamRecord } from './stream-event.types.ts'
import { streamRecords } from './stream-records.ts'

declare const layout: TableLayout
type Change = RowChange<typeof shopModel>

test('events of Lambda and records of the SDK are records', () => {
  expectTypeOf<DynamoDBStreamEvent>().toExtend<StreamEvent>()
  expectTypeOf<DynamoDBRecord>().toExtend<StreamRecord>()
  expectTypeOf<SdkRecord>().toExtend<StreamRecord>()
})

test('a handler is one of Lambda', () => {
  const one = handleStream(shopModel, layout, (change) => {
    expectTypeOf(change).toEqualTypeOf<Change>()
  })
  expectTypeOf(one).toExtend<DynamoDBStreamHandler>()
  const byRow = handleStream(
    shopModel,
    layout,
    (change) => void expectTypeOf(change).toEqualTypeOf<Change>(),
    {
      order: 'row',
      onFailure: ({ changes }) => (changes[0]?.entity === 'orders' ? 'skip' : 'retry'),
    },
  )
  expectTypeOf(byRow).toExtend<DynamoDBStreamHandler>()
  handleStream(
    shopModel,
    layout,
    (changes) => void expectTypeOf(changes).toEqualTypeOf<readonly Change[]>(),
    { batchSize: 10 },
  )
  // @ts-expect-error -- batches are in the order of the shard
  handleStream(shopModel, layout, () => undefined, { batchSize: 10, order: 'row' })
})

test('a change is narrowed by its entity and by what happened', () => {
  const [change] = streamRecords(shopModel, layout, { Records: [] }).changes
  if (!change) return
  if (change.entity === 'orders') {
    expectTypeOf(change.key).toEqualTypeOf<{ id: string; customerId: string }>()
    expectTypeOf(change.changedFields[0]).toEqualTypeOf<
      'customerId' | 'extra' | 'id' | 'lines' | 'note' | 'total' | undefined
    >()
    if (change.op === 'update') expectTypeOf(change.before.row.total).toEqualTypeOf<number>()
  }
  if (change.op === 'insert') expectTypeOf(change.before).toEqualTypeOf<undefined>()
  if (change.op === 'delete') {
    expectTypeOf(change.after).toEqualTypeOf<undefined>()
    expectTypeOf(change.before).toExtend<StoredRow>()
  }
  // @ts-expect-error -- a delete has no row after it
  if (change.op === 'delete') void change.after.row
})

import type { Mutation, StoredRow } from '@throughline/schema'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { tableLayout } from '../src/index.ts'
import { handleStream, type RowChange, streamRecords } from '../src/streams/index.ts'
import {
  changesOf,
  freshStream,
  readUntil,
  type StreamTable,
  writeCustomers,
  writeEnd,
} from './read-stream.ts'
import { mutationId, shopModel } from './shop-model.ts'
import { lambdaEvent } from './stream-records.ts'

type Shop = typeof shopModel
type Change = RowChange<Shop>

const layout = tableLayout(shopModel)
let table: StreamTable

beforeEach(async () => {
  table = await freshStream()
})

const isEnd = ({ entity }: Change): boolean => entity === 'priceLists'

const customerIds = ['a', 'b']
const orderIds = ['1', '2', '3']
const customerKeys = customerIds.map((id) => ({ id }))
const orderKeys = customerIds.flatMap((customerId) => orderIds.map((id) => ({ id, customerId })))
const nameOf = ({ entity, key }: Pick<Change, 'entity' | 'key'>): string =>
  [entity, ...Object.values(key).toSorted()].join(' ')
/** All rows that the series can make, by name. */
const names = [
  ...customerKeys.map((key) => nameOf({ entity: 'customers', key })),
  ...orderKeys.map((key) => nameOf({ entity: 'orders', key })),
]

async function allRows(): Promise<(StoredRow | undefined)[]> {
  const { store } = table
  const [customers, orders] = await Promise.all([
    store.batchGet('customers', customerKeys),
    store.batchGet('orders', orderKeys),
  ])
  return [...customers, ...orders]
}

type Write =
  | { readonly kind: 'load'; readonly customerId: string; readonly total: number }
  | { readonly kind: 'push'; readonly mutation: Mutation<Shop> }

const customerId = fc.constantFrom(...customerIds)
const orderKey = fc.record({ id: fc.constantFrom(...orderIds), customerId })
const total = fc.integer({ min: 0, max: 3 })
const push = (mutation: fc.Arbitrary<Omit<Mutation<Shop>, 'mutationId'>>) =>
  mutation.map((one): Write => {
    // Sound: what is left out is added here.
    return { kind: 'push', mutation: { ...one, mutationId: mutationId() } as Mutation<Shop> }
  })
const write: fc.Arbitrary<Write> = fc.oneof(
  push(customerId.map((id) => ({ op: 'insert', entity: 'customers', row: { id, name: 'N' } }))),
  push(
    fc
      .tuple(customerId, fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }))
      .map(([id, joined]) => {
        return { op: 'update', entity: 'customers', key: { id }, changes: { joined } }
      }),
  ),
  push(customerId.map((id) => ({ op: 'delete', entity: 'customers', key: { id } }))),
  push(
    fc.tuple(orderKey, total).map(([key, sum]) => {
      return { op: 'insert', entity: 'orders', row: { ...key, total: sum, note: null } }
    }),
  ),
  push(
    fc
      .tuple(orderKey, total)
      .map(([key, sum]) => ({ op: 'update', entity: 'orders', key, changes: { total: sum } })),
  ),
  push(orderKey.map((key) => ({ op: 'delete', entity: 'orders', key }))),
  fc.record({ kind: fc.constant('load' as const), customerId, total }),
)

async function apply(one: Write): Promise<void> {
  if (one.kind === 'push') return void (await table.store.push([one.mutation]))
  const owner = one.customerId
  await table.store.load([
    { entity: 'customers', row: { id: owner, name: `L${one.total}` } },
    { entity: 'orders', row: { id: '1', customerId: owner, total: one.total, note: 'loaded' } },
  ])
}

describe('a random series of writes', () => {
  it('is seen once, in order per row, with the rows that the store answered before and after', async () => {
    const ops = new Set<string>()
    const run = fc.asyncProperty(fc.array(write, { minLength: 30, maxLength: 40 }), async (series) => {
      table = await freshStream()
      const expected = new Map<string, { op: string; before: unknown; after: unknown }[]>()
      let before = await allRows()
      for (const one of series) {
        await apply(one)
        const after = await allRows()
        for (const [index, name] of names.entries()) {
          const [old, next] = [before[index], after[index]]
          if (old?.meta.version === next?.meta.version) continue
          const op = old ? (next ? 'update' : 'delete') : 'insert'
          expected.set(name, [...(expected.get(name) ?? []), { op, before: old, after: next }])
        }
        before = after
      }
      const { records } = await readUntil(table, await writeEnd(table))
      const { changes, failures } = changesOf(records)
      expect(failures).toEqual([])
      const seen = new Map<string, Change[]>()
      for (const change of changes) {
        if (!isEnd(change)) seen.set(nameOf(change), [...(seen.get(nameOf(change)) ?? []), change])
      }
      expect([...seen.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
      for (const [name, own] of expected) {
        expect(seen.get(name)?.map(({ op, before: old, after }) => ({ op, before: old, after }))).toEqual(own)
      }
      for (const { op } of changes) ops.add(op)
      // As Lambda gets them.
      expect(streamRecords(shopModel, layout, lambdaEvent(records))).toEqual({ changes, failures })
    })
    await fc.assert(run, { numRuns: 2, endOnFailure: true })
    expect(ops).toEqual(new Set(['delete', 'insert', 'update']))
  })

  it('is a chain per row where writes of several clients meet in one transaction', async () => {
    const run = fc.asyncProperty(fc.array(write, { minLength: 60, maxLength: 60 }), async (series) => {
      await Promise.all(
        Array.from({ length: 6 }, async (_, worker) => {
          for (const one of series.slice(worker * 10, worker * 10 + 10)) await apply(one)
        }),
      )
      const { records } = await readUntil(table, await writeEnd(table))
      const last = new Map<string, StoredRow | undefined>()
      for (const change of changesOf(records).changes) {
        const name = nameOf(change)
        expect(change.before).toEqual(last.get(name))
        last.set(name, change.after)
      }
      for (const [index, stored] of (await allRows()).entries()) {
        expect(last.get(names[index] ?? '')).toEqual(stored)
      }
    })
    await fc.assert(run, { numRuns: 1, endOnFailure: true })
  })

  it('tells each row of a cascade once', async () => {
    const count = 150
    await table.store.load([
      { entity: 'customers', row: { id: 'a', name: 'A' } },
      ...Array.from({ length: count }, (_, index) => ({
        entity: 'orders' as const,
        row: { id: String(index), customerId: 'a', total: index, note: null },
      })),
    ])
    await table.store.push([
      { op: 'delete', mutationId: mutationId(), entity: 'customers', key: { id: 'a' } },
    ])
    const { changes } = changesOf((await readUntil(table, await writeEnd(table))).records)
    const deletes = changes.filter(({ op }) => op === 'delete')
    expect(new Set(deletes.map(nameOf)).size).toBe(count + 1)
    expect(deletes).toHaveLength(count + 1)
    expect(deletes.every(({ cause }) => cause === 'write')).toBe(true)
    expect(changes.filter(({ op }) => op === 'insert')).toHaveLength(count + 2)
    // Whoever sees a row gone has seen those below it gone.
    expect(deletes.findIndex(({ entity }) => entity === 'customers')).toBeGreaterThanOrEqual(count - 80)
  })
})

describe('a handler on records of DynamoDB', () => {
  it('gets from the failed record on all that is left, over and over', async () => {
    await writeCustomers(table, 'A', 'B', 'C', 'D')
    const { records } = await readUntil(table, await writeEnd(table))
    const { Records } = lambdaEvent(records)
    const handled: string[] = []
    let failures = 0
    const handler = handleStream(shopModel, layout, (change) => {
      if (change.entity !== 'customers' || change.op !== 'insert') return
      const { name } = change.after.row
      if (name === 'C' && (failures += 1) < 3) throw new Error('not yet')
      handled.push(name)
    })
    let left = Records
    for (let calls = 0; calls < 5 && left.length > 0; calls += 1) {
      const { batchItemFailures } = await handler({ Records: left })
      const [failed] = batchItemFailures
      // What Lambda does: it begins again at that number.
      left = failed
        ? left.slice(left.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed.itemIdentifier))
        : []
    }
    expect(handled).toEqual(['A', 'B', 'C', 'D'])
    expect(failures).toBe(3)
  })
})

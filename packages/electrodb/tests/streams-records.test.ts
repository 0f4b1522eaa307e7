import { defineEntity, defineModel } from '@throughline/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { tableLayout } from '../src/index.ts'
import { type StreamAttribute, type StreamRecord, streamRecords } from '../src/streams/index.ts'
import { tenantLayout } from '../src/layout/tenancy.ts'
import { itemOfRow, recordOf } from './stream-records.ts'
import { shopModel } from './shop-model.ts'

const layout = tableLayout(shopModel)
const customer = { id: 'c', name: 'Ann', joined: new Date(5) }
const item = (row: Readonly<Record<string, unknown>>, version = 1) =>
  itemOfRow(shopModel, layout, 'customers', row, version)
const read = (...records: StreamRecord[]) => streamRecords(shopModel, layout, { Records: records })
const tombstone = { pk: 'CUSTOMER#c', sk: 'PROFILE', version: 3, deletedAt: '2026-01-02', ttl: 1_800_000_000 }

describe('streamRecords', () => {
  it('tells what came, changed and went, with the row before and after', () => {
    const first = item(customer)
    const second = item({ id: 'c', name: 'Bea' }, 2)
    const { changes, failures } = read(
      recordOf(1, { after: first }),
      recordOf(2, { before: first, after: second }),
      recordOf(3, { before: second }),
    )
    const about = { entity: 'customers', key: { id: 'c' }, cause: 'write', at: '2026-01-02T03:04:05.000Z' }
    expect(failures).toEqual([])
    expect(changes).toEqual([
      {
        ...about,
        op: 'insert',
        after: { row: customer, meta: expect.objectContaining({ version: 1 }) },
        changedFields: ['id', 'name', 'joined'],
        eventId: 'event-1',
        sequenceNumber: '1',
      },
      {
        ...about,
        op: 'update',
        before: { row: customer, meta: expect.objectContaining({ version: 1 }) },
        after: { row: { id: 'c', name: 'Bea' }, meta: expect.objectContaining({ version: 2 }) },
        changedFields: ['name', 'joined'],
        eventId: 'event-2',
        sequenceNumber: '2',
      },
      {
        ...about,
        op: 'delete',
        before: { row: { id: 'c', name: 'Bea' }, meta: expect.objectContaining({ version: 2 }) },
        changedFields: ['id', 'name'],
        eventId: 'event-3',
        sequenceNumber: '3',
      },
    ])
  })

  it('tells a row that leaves a tombstone as a delete, and one in the place of a tombstone as an insert', () => {
    const { changes } = read(
      recordOf(1, { before: item(customer, 2), after: tombstone }),
      recordOf(2, { before: tombstone, after: item(customer, 4) }),
    )
    expect(changes).toMatchObject([
      { op: 'delete', cause: 'write', before: { meta: { version: 2 } } },
      { op: 'insert', after: { meta: { version: 4 } } },
    ])
  })

  it('tells what DynamoDB has deleted, in the words of Lambda and of the SDK, and not a tombstone', () => {
    const lambda = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
    const sdk = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }
    const { changes } = read(
      recordOf(1, { before: item(customer) }, lambda),
      recordOf(2, { before: item(customer) }, sdk),
      recordOf(
        3,
        { before: item(customer) },
        { type: 'Service', principalId: 'replication.dynamodb.amazonaws.com' },
      ),
      recordOf(4, { before: tombstone }, lambda),
      // DynamoDB Local's own name for it.
      { ...recordOf(5, { before: item(customer) }), eventName: 'UNKNOWN_TO_SDK_VERSION' as 'REMOVE' },
    )
    expect(changes.map(({ cause }) => cause)).toEqual(['expired', 'expired', 'write', 'expired'])
  })

  it('leaves out what is no row of the model, without reading it', () => {
    const foreign: StreamRecord = {
      eventName: 'INSERT',
      dynamodb: { NewImage: { pk: { S: 'X' }, sk: { S: 'Y' }, __edb_e__: { S: 'visitor' }, bad: {} } },
    }
    const { changes, failures } = read(
      recordOf(1, { after: { pk: 'CHANGES#0', sk: 'HEAD', version: 1 } }),
      recordOf(2, { after: { pk: 'CLIENT#x', sk: 'CLIENT', seq: 1 } }),
      recordOf(3, { after: { pk: 'UNIQUE#CUSTOMER#name', sk: '#Ann', holderPk: 'CUSTOMER#c' } }),
      // An entity of that name in another model: other keys.
      recordOf(4, { after: { ...item(customer), pk: 'CLIENT#c' } }),
      recordOf(5, { after: { ...item(customer), __edb_e__: 'visitor' } }),
      foreign,
      { eventName: 'INSERT', dynamodb: { NewImage: { pk: { S: 'X' }, bad: {} } } },
    )
    expect([changes, failures]).toEqual([[], []])
  })

  it('leaves out a write of index keys alone, and tells one of the version alone', () => {
    const before = item(customer)
    const { changes } = read(
      recordOf(1, { before, after: { ...before, gsi3pk: 'NEW', gsi3sk: 'KEY' } }),
      recordOf(2, { before, after: item(customer, 2) }),
    )
    expect(changes).toMatchObject([{ sequenceNumber: '2', op: 'update', changedFields: [] }])
  })

  it('counts no field that the server keeps as changed', () => {
    const model = defineModel({
      service: 'notes',
      entities: {
        notes: defineEntity({
          schema: z.object({
            id: z.string(),
            text: z.string(),
            version: z.int(),
            updatedAt: z.iso.datetime(),
          }),
        }),
      },
    })
    const own = tableLayout(model)
    const note = (text: string, version: number) => itemOfRow(model, own, 'notes', { id: 'n', text }, version)
    const { changes } = streamRecords(model, own, {
      Records: [
        recordOf(1, { after: note('a', 1) }),
        recordOf(2, { before: note('a', 1), after: note('b', 2) }),
      ],
    })
    expect(changes.map(({ changedFields }) => changedFields)).toEqual([['id', 'text'], ['text']])
    expect(changes[1]?.after?.row.version).toBe(2)
  })

  it('tells what cannot be read as a failure of its record, and the others as ever', () => {
    const { version: _, ...withoutVersion } = item({ id: 'v', name: 'V' })
    const { changes, failures } = read(
      recordOf(1, { after: withoutVersion }),
      recordOf(2, { after: { ...item({ id: 'k', name: 'K' }), id: 'other' } }),
      recordOf(3, { after: { ...item({ id: 'd', name: 'D' }), createdAt: 5 } }),
      recordOf(4, { after: item(customer) }),
      recordOf(5, { before: withoutVersion, after: item({ id: 'v', name: 'V' }, 2) }),
    )
    expect(changes).toMatchObject([
      { op: 'insert', key: { id: 'c' } },
      // The first that can be read of it.
      { op: 'insert', key: { id: 'v' } },
    ])
    expect(failures).toMatchObject([
      {
        entity: 'customers',
        keys: { pk: 'CUSTOMER#v', sk: 'PROFILE' },
        eventId: 'event-1',
        sequenceNumber: '1',
      },
      { keys: { pk: 'CUSTOMER#k' }, sequenceNumber: '2' },
      { keys: { pk: 'CUSTOMER#d' }, sequenceNumber: '3' },
    ])
    expect(failures.map(({ error }) => [error.code, error.message])).toEqual([
      [
        'invalid',
        'The item "CUSTOMER#v" / "PROFILE" is marked as customer and cannot be read: It has no number as its `version`. ' +
          'Write it anew through the store, or delete it.',
      ],
      ['invalid', expect.stringContaining('Its fields make the key "CUSTOMER#other" / "PROFILE".')],
      ['invalid', expect.stringContaining('It has no text as its `createdAt` or `updatedAt`.')],
    ])
  })

  it('tells a value that no row has as a failure', () => {
    const order = itemOfRow(shopModel, layout, 'orders', { id: 'o', customerId: 'c', total: 1, note: null })
    const { dynamodb, ...record } = recordOf(1, { after: order })
    const withTotal = (total: StreamAttribute): StreamRecord => ({
      ...record,
      dynamodb: { ...dynamodb, NewImage: { ...dynamodb?.NewImage, total } },
    })
    const { failures, changes } = read(withTotal({ N: '1e300' }), withTotal({}), withTotal({ N: '2' }))
    expect(failures).toHaveLength(2)
    expect(changes).toMatchObject([{ after: { row: { total: 2 } } }])
  })

  it.each(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE'])('refuses a stream of %s', (StreamViewType) => {
    const { dynamodb, ...record } = recordOf(1, { after: item(customer) })
    expect(() => read({ ...record, dynamodb: { ...dynamodb, StreamViewType } })).toThrow(
      expect.objectContaining({
        code: 'not_configured',
        message: expect.stringContaining(`The stream has ${StreamViewType} instead of NEW_AND_OLD_IMAGES`),
      }),
    )
  })

  it('refuses a record that tells no view and lacks an image', () => {
    const { Keys } = recordOf(1, { after: item(customer) }).dynamodb ?? {}
    for (const eventName of ['INSERT', 'MODIFY', 'REMOVE'] as const) {
      expect(() => read({ eventName, dynamodb: { Keys, SequenceNumber: '1' } })).toThrow('NEW_AND_OLD_IMAGES')
    }
  })
})

describe('tenants', () => {
  const row = { id: 'c', name: 'Ann' }
  const entryOf = (tenancy: 'attribute' | 'prefix' | 'table') => {
    const all = tableLayout(shopModel, { tenancy })
    const of = (tenant: string) => itemOfRow(shopModel, tenantLayout(all, tenant), 'customers', row)
    return { all, of }
  }

  it.each(['attribute', 'prefix'] as const)('are told by the items (%s), or chosen', (tenancy) => {
    const { all, of } = entryOf(tenancy)
    const Records = [
      recordOf(1, { after: of('acme') }),
      recordOf(2, {
        before: of('zeta'),
        after: itemOfRow(shopModel, tenantLayout(all, 'zeta'), 'customers', row, 2),
      }),
      // Of no tenant, and of another tool.
      recordOf(3, { after: item(row) }),
      recordOf(4, { after: { ...item(row), pk: 'TENANT##CUSTOMER#c', tenant: '' } }),
    ]
    const tenants = (tenant?: string) =>
      streamRecords(shopModel, all, { Records }, tenant === undefined ? {} : { tenant }).changes.map(
        (change) => [change.tenant, change.op, change.after?.meta.version],
      )
    expect(tenants()).toEqual([
      ['acme', 'insert', 1],
      ['zeta', 'update', 2],
    ])
    expect(tenants('zeta')).toEqual([['zeta', 'update', 2]])
    expect(tenants('none')).toEqual([])
    const own = streamRecords(shopModel, tenantLayout(all, 'acme'), { Records })
    expect(own.changes.map(({ tenant }) => tenant)).toEqual(['acme'])
  })

  it('with a table each are given, and refused where there are none', () => {
    const { all, of } = entryOf('table')
    const Records = [recordOf(1, { after: of('acme') })]
    expect(streamRecords(shopModel, all, { Records }, { tenant: 'acme' }).changes).toMatchObject([
      { tenant: 'acme' },
    ])
    expect(() => streamRecords(shopModel, all, { Records })).toThrow('no tenant is given')
    expect(() => streamRecords(shopModel, layout, { Records }, { tenant: 'acme' })).toThrow('has no tenants')
  })

  it('are in no other’s key', () => {
    const { all, of } = entryOf('attribute')
    const { changes, failures } = streamRecords(shopModel, all, {
      Records: [recordOf(1, { before: of('acme'), after: of('zeta') })],
    })
    expect(changes).toEqual([])
    expect(failures).toMatchObject([{ tenant: 'zeta', error: { code: 'invalid' } }])
  })
})

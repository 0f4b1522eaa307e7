import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import type { EntityRow, MutationOutcome, SyncStore } from '@throughline/schema'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDynamoStore } from '../src/index.ts'
import { interceptedClient } from './intercepted-client.ts'
import { freshTable, mutationId, shopModel, type TestTable } from './shop-model.ts'

type Shop = typeof shopModel

let table: TestTable<Shop>
/** Another process on the same table. */
let other: SyncStore<Shop>
/** Called before each transaction of the store, with its actions; what it throws, the store meets. */
let beforeTransaction: (number: number, actions: readonly object[]) => Promise<void> | void
let transactions: number[]

beforeEach(async () => {
  table = await freshTable(shopModel)
  const { client, tableName } = table
  transactions = []
  beforeTransaction = () => undefined
  other = table.store
  const watched = interceptedClient(client, async (command, send, options) => {
    if (command instanceof TransactWriteCommand) {
      const { TransactItems = [] } = command.input
      transactions.push(TransactItems.length)
      await beforeTransaction(transactions.length, TransactItems)
    }
    return send(command, options)
  })
  table = { ...table, store: createDynamoStore(shopModel, { client: watched, tableName }) }
})

const orders = (count: number, note = ''): EntityRow<Shop>[] =>
  Array.from({ length: count }, (_, index) => ({
    entity: 'orders' as const,
    row: { id: `o${index}`, customerId: 'c', total: index, note },
  }))
const customer: EntityRow<Shop> = { entity: 'customers', row: { id: 'c', name: 'Ann' } }

async function remove(): Promise<MutationOutcome | undefined> {
  const [outcome] = await table.store.push([
    { op: 'delete', mutationId: mutationId(), entity: 'customers', key: { id: 'c' } },
  ])
  return outcome
}

async function insertOrder(id: string): Promise<MutationOutcome | undefined> {
  const row = { id, customerId: 'c', total: 1, note: null }
  const [outcome] = await other.push([{ op: 'insert', mutationId: mutationId(), entity: 'orders', row }])
  return outcome
}

async function rowsLeft(): Promise<number> {
  return (await table.store.snapshot({ limit: 1000 })).items.length
}

/** What each action of a transaction is about: the partition of the item, without the row. */
function kinds(actions: readonly object[]): string[] {
  return actions.map((action) => {
    // Sound: an action has one member, its kind, and here each is a put.
    const [name, { Item }] = Object.entries(action)[0] as [string, { Item: { pk: string; sk: string } }]
    const { pk, sk } = Item
    return `${name} ${pk.startsWith('CHANGES') ? `CHANGES ${sk === 'HEAD' ? sk : 'record'}` : sk.split('#')[0]}`
  })
}

describe('delete of a parent', () => {
  it('is one transaction with 90 children', async () => {
    await other.load([customer, ...orders(90)])
    let actions: readonly object[] = []
    beforeTransaction = (_number, all) => void (actions = all)
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(transactions).toEqual([93])
    expect(kinds(actions)).toEqual([
      'Put CHANGES HEAD',
      'Put CHANGES record',
      ...Array.from({ length: 90 }, () => 'Put ORDER'),
      'Put PROFILE',
    ])
    expect(await rowsLeft()).toBe(0)
  })

  it('is several with more, which begin with one that says so', async () => {
    await other.load([customer, ...orders(250)])
    const last: string[] = []
    beforeTransaction = (_number, actions) => void last.push(kinds(actions).at(-1) ?? '')
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(transactions).toEqual([1, 82, 82, 82, 15])
    expect(last).toEqual(['Put CHANGES HEAD', 'Put ORDER', 'Put ORDER', 'Put ORDER', 'Put PROFILE'])
    expect(await rowsLeft()).toBe(0)
  })

  it('takes all along, though the batch deletes some of them before', async () => {
    await table.store.load([customer, ...orders(95)])
    const gone = ['o1', 'o5', 'o7', 'o90', 'o94'].map((id) => ({
      op: 'delete' as const,
      mutationId: mutationId(),
      entity: 'orders' as const,
      key: { customerId: 'c', id },
    }))
    const parent = { op: 'delete', mutationId: mutationId(), entity: 'customers', key: { id: 'c' } } as const
    expect(await table.store.push([...gone, parent])).toMatchObject(
      Array.from({ length: 6 }, () => ({ status: 'applied' })),
    )
    expect(await rowsLeft()).toBe(0)
  })

  it('takes large rows along', async () => {
    await other.load([customer, ...orders(12, 'x'.repeat(390_000))])
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(transactions).toEqual([15])
    expect(await rowsLeft()).toBe(0)
  })

  it('takes along a child that was inserted after the children were read', async () => {
    await other.load([customer, ...orders(3)])
    let inserted: MutationOutcome | undefined
    beforeTransaction = async (number) => {
      if (number === 1) inserted = await insertOrder('late')
    }
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(inserted).toMatchObject({ status: 'applied' })
    expect(transactions).toHaveLength(2)
    expect(await rowsLeft()).toBe(0)
  })

  it('is ended by another process that writes while it is under way', async () => {
    await other.load([customer, ...orders(250)])
    let inserted: MutationOutcome | undefined
    beforeTransaction = async (number) => {
      if (number === 3) inserted = await insertOrder('late')
    }
    expect(await remove()).toMatchObject({ status: 'applied', stored: null })
    expect(inserted).toMatchObject({ status: 'rejected', code: 'parent_not_found' })
    expect(await rowsLeft()).toBe(0)
  })

  it('begins anew when the parent was changed meanwhile, past the store too', async () => {
    await other.load([customer, ...orders(3)])
    beforeTransaction = async (number) => {
      if (number > 1) return
      const { client, tableName } = table
      const key = { pk: 'CUSTOMER#c', sk: 'PROFILE' }
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key }))
      await client.send(new PutCommand({ TableName: tableName, Item: { ...Item, version: 7 } }))
    }
    expect(await remove()).toMatchObject({ status: 'applied', version: 8 })
    expect(transactions).toHaveLength(2)
    expect(await rowsLeft()).toBe(0)
  })

  it('never leaves an orphan, whatever inserts run beside it in two processes', async () => {
    for (let round = 0; round < 8; round += 1) {
      await other.load([customer, ...orders(2)])
      const [deleted, ...inserted] = await Promise.all([
        remove(),
        ...Array.from({ length: 6 }, (_, index) => insertOrder(`n${round}-${index}`)),
      ])
      expect(deleted).toMatchObject({ status: 'applied' })
      for (const outcome of inserted) {
        if (outcome?.status === 'rejected') expect(outcome.code).toBe('parent_not_found')
      }
      expect(await rowsLeft()).toBe(0)
    }
  })
})

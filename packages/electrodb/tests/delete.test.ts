import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { EntityRow, MutationOutcome } from '@throughline/schema'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshTable, mutationId, shopModel, type TestTable } from './shop-model.ts'

type Shop = typeof shopModel

let table: TestTable<Shop>
/** Called before each transaction of the store, with its number and its actions; what it throws, the store meets. */
let beforeTransaction: (number: number, actions: readonly object[]) => Promise<void> | void
let transactions: number[]

beforeEach(async () => {
  table = await freshTable(shopModel)
  transactions = []
  table.client.middlewareStack.add(
    (next, context) => async (arguments_) => {
      if (
        context.commandName !== 'TransactWriteItemsCommand' &&
        context.commandName !== 'TransactWriteCommand'
      ) {
        return next(arguments_)
      }
      // Sound: the input of a transaction.
      const { TransactItems } = arguments_.input as { TransactItems: object[] }
      transactions.push(TransactItems.length)
      await beforeTransaction(transactions.length, TransactItems)
      return next(arguments_)
    },
    { step: 'initialize', name: 'watch' },
  )
  beforeTransaction = () => undefined
})
afterEach(() => {
  table.client.middlewareStack.remove('watch')
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
  const [outcome] = await table.store.push([
    { op: 'insert', mutationId: mutationId(), entity: 'orders', row },
  ])
  return outcome
}

async function rowsLeft(): Promise<number> {
  return (await table.store.snapshot({ limit: 1000 })).items.length
}

describe('delete of a parent', () => {
  it('is one transaction with 99 children', async () => {
    await table.store.load([customer, ...orders(99)])
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(transactions).toEqual([100])
    expect(await rowsLeft()).toBe(0)
  })

  it('is several with more, each checking that the parent is unchanged', async () => {
    await table.store.load([customer, ...orders(250)])
    const first: object[] = []
    beforeTransaction = (_number, actions) => void first.push(...actions.slice(0, 1))
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(transactions).toEqual([100, 100, 53])
    expect(first.map((action) => Object.keys(action)[0])).toEqual([
      'ConditionCheck',
      'ConditionCheck',
      'Delete',
    ])
    expect(await rowsLeft()).toBe(0)
  })

  it('keeps each transaction below 4 MB', async () => {
    await table.store.load([customer, ...orders(12, 'x'.repeat(390_000))])
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(transactions).toEqual([9, 5])
    expect(await rowsLeft()).toBe(0)
  })

  it('leaves no child without a parent when it ends half way, and can be done again', async () => {
    await table.store.load([customer, ...orders(250)])
    beforeTransaction = (number) => {
      if (number === 2) throw Object.assign(new Error('killed'), { name: 'TimeoutError' })
    }
    await expect(remove()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await table.store.get('customers', { id: 'c' })).toBeDefined()
    expect(await rowsLeft()).toBe(1 + 250 - 99)
    beforeTransaction = () => undefined
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(await rowsLeft()).toBe(0)
  })

  it('sweeps a child that was inserted after the children were read', async () => {
    await table.store.load([customer, ...orders(3)])
    let inserted: MutationOutcome | undefined
    beforeTransaction = async (number) => {
      if (number === 1) inserted = await insertOrder('late')
    }
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(inserted).toMatchObject({ status: 'applied' })
    expect(await rowsLeft()).toBe(0)
  })

  it('sweeps, when it is sent again, what a crash before the sweep left', async () => {
    await table.store.load(orders(120))
    expect(await remove()).toMatchObject({ status: 'rejected', code: 'not_found' })
    expect(await rowsLeft()).toBe(0)
  })

  it('begins anew when the parent was changed meanwhile', async () => {
    await table.store.load([customer, ...orders(3)])
    beforeTransaction = async (number) => {
      if (number > 1) return
      const { client, tableName } = table
      const key = { pk: 'CUSTOMER#c', sk: 'PROFILE' }
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key }))
      await client.send(new PutCommand({ TableName: tableName, Item: { ...Item, version: 7 } }))
    }
    expect(await remove()).toMatchObject({ status: 'applied' })
    expect(transactions).toHaveLength(2)
    expect(await rowsLeft()).toBe(0)
  })

  it('never leaves an orphan, whatever inserts run beside it', async () => {
    for (let round = 0; round < 8; round += 1) {
      await table.store.load([customer, ...orders(2)])
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

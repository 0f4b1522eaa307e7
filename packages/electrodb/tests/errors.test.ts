import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { StoreError } from '@throughline/schema'
import { inject, describe, expect, it } from 'vitest'
import {
  createDynamoClient,
  createDynamoStore,
  createTable,
  createTableInput,
  deleteTable,
  type RequestEvent,
  tableLayout,
} from '../src/index.ts'
import { freePort } from '../src/local/port.ts'
import { freshTable, mutationId, shopModel } from './shop-model.ts'

const client = createDynamoClient({ endpoint: inject('endpoint') })

async function failure(call: Promise<unknown>): Promise<StoreError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StoreError)
  return error as StoreError
}

describe('a missing table', () => {
  const store = createDynamoStore(shopModel, { client, tableName: 'no-such-table' })

  it.each([
    ['get', () => store.get('customers', { id: 'a' })],
    ['list', () => store.list('customers')],
    ['query', () => store.query('orders', { where: { customerId: 'a' } })],
    ['snapshot', () => store.snapshot()],
    [
      'push',
      () => store.push([{ op: 'delete', mutationId: mutationId(), entity: 'customers', key: { id: 'a' } }]),
    ],
    ['load', () => store.load([{ entity: 'customers', row: { id: 'a', name: 'A' } }])],
    ['clear', () => store.clear()],
  ])('is told by %s, with what to do', async (_name, call) => {
    const error = await failure(call())
    expect(error.code).toBe('not_configured')
    expect(error.message).toBe(
      `The table "no-such-table" does not exist at ${inject('endpoint')}. Create it: createTable(client, tableLayout(model)).`,
    )
  })
})

describe('a DynamoDB that is not there', () => {
  it('is told with its address', async () => {
    const endpoint = `http://localhost:${await freePort(0)}`
    const gone = createDynamoClient({ endpoint })
    const error = await failure(createDynamoStore(shopModel, { client: gone }).get('customers', { id: 'a' }))
    expect(error.code).toBe('unavailable')
    expect(error.message).toContain(`DynamoDB at ${endpoint} does not answer.`)
    expect((await failure(createTable(gone, tableLayout(shopModel)))).code).toBe('unavailable')
  })
})

describe('createTable', () => {
  it('can be called again, and beside itself', async () => {
    const layout = tableLayout(shopModel, { tableName: `again-${Date.now()}` })
    await Promise.all([createTable(client, layout), createTable(client, layout)])
    await createTable(client, layout)
    await deleteTable(client, layout)
    await deleteTable(client, layout)
    const store = createDynamoStore(shopModel, { client, tableName: layout.tableName })
    expect((await failure(store.list('customers'))).code).toBe('not_configured')
  })

  it('names what is different in a table of the same name', async () => {
    const layout = tableLayout(shopModel, { tableName: `other-${Date.now()}` })
    const { GlobalSecondaryIndexes = [], ...input } = createTableInput(layout)
    const [first] = GlobalSecondaryIndexes
    await client.send(
      new CreateTableCommand({
        ...input,
        AttributeDefinitions: ['pk', 'a', 'b'].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            ...first,
            IndexName: 'GSI1',
            KeySchema: ['a', 'b'].map((AttributeName, index) => ({
              AttributeName,
              KeyType: index === 0 ? 'HASH' : 'RANGE',
            })),
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    )
    const error = await failure(createTable(client, layout))
    expect(error.code).toBe('not_configured')
    expect(error.message).toContain('the key is pk/none instead of pk/sk')
    expect(error.message).toContain('GSI1 is a/b instead of gsi1pk/gsi1sk')
    expect(error.message).toContain('GSI2 (gsi2pk/gsi2sk) is missing')
    const store = createDynamoStore(shopModel, { client, tableName: layout.tableName })
    expect((await failure(store.get('customers', { id: 'a' }))).code).toBe('not_configured')
    expect((await failure(store.snapshot())).code).toBe('not_configured')
    await deleteTable(client, layout)
  })
})

describe('the requests of a store', () => {
  it('are all told to its hook, with what they took', async () => {
    const { client: own, tableName } = await freshTable(shopModel)
    let sent = 0
    own.middlewareStack.add(
      (next) => (parameters) => {
        sent += 1
        return next(parameters)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    const events: RequestEvent[] = []
    const onRequest = (event: RequestEvent): void => void events.push(event)
    const store = createDynamoStore(shopModel, { client: own, tableName, onRequest })
    const customer = { id: 'a', name: 'A' }
    await store.push([
      { op: 'insert', mutationId: mutationId(), entity: 'customers', row: customer },
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'customers',
        key: { id: 'a' },
        changes: { name: 'B' },
      },
    ])
    await store.get('customers', { id: 'a' })
    await store.batchGet('customers', [{ id: 'a' }, { id: 'b' }])
    await store.list('customers')
    await store.query('orders', { where: { customerId: 'a' } })
    const { feed } = await store.snapshot()
    await store.pull({ cursor: feed })
    await store.heads()
    await store.transact([{ op: 'delete', mutationId: mutationId(), entity: 'customers', key: { id: 'a' } }])
    await store.load([{ entity: 'customers', row: customer }])
    await store.clear()
    expect(events.map(({ attempts }) => attempts).reduce((sum, count) => sum + count, 0)).toBe(sent)
    expect(sent).toBeGreaterThan(15)
    const operations = new Set(events.map(({ operation }) => operation))
    expect(operations).toContain('TransactWriteItems')
    expect(operations).toContain('BatchWriteItem')
    expect(operations).toContain('Query')
    expect(operations).not.toContain('request')
    expect(events.every(({ consumedCapacity }) => consumedCapacity !== undefined)).toBe(true)
  })
})

describe('push', () => {
  it('rejects a row that is too large, on insert and on update', async () => {
    const { store } = await freshTable(shopModel)
    const name = 'x'.repeat(420_000)
    const outcomes = await store.push([
      { op: 'insert', mutationId: mutationId(), entity: 'customers', row: { id: 'big', name } },
      { op: 'insert', mutationId: mutationId(), entity: 'customers', row: { id: 'small', name: 'S' } },
      {
        op: 'update',
        mutationId: mutationId(),
        entity: 'customers',
        key: { id: 'small' },
        changes: { name },
      },
    ])
    expect(outcomes).toMatchObject([
      { status: 'rejected', code: 'too_large' },
      { status: 'applied' },
      { status: 'rejected', code: 'too_large' },
    ])
    expect((await store.get('customers', { id: 'small' }))?.meta.version).toBe(1)
  })

  it('rejects what DynamoDB cannot keep, at its field', async () => {
    const { store } = await freshTable(shopModel)
    const long = '語'.repeat(256)
    const outcomes = await store.push([
      { op: 'insert', mutationId: mutationId(), entity: 'customers', row: { id: 'a', name: '\uDC00' } },
      { op: 'insert', mutationId: mutationId(), entity: 'customers', row: { id: long, name: 'Long' } },
      { op: 'insert', mutationId: mutationId(), entity: 'giftCards', row: { id: long, customerId: long } },
    ])
    expect(outcomes).toMatchObject([
      { status: 'rejected', code: 'invalid', issues: [{ path: ['name'] }] },
      { status: 'applied' },
      { status: 'rejected', code: 'invalid', issues: [{ path: ['id'] }] },
    ])
  })

  it('gives up with "throttled" where other writes always come first', async () => {
    const table = await freshTable(shopModel)
    let tries = 0
    table.client.middlewareStack.add(
      (next, context) => async (arguments_) => {
        if (!String(context.commandName).startsWith('TransactWrite')) return next(arguments_)
        tries += 1
        throw Object.assign(new Error('cancelled'), {
          name: 'TransactionCanceledException',
          CancellationReasons: [{ Code: 'TransactionConflict' }],
        })
      },
      { step: 'initialize' },
    )
    const row = { id: 'a', name: 'A' }
    const pushing = table.store.push([{ op: 'insert', mutationId: mutationId(), entity: 'customers', row }])
    expect((await failure(pushing)).code).toBe('throttled')
    expect(tries).toBe(20)
  })

  it('inserts one row once, however many try', async () => {
    const { store } = await freshTable(shopModel)
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        store.push([
          {
            op: 'insert',
            mutationId: mutationId(),
            entity: 'customers',
            row: { id: 'a', name: `N${index}` },
          },
        ]),
      ),
    )
    const statuses = outcomes
      .flat()
      .map((outcome) => (outcome.status === 'rejected' ? outcome.code : outcome.status))
    expect(statuses.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'already_exists'), 'applied'])
  })
})

import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, inject, it } from 'vitest'
import {
  createDynamoClient,
  createTable,
  createTableInput,
  deriveEntities,
  tableLayout,
} from '../src/index.ts'
import { modelItems } from '../src/items/item.ts'
import { ticketsLayout, ticketsModel } from './tickets-model.ts'

const client = createDynamoClient({ endpoint: inject('endpoint') })
let counter = 0
const layoutOf = (options: object = ticketsLayout) =>
  tableLayout(ticketsModel, { ...options, tableName: `table-${process.pid}-${Date.now()}-${(counter += 1)}` })
const ttlOf = async (TableName: string): Promise<unknown> =>
  (await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription

describe('createTable', () => {
  it('has the table delete what has expired, once and for all', async () => {
    const layout = layoutOf()
    await Promise.all([createTable(client, layout), createTable(client, layout)])
    const enabled = { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' }
    expect(await ttlOf(layout.tableName)).toEqual(enabled)
    await createTable(client, layout)
    expect(await ttlOf(layout.tableName)).toEqual(enabled)
  })

  it('enables it on a table that was made without', async () => {
    const layout = layoutOf()
    await client.send(new CreateTableCommand(createTableInput(layout)))
    expect(await ttlOf(layout.tableName)).toEqual({ TimeToLiveStatus: 'DISABLED' })
    await createTable(client, layout)
    expect(await ttlOf(layout.tableName)).toMatchObject({ AttributeName: 'ttl' })
  })

  it('refuses a table that expires by another attribute, and leaves it as it is', async () => {
    const layout = layoutOf()
    await client.send(new CreateTableCommand(createTableInput(layout)))
    const TimeToLiveSpecification = { AttributeName: 'gone', Enabled: true }
    await client.send(new UpdateTimeToLiveCommand({ TableName: layout.tableName, TimeToLiveSpecification }))
    await expect(createTable(client, layout)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('its items expire by "gone" instead of "ttl"'),
    })
    expect(await ttlOf(layout.tableName)).toMatchObject({ AttributeName: 'gone' })
  })

  it('makes local indexes, and refuses a table without them', async () => {
    const layout = layoutOf()
    await createTable(client, layout)
    const { Table } = await client.send(new DescribeTableCommand({ TableName: layout.tableName }))
    expect(Table?.LocalSecondaryIndexes?.map(({ IndexName }) => IndexName).toSorted()).toEqual([
      'LSI1',
      'LSI2',
    ])
    const plain = layoutOf({})
    await createTable(client, plain)
    await expect(createTable(client, { ...layout, tableName: plain.tableName })).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('LSI1 (pk/lsi1sk) is missing; LSI2 (pk/lsi2sk) is missing'),
    })
  })
})

describe('items in local and sparse indexes', () => {
  it('are those with a value, in its order, read with strong consistency, whoever wrote them', async () => {
    const layout = layoutOf()
    await createTable(client, layout)
    const { tableName: TableName } = layout
    const items = modelItems(ticketsModel, layout).of('tickets')
    const { tickets } = deriveEntities(ticketsModel, { layout, client })
    const meta = { version: 1, createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' }
    const row = { projectId: 'p', status: 'open', urgent: true, dueAt: new Date(0), endsAt: null } as const
    const put = async (of: object): Promise<void> => {
      const Item = items.toItem({ row: { ...row, ...of }, meta })
      await client.send(new PutCommand({ TableName, Item }))
    }
    await put({ id: 'a', points: 10 })
    await put({ id: 'b', points: -3 })
    await put({ id: 'c' })
    await put({ id: 'a', points: 2, projectId: 'q' })
    await tickets.put({ ...row, id: 'd', points: 2.5, status: 'done' }).go()
    await tickets.put({ ...row, id: 'e', dueAt: null, points: 11 }).go()

    const query = async (
      IndexName: string,
      names: readonly string[],
      values: readonly string[],
    ): Promise<string[]> => {
      const [pk = '', sk] = names
      const answer = await client.send(
        new QueryCommand({
          TableName,
          IndexName,
          ConsistentRead: IndexName.startsWith('LSI'),
          KeyConditionExpression:
            sk === undefined ? `${pk} = :pk` : `${pk} = :pk AND begins_with(${sk}, :sk)`,
          ExpressionAttributeValues: { ':pk': values[0], ...(sk !== undefined && { ':sk': values[1] }) },
        }),
      )
      return (answer.Items ?? []).map((item) => String(item['id']))
    }
    expect(await query('LSI1', ['pk', 'lsi1sk'], ['PROJECT#p', 'TICKET#'])).toEqual(['b', 'd', 'a', 'e'])
    expect((await query('GSI3', ['gsi3pk'], ['TICKET#dueAt'])).toSorted()).toEqual(['a', 'a', 'b', 'c'])

    // The condition holds no more, and then again.
    await put({ id: 'b', points: -3, status: 'done' })
    expect((await query('GSI3', ['gsi3pk'], ['TICKET#dueAt'])).toSorted()).toEqual(['a', 'a', 'c'])
    await put({ id: 'b', status: 'open' })
    expect((await query('GSI3', ['gsi3pk'], ['TICKET#dueAt'])).toSorted()).toEqual(['a', 'a', 'b', 'c'])
    expect(await query('LSI1', ['pk', 'lsi1sk'], ['PROJECT#p', 'TICKET#'])).toEqual(['d', 'a', 'e'])
  })
})

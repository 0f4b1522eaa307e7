import { Agent } from 'node:http'
import { connect } from 'node:net'
import { CreateTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { awsError, type Scripted, scriptedServer, type ScriptedServer } from '../../tests/scripted-server.ts'
import { freshTable, shopModel } from '../../tests/shop-model.ts'
import { checkTable } from './doctor.ts'
import { createDynamoClient } from './dynamo-client.ts'
import { doctorReport, type Finding } from './finding.ts'
import { freePort } from '../local/port.ts'
import { layoutHash } from '../layout/layout-hash.ts'
import { createRetrier } from './retry.ts'
import { createTableInput, deleteTable } from '../layout/table.ts'
import { tableLayout } from '../layout/table-layout.ts'

const endpoint = inject('endpoint')
const retry = createRetrier({ retry: { tries: 1 } })

beforeEach(() => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_CONFIG_FILE', '/no/config')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/no/credentials')
})
const servers: ScriptedServer[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) await server.close()
})

function notOk(findings: readonly Finding[]): string[] {
  return findings.filter(({ level }) => level !== 'ok').map(({ level, code }) => `${level} ${code}`)
}

describe('checkTable on DynamoDB Local', () => {
  it('finds all well after createTable, and warns of nothing that is for AWS', async () => {
    const { client, tableName } = await freshTable(shopModel)
    const findings = await checkTable({ client }, tableLayout(shopModel, { tableName }))
    expect(findings.map(({ level, code }) => `${level} ${code}`)).toEqual([
      'ok region',
      'ok credentials',
      'ok endpoint',
      'ok table',
      'ok key',
      'ok index',
      'ok index',
      'ok ttl',
      'ok layout',
    ])
    expect(doctorReport(findings)).toMatch(/^ok {7}The region is local\.\n[^]*\nAll is well\.$/)
  })

  it('finds a table that is missing', async () => {
    const client = createDynamoClient({ endpoint })
    const findings = await checkTable({ client }, tableLayout(shopModel, { tableName: 'not-there' }))
    expect(findings.at(-1)).toEqual({
      level: 'error',
      code: 'table',
      message: `The table "not-there" does not exist at ${endpoint}. Create it: createTable(client, tableLayout(model)).`,
    })
    expect(doctorReport(findings)).toMatch(/\n1 error\.$/)
  })

  it('finds other keys, indexes that are missing, and what is not there to be used', async () => {
    const client = createDynamoClient({ endpoint })
    const layout = tableLayout(shopModel, { tableName: `doctor-${Date.now()}` })
    const { GlobalSecondaryIndexes: [first] = [], ...input } = createTableInput(layout)
    await client.send(
      new CreateTableCommand({
        ...input,
        AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((AttributeName) => ({
          AttributeName,
          AttributeType: AttributeName === 'gsi1sk' ? 'N' : 'S',
        })),
        GlobalSecondaryIndexes: [
          { IndexName: 'GSI1', KeySchema: first?.KeySchema, Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
      }),
    )
    const findings = await checkTable({ client, retry }, layout, { stream: true })
    expect(notOk(findings)).toEqual([
      'error key',
      'error index',
      'error index',
      'warning ttl',
      'error stream',
      'warning layout',
    ])
    const report = doctorReport(findings)
    expect(report).toContain('another key: gsi1sk should hold text (S)')
    expect(report).toContain('GSI1 projects KEYS_ONLY instead of ALL')
    expect(report).toContain('GSI2 (gsi2pk/gsi2sk) is missing')
    expect(report).toContain('Enable its time to live on "ttl"')
    expect(report).toMatch(/\n4 errors, 2 warnings\.$/)
    await deleteTable(client, layout)
  })

  it('finds another layout of the same keys', async () => {
    const { client, tableName } = await freshTable(shopModel)
    const layout = tableLayout(shopModel, { tableName, shards: 3 })
    const findings = await checkTable({ client }, layout)
    expect(notOk(findings)).toEqual(['error layout'])
    expect(doctorReport(findings)).toContain(`the model has 1/${(await layoutHash(layout)).slice(0, 8)}`)
  })

  it('finds a stream', async () => {
    const { client, tableName } = await freshTable(shopModel)
    const layout = tableLayout(shopModel, { tableName })
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' as const }
    await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }))
    const findings = await checkTable({ client }, layout, { stream: true })
    expect(findings.find(({ code }) => code === 'stream')?.level).toBe('ok')
  })
})

describe('the way to DynamoDB', () => {
  const layout = tableLayout(shopModel)

  it('has no address that answers', async () => {
    const client = createDynamoClient({ endpoint: `http://localhost:${await freePort(0)}` })
    const findings = await checkTable({ client, retry }, layout)
    expect(notOk(findings)).toEqual(['error endpoint'])
    expect(findings.at(-1)?.message).toContain('does not answer')
  })

  it.each(['AWS_REGION', 'AWS_ACCESS_KEY_ID'])('lacks %s', async (missing) => {
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b')
    vi.stubEnv(missing, undefined)
    const findings = await checkTable({ client: createDynamoClient(), retry }, layout)
    expect(notOk(findings)).toEqual([missing === 'AWS_REGION' ? 'error region' : 'error credentials'])
    expect(findings.at(-1)?.message).toContain(`Looked at: `)
  })

  it.each([
    ['ExpiredTokenException', 'error credentials', /Renew your credentials/],
    ['AccessDeniedException', 'error permission', /Allow dynamodb:DescribeTable/],
  ])('is barred by %s', async (name, finding, text) => {
    const server = await scriptedServer([awsError(name)])
    servers.push(server)
    const client = createDynamoClient({ endpoint: server.endpoint })
    const findings = await checkTable({ client, retry }, layout)
    expect(notOk(findings)).toEqual([finding])
    expect(findings.at(-1)?.message).toMatch(text)
    expect(server.requests).toEqual(['DescribeTable'])
  })

  it('can be left at any time', async () => {
    const server = await scriptedServer(['hang'])
    servers.push(server)
    const client = createDynamoClient({ endpoint: server.endpoint })
    const stop = new AbortController()
    const checking = checkTable({ client }, layout, { signal: stop.signal })
    await expect.poll(() => server.requests.length).toBe(1)
    stop.abort()
    await expect(checking).rejects.toMatchObject({ code: 'aborted' })
  })
})

describe('checkTable on AWS', () => {
  const layout = tableLayout(shopModel)

  /** A client that takes our server for AWS: every connection of its agent goes there. */
  async function aws(
    ...script: Scripted[]
  ): Promise<{ client: DynamoDBDocumentClient; server: ScriptedServer }> {
    const server = await scriptedServer(script)
    servers.push(server)
    const { hostname, port } = new URL(server.endpoint)
    const httpAgent = new Agent()
    httpAgent.createConnection = () => connect({ host: hostname, port: Number(port) })
    const client = new DynamoDBClient({
      endpoint: 'http://dynamodb.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      requestHandler: { httpAgent },
    })
    return { client: DynamoDBDocumentClient.from(client), server }
  }

  async function described(changes: object): Promise<Scripted> {
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes = [] } = createTableInput(layout)
    const Table = {
      TableStatus: 'ACTIVE',
      KeySchema,
      AttributeDefinitions,
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) =>
        Object.assign(index, { IndexStatus: 'ACTIVE' }),
      ),
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: true,
      ...changes,
    }
    return { json: { Table } }
  }

  const ttl = { json: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' } } }
  const backups = (PointInTimeRecoveryStatus: string): Scripted => ({
    json: {
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } },
    },
  })
  const record = async (): Promise<Scripted> => ({
    json: { Item: { version: { N: '1' }, hash: { S: await layoutHash(layout) } } },
  })

  it('finds all well where it is', async () => {
    const { client, server } = await aws(await described({}), ttl, await record(), backups('ENABLED'))
    const findings = await checkTable({ client }, layout)
    expect(notOk(findings)).toEqual([])
    expect(findings.map(({ code }) => code).slice(-3)).toEqual(['protection', 'recovery', 'billing'])
    expect(server.requests).toEqual([
      'DescribeTable',
      'DescribeTimeToLive',
      'GetItem',
      'DescribeContinuousBackups',
    ])
  })

  it('warns of a table that is not safe', async () => {
    const table = await described({
      DeletionProtectionEnabled: false,
      BillingModeSummary: undefined,
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
    })
    const { client } = await aws(table, ttl, await record(), backups('DISABLED'))
    const findings = await checkTable({ client }, layout)
    expect(notOk(findings)).toEqual(['warning protection', 'warning recovery', 'warning billing'])
    expect(findings.at(-1)?.message).toContain('5 reads and 6 writes a second')
  })

  it.each([
    [{ TableStatus: 'CREATING' }, ['error table'], 'is CREATING'],
    [{ TableStatus: 'UPDATING' }, ['warning table'], 'is being changed'],
  ])('tells of a table in the state %j', async (changes, expected, text) => {
    const { client } = await aws(await described(changes), ttl, await record(), backups('ENABLED'))
    const findings = await checkTable({ client }, layout)
    expect(notOk(findings)).toEqual(expected)
    expect(doctorReport(findings)).toContain(text)
  })

  it('tells of an index that is being built', async () => {
    const [first, second] = createTableInput(layout).GlobalSecondaryIndexes ?? []
    const table = await described({
      GlobalSecondaryIndexes: [
        { ...first, IndexStatus: 'CREATING', Backfilling: true },
        { ...second, IndexStatus: 'UPDATING' },
      ],
    })
    const { client } = await aws(table, ttl, await record(), backups('ENABLED'))
    const findings = await checkTable({ client }, layout)
    expect(notOk(findings)).toEqual(['error index', 'warning index'])
    expect(doctorReport(findings)).toContain('GSI1 is being filled')
  })

  it('tells of another attribute that items expire by', async () => {
    const other = { json: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'gone' } } }
    const { client } = await aws(await described({}), other, await record(), backups('ENABLED'))
    expect(notOk(await checkTable({ client }, layout))).toEqual(['error ttl'])
  })

  it('goes on where it may not look', async () => {
    const denied = awsError('AccessDeniedException')
    const { client } = await aws(await described({}), denied, denied, denied)
    const findings = await checkTable({ client }, layout)
    expect(notOk(findings)).toEqual(['warning permission', 'error permission', 'warning permission'])
    expect(doctorReport(findings)).toContain('Allow dynamodb:DescribeContinuousBackups')
  })
})

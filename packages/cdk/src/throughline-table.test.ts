import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import {
  Billing,
  Capacity,
  ContributorInsightsMode,
  StreamViewType,
  TableClass,
  TableEncryptionV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { describe, expect, it } from 'vitest'
import { frankfurt, libraryLayout, mixedLayout, type Properties, stackWith } from '../tests/library.ts'
import { CdkError } from './cdk-error.ts'
import { ThroughlineTable } from './throughline-table.ts'
import type { ThroughlineTableProps } from './throughline-table.types.ts'

const globalTable = 'AWS::DynamoDB::GlobalTable'
const tableOf = (props: Partial<ThroughlineTableProps> = {}, env = {}): Properties =>
  stackWith(props, env).only(globalTable)
const homeOf = (props: Partial<ThroughlineTableProps> = {}, env = {}): Properties | undefined =>
  tableOf(props, env).Replicas?.at(-1)
const keySchema = (pk: string, sk: string): object[] => [
  { AttributeName: pk, KeyType: 'HASH' },
  { AttributeName: sk, KeyType: 'RANGE' },
]

function functionIn(stack: Stack, environment: Record<string, string> = {}): LambdaFunction {
  const code = Code.fromInline('exports.handler = async () => {}')
  return new LambdaFunction(stack, 'Server', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code,
    environment,
  })
}

describe('the layout', () => {
  it('becomes keys and indexes with all attributes, each attribute once and a string', () => {
    const table = tableOf({ layout: mixedLayout })
    expect(table).toMatchObject({
      TableName: 'library',
      KeySchema: keySchema('pk', 'sk'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'GSI1',
          KeySchema: keySchema('gsi1pk', 'gsi1sk'),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      LocalSecondaryIndexes: [
        { IndexName: 'LSI1', KeySchema: keySchema('pk', 'lsi1sk'), Projection: { ProjectionType: 'ALL' } },
      ],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    })
    expect(table.AttributeDefinitions).toEqual(
      ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'lsi1sk'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    )
  })

  it('may have no index and nothing that expires', () => {
    const { ttl, ...lasting } = libraryLayout
    expect(tableOf()).toMatchObject({ TimeToLiveSpecification: { AttributeName: ttl, Enabled: true } })
    const table = tableOf({ layout: { ...lasting, indexes: [] } })
    for (const name of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes', 'TimeToLiveSpecification']) {
      expect(table).not.toHaveProperty(name)
    }
  })
})

describe('the defaults', () => {
  it('are those of production', () => {
    const { template } = stackWith()
    template().hasResource(globalTable, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    expect(tableOf()).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: false },
    })
    expect(tableOf()).not.toHaveProperty('StreamSpecification')
    expect(homeOf()).toEqual({
      Region: { Ref: 'AWS::Region' },
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      GlobalSecondaryIndexes: [{ IndexName: 'GSI1' }, { IndexName: 'GSI2' }],
    })
  })
})

describe('the options', () => {
  it('bills provisioned capacity, that of the indexes too', () => {
    const capacity = Capacity.autoscaled({ minCapacity: 5, maxCapacity: 50 })
    const billing = Billing.provisioned({ readCapacity: capacity, writeCapacity: capacity })
    const settings = { MinCapacity: 5, MaxCapacity: 50 }
    const write = { WriteCapacityAutoScalingSettings: settings }
    const read = { ReadCapacityAutoScalingSettings: settings }
    expect(tableOf({ billing })).toMatchObject({
      BillingMode: 'PROVISIONED',
      WriteProvisionedThroughputSettings: write,
      GlobalSecondaryIndexes: [
        { WriteProvisionedThroughputSettings: write },
        { WriteProvisionedThroughputSettings: write },
      ],
    })
    expect(homeOf({ billing })).toMatchObject({
      ReadProvisionedThroughputSettings: read,
      GlobalSecondaryIndexes: [
        { ReadProvisionedThroughputSettings: read },
        { ReadProvisionedThroughputSettings: read },
      ],
    })
  })

  it('encrypts with a key of AWS, or of the customer', () => {
    const kms = { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } }
    expect(tableOf({ encryption: TableEncryptionV2.awsManagedKey() })).toMatchObject(kms)
    const stack = new Stack(undefined, 'Keys', { env: frankfurt })
    const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k1')
    const encryption = TableEncryptionV2.customerManagedKey(key)
    expect(tableOf({ encryption }, frankfurt)).toMatchObject(kms)
    expect(homeOf({ encryption }, frankfurt)).toMatchObject({
      SSESpecification: { KMSMasterKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/k1' },
    })
  })

  it.each([
    [true, 'NEW_AND_OLD_IMAGES'],
    [StreamViewType.KEYS_ONLY, 'KEYS_ONLY'],
  ])('streams changes where stream is %s', (stream, type) => {
    const { only, table } = stackWith({ stream })
    expect(only(globalTable)).toMatchObject({ StreamSpecification: { StreamViewType: type } })
    expect(table.streamArn).toBe(table.table.tableStreamArn)
  })

  it('recovers as many days as wanted, or not at all', () => {
    expect(homeOf({ recoveryPeriodInDays: 7 })).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
    })
    expect(homeOf({ pointInTimeRecovery: false })).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    })
  })

  it('lets a stack of tests go, table and all', () => {
    const removalPolicy = RemovalPolicy.DESTROY
    stackWith({ removalPolicy })
      .template()
      .hasResource(globalTable, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' })
    expect(homeOf({ removalPolicy })).toMatchObject({ DeletionProtectionEnabled: false })
    expect(homeOf({ removalPolicy, deletionProtection: true })).toMatchObject({
      DeletionProtectionEnabled: true,
    })
    expect(homeOf({ deletionProtection: false })).toMatchObject({ DeletionProtectionEnabled: false })
  })

  it('names the hottest keys, of the indexes too', () => {
    const insights = { ContributorInsightsSpecification: { Enabled: true, Mode: 'THROTTLED_KEYS' } }
    expect(homeOf({ contributorInsights: ContributorInsightsMode.THROTTLED_KEYS })).toMatchObject({
      ...insights,
      GlobalSecondaryIndexes: [insights, insights],
    })
  })

  it('sets the table class and tags', () => {
    const { stack, only, alarms } = stackWith({
      tableClass: TableClass.STANDARD_INFREQUENT_ACCESS,
      tags: { team: 'books', cost: '42' },
    })
    functionIn(stack)
    const tags = [
      { Key: 'cost', Value: '42' },
      { Key: 'team', Value: 'books' },
    ]
    expect(only(globalTable).Replicas).toMatchObject([
      { TableClass: 'STANDARD_INFREQUENT_ACCESS', Tags: tags },
    ])
    expect(Object.values(alarms()).every(({ Tags }) => JSON.stringify(Tags) === JSON.stringify(tags))).toBe(
      true,
    )
    expect(only('AWS::Lambda::Function')).not.toHaveProperty('Tags')
  })

  it('replicates with the settings of the table', () => {
    const { only, table } = stackWith(
      {
        tags: { team: 'books' },
        replicas: [{ region: 'eu-west-1' }, { region: 'us-east-1', deletionProtection: false }],
      },
      frankfurt,
    )
    const common = {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      GlobalSecondaryIndexes: [{ IndexName: 'GSI1' }, { IndexName: 'GSI2' }],
      Tags: [{ Key: 'team', Value: 'books' }],
    }
    expect(only(globalTable)).toMatchObject({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      Replicas: [
        { Region: 'eu-west-1', DeletionProtectionEnabled: true, ...common },
        { Region: 'us-east-1', DeletionProtectionEnabled: false, ...common },
        { Region: 'eu-central-1', DeletionProtectionEnabled: true, ...common },
      ],
    })
    expect(table.streamArn).toBeDefined()
  })
})

describe('what it tells', () => {
  it('is name, ARN and no stream where there is none', () => {
    const { stack, table } = stackWith()
    expect(stack.resolve([table.tableName, table.tableArn])).toEqual([
      { Ref: 'TableCD117FA1' },
      { 'Fn::GetAtt': ['TableCD117FA1', 'Arn'] },
    ])
    expect(table.streamArn).toBeUndefined()
  })

  it('is an environment that Lambda takes', () => {
    const { stack, table, only } = stackWith()
    functionIn(stack, table.environment())
    expect(only('AWS::Lambda::Function')).toMatchObject({
      Environment: { Variables: { DYNAMODB_TABLE: { Ref: 'TableCD117FA1' } } },
    })
  })

  it('is a CdkError with all problems of the layout, and where', () => {
    const layout = { ...libraryLayout, tableName: '?', key: { pk: 'a', sk: 'a' } }
    const make = (): unknown => stackWith({ layout })
    expect(make).toThrow(CdkError)
    expect(make).toThrow(
      expect.objectContaining({
        name: 'CdkError',
        code: 'invalid_layout',
        problems: [expect.stringContaining('"?"'), expect.stringContaining('"a" twice')],
        message: expect.stringMatching(/^The table "Library\/Table" cannot be synthesised\. "\?" is .*twice/),
      }),
    )
  })

  it('is a CdkError with all problems of the options', () => {
    const make = (): unknown => stackWith({ recoveryPeriodInDays: 36, alarms: { throttles: 0 } })
    expect(make).toThrow(
      expect.objectContaining({
        code: 'invalid_options',
        problems: [expect.stringContaining('36'), expect.stringContaining('`throttles`')],
      }),
    )
  })

  it('is a CdkError to who wants to read a stream that is not there', () => {
    const { table } = stackWith()
    expect(() => table.grantStreamRead(new AccountPrincipal('123456789012'))).toThrow(
      expect.objectContaining({ code: 'no_stream', message: expect.stringContaining('`stream: true`') }),
    )
  })

  it('leaves nothing half made where it refuses', () => {
    const stack = new Stack()
    const layout = { ...libraryLayout, tableName: '?' }
    expect(() => new ThroughlineTable(stack, 'Table', { layout })).toThrow(CdkError)
    expect(stack.node.findAll().map(({ node }) => node.path)).toEqual(['Default', 'Default/Table'])
  })
})

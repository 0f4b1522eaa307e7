import type { Stack } from 'aws-cdk-lib'
import { TableEncryptionV2 } from 'aws-cdk-lib/aws-dynamodb'
import {
  AccountPrincipal,
  type Grant,
  type IGrantable,
  Role,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { describe, expect, it } from 'vitest'
import { frankfurt, libraryLayout, mixedLayout, stackWith, type TestStack } from '../tests/library.ts'
import type { ThroughlineTable } from './throughline-table.ts'
import type { ThroughlineTableProps } from './throughline-table.types.ts'

type GrantName = 'grantReadData' | 'grantReadWriteData' | 'grantStreamRead' | 'grantWriteData'

const reads = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']
const writes = [
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
]
const arn = { 'Fn::GetAtt': ['TableCD117FA1', 'Arn'] }
const index = (name: string): object => ({ 'Fn::Join': ['', [arn, `/index/${name}`]] })

function statementsOf(
  name: GrantName,
  props: Parameters<typeof stackWith>[0] = {},
  env = {},
): readonly object[] {
  const test = stackWith(props, env)
  test.table[name](roleIn(test))
  return test.only('AWS::IAM::Policy').PolicyDocument?.Statement ?? []
}

function roleIn({ stack }: Pick<TestStack, 'stack'>): Role {
  return new Role(stack, 'Server', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
}

describe('the grants', () => {
  it('read items of the table and query its indexes, by their names', () => {
    expect(statementsOf('grantReadData', { layout: mixedLayout })).toEqual([
      { Effect: 'Allow', Action: reads, Resource: arn },
      { Effect: 'Allow', Action: 'dynamodb:Query', Resource: [index('GSI1'), index('LSI1')] },
    ])
  })

  it('write items of the table, alone and in transactions', () => {
    expect(statementsOf('grantWriteData')).toEqual([{ Effect: 'Allow', Action: writes, Resource: arn }])
  })

  it('do both for a server', () => {
    expect(statementsOf('grantReadWriteData')).toEqual([
      { Effect: 'Allow', Action: [...reads, ...writes], Resource: arn },
      { Effect: 'Allow', Action: 'dynamodb:Query', Resource: [index('GSI1'), index('GSI2')] },
    ])
  })

  it('read the stream and nothing of the table', () => {
    const Resource = { 'Fn::GetAtt': ['TableCD117FA1', 'StreamArn'] }
    expect(statementsOf('grantStreamRead', { stream: true })).toEqual([
      { Effect: 'Allow', Action: 'dynamodb:ListStreams', Resource },
      {
        Effect: 'Allow',
        Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        Resource,
      },
    ])
  })

  it.each<GrantName>(['grantReadData', 'grantWriteData', 'grantReadWriteData', 'grantStreamRead'])(
    '%s allows no Scan, no PartiQL, no change of the table, and nothing everywhere',
    (name) => {
      const text = JSON.stringify(statementsOf(name, { stream: true, layout: mixedLayout }))
      expect(text).not.toMatch(/Scan|PartiQL|Table"|"\*"|:\*/)
    },
  )

  it('say nothing of indexes where there are none', () => {
    expect(statementsOf('grantReadData', { layout: { ...libraryLayout, indexes: [] } })).toEqual([
      { Effect: 'Allow', Action: reads, Resource: arn },
    ])
  })

  it('hold in each region of the table, with its keys', () => {
    const home = 'arn:aws:kms:eu-central-1:123456789012:key/k1'
    const away = 'arn:aws:kms:eu-west-1:123456789012:key/k2'
    const props = (stack: Stack): Partial<ThroughlineTableProps> => ({
      replicas: [{ region: 'eu-west-1' }],
      encryption: TableEncryptionV2.customerManagedKey(Key.fromKeyArn(stack, 'Key', home), {
        'eu-west-1': away,
      }),
    })
    const replica = [
      {
        'Fn::Join': [
          '',
          [
            'arn:',
            { Ref: 'AWS::Partition' },
            ':dynamodb:eu-west-1:123456789012:table/',
            { Ref: 'TableCD117FA1' },
          ],
        ],
      },
    ]
    const decrypt = ['kms:Decrypt', 'kms:DescribeKey']
    const encrypt = [...decrypt, 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']
    const statements = statementsOf('grantReadData', props, frankfurt)
    expect(statements).toContainEqual({ Effect: 'Allow', Action: reads, Resource: [arn, ...replica] })
    expect(JSON.stringify(statements).match(/\/index\/\w+/g)).toEqual([
      '/index/GSI1',
      '/index/GSI2',
      '/index/GSI1',
      '/index/GSI2',
    ])
    const written = statementsOf('grantWriteData', props, frankfurt)
    for (const Resource of [home, away]) {
      expect(statements).toContainEqual({ Effect: 'Allow', Action: decrypt, Resource })
      expect(written).toContainEqual({ Effect: 'Allow', Action: encrypt, Resource })
    }
  })

  it('let another account in by the policy of the table', () => {
    const { table, only } = stackWith()
    table.grantReadData(new AccountPrincipal('999999999999'))
    const [home] = only('AWS::DynamoDB::GlobalTable').Replicas ?? []
    expect(home?.ResourcePolicy?.PolicyDocument?.Statement).toMatchObject([
      { Effect: 'Allow', Action: reads, Resource: '*' },
    ])
  })

  it('give a Grant that says whether it holds', () => {
    const { stack, table } = stackWith({ stream: true })
    const user = new User(stack, 'User')
    const grants: ((table: ThroughlineTable, grantee: IGrantable) => Grant)[] = [
      (granting, grantee) => granting.grantReadData(grantee),
      (granting, grantee) => granting.grantWriteData(grantee),
      (granting, grantee) => granting.grantReadWriteData(grantee),
      (granting, grantee) => granting.grantStreamRead(grantee),
    ]
    for (const grant of grants) expect(() => grant(table, user).assertSuccess()).not.toThrow()
  })
})

import { readFileSync } from 'node:fs'
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { STRICT_CFN_VALIDATE_ERRORS } from 'aws-cdk-lib/cx-api'
import {
  AttributeType,
  Billing,
  Capacity,
  ContributorInsightsMode,
  TableClass,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { describe, expect, it } from 'vitest'
import { type TableLayout, ThroughlineTable } from '../src/index.ts'
import { emptyStack, frankfurt, logicalIdOf, mixedLayout, stackWith } from './library.ts'

describe('the template', () => {
  it('is pinned: a table with its defaults and a server that uses it', () => {
    const { stack, table, template } = stackWith()
    table.grantReadWriteData(
      new Role(stack, 'Server', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    )
    expect(template().toJSON()).toMatchSnapshot()
  })

  it('gives the table the logical id of a TableV2 of that name, so that one can take over the other', () => {
    const partitionKey = { name: 'pk', type: AttributeType.STRING }
    const plain = new TableV2(emptyStack(), 'Table', { partitionKey })
    expect(logicalIdOf(stackWith().table.table)).toBe(logicalIdOf(plain))
  })

  it('breaks no rule that AWS ships for CloudFormation, with all options on', { timeout: 60_000 }, () => {
    const app = new App({ analyticsReporting: false, context: { [STRICT_CFN_VALIDATE_ERRORS]: true } })
    const stack = new Stack(app, 'Library', { env: frankfurt })
    const key = new Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY })
    const arns = {
      'eu-west-1': 'arn:aws:kms:eu-west-1:123456789012:key/4f2d9c1e-0a4b-4b52-9d0c-5f3f2c1d7a10',
    }
    const capacity = Capacity.autoscaled({ minCapacity: 5, maxCapacity: 50 })
    const table = new ThroughlineTable(stack, 'Table', {
      layout: mixedLayout,
      billing: Billing.provisioned({ readCapacity: capacity, writeCapacity: capacity }),
      encryption: TableEncryptionV2.customerManagedKey(key, arns),
      stream: true,
      recoveryPeriodInDays: 7,
      contributorInsights: ContributorInsightsMode.THROTTLED_KEYS,
      tableClass: TableClass.STANDARD_INFREQUENT_ACCESS,
      replicas: [{ region: 'eu-west-1' }],
      tags: { team: 'books' },
      alarms: { actions: [new Topic(stack, 'OnCall', { masterKey: key })], indexPartitions: { GSI1: 4 } },
    })
    const role = new Role(stack, 'Server', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    table.grantReadWriteData(role)
    table.grantStreamRead(role)
    expect(() => app.synth()).not.toThrow()
  })

  it('is that of a layout from a JSON file', () => {
    const file = new URL('fixtures/library-layout.json', import.meta.url)
    const layout: TableLayout = JSON.parse(readFileSync(file, 'utf8'))
    expect(stackWith({ layout }).template().toJSON()).toEqual(stackWith().template().toJSON())
  })
})

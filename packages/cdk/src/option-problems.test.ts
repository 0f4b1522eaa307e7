import { type Environment, Stack } from 'aws-cdk-lib'
import { StreamViewType, TableEncryptionV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Key } from 'aws-cdk-lib/aws-kms'
import { describe, expect, it } from 'vitest'
import { frankfurt, libraryLayout, mixedLayout } from '../tests/library.ts'
import { optionProblems } from './option-problems.ts'
import type { ThroughlineTableProps } from './throughline-table.types.ts'

const replicas = [{ region: 'eu-west-1' }]
const key = Key.fromKeyArn(new Stack(), 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k1')
const problemsOf = (props: Partial<ThroughlineTableProps>, env: Environment = frankfurt): string[] =>
  optionProblems(new Stack(undefined, 'Library', { env }), { layout: libraryLayout, ...props })

describe('optionProblems', () => {
  it.each<[string, Partial<ThroughlineTableProps>]>([
    ['replicas', { replicas, stream: true }],
    [
      'replicas with a key each',
      { replicas, encryption: TableEncryptionV2.customerManagedKey(key, { 'eu-west-1': 'arn' }) },
    ],
    ['a recovery period', { recoveryPeriodInDays: 35 }],
    ['thresholds and none', { alarms: { throttles: 0.5, indexLoad: false, indexPartitions: { GSI2: 4 } } }],
  ])('takes %s', (_, props) => {
    expect(problemsOf(props)).toEqual([])
  })

  it.each<[string, Partial<ThroughlineTableProps>, string]>([
    ['a replica at home', { replicas: [{ region: 'eu-central-1' }] }, 'is the table itself'],
    ['a replica twice', { replicas: [...replicas, ...replicas] }, '"eu-west-1" has several replicas'],
    ['replicas without a stream', { replicas, stream: false }, 'fed by a stream'],
    ['replicas with half a stream', { replicas, stream: StreamViewType.NEW_IMAGE }, 'fed by a stream'],
    [
      'a replica without a key',
      { replicas, encryption: TableEncryptionV2.customerManagedKey(key) },
      'has no key',
    ],
    [
      'days without recovery',
      { pointInTimeRecovery: false, recoveryPeriodInDays: 7 },
      'without point-in-time',
    ],
    ['no days', { recoveryPeriodInDays: 0 }, 'is 0: use 1 to 35'],
    ['a threshold that is always met', { alarms: { indexLoad: 0 } }, '`indexLoad` is set to 0'],
    [
      'a threshold that is never met',
      { alarms: { systemErrors: Number.NaN } },
      '`systemErrors` is set to NaN',
    ],
    ['partitions of no index', { alarms: { indexPartitions: { GSI9: 2 } } }, 'names "GSI9"'],
    ['half a partition', { alarms: { indexPartitions: { GSI1: 0.5 } } }, 'of "GSI1" is 0.5'],
    [
      'partitions of a local index',
      { layout: mixedLayout, alarms: { indexPartitions: { LSI1: 2 } } },
      'names "LSI1": the layout has no global index',
    ],
  ])('refuses %s', (_, props, problem) => {
    expect(problemsOf(props)).toEqual([expect.stringContaining(problem)])
  })

  it('wants a region for replicas and for a key', () => {
    const encryption = TableEncryptionV2.customerManagedKey(key, { 'eu-west-1': 'arn' })
    expect(problemsOf({ replicas, encryption }, {})).toEqual([
      expect.stringContaining('Replicas want a stack with a region'),
      expect.stringContaining('A key of your own wants a stack with a region'),
    ])
  })
})

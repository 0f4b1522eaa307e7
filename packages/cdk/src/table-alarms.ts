import { Duration } from 'aws-cdk-lib'
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Operation, type TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { isGlobal } from './table-layout.ts'
import type { TableAlarmOptions, ThroughlineTableProps } from './throughline-table.types.ts'

/** What a partition key can take in a second. */
const partitionReads = 3_000
const partitionWrites = 1_000

/** Those that a `Store` sends: ten metrics are the most that an alarm can add up. */
const operations = [
  Operation.BATCH_GET_ITEM,
  Operation.BATCH_WRITE_ITEM,
  Operation.DELETE_ITEM,
  Operation.GET_ITEM,
  Operation.PUT_ITEM,
  Operation.QUERY,
  Operation.TRANSACT_GET_ITEMS,
  Operation.TRANSACT_WRITE_ITEMS,
  Operation.UPDATE_ITEM,
]

/** One alarm, before it is a construct. */
interface AlarmPlan {
  readonly id: string
  readonly metric: IMetric
  readonly threshold: number
  readonly description: string
}

/**
 * Makes the alarms that someone on call would want to be woken by; each looks at 3 of the last 5 minutes or more, so
 * that a burst which retries absorb wakes nobody.
 *
 * Not among them: `UserErrors`, which CloudWatch counts for a whole region and not for a table, and failed conditions,
 * with which a store tells a writer of a conflict.
 */
export function createTableAlarms(scope: Construct, table: TableV2, props: ThroughlineTableProps): Alarm[] {
  const { alarms: options = {} } = props
  if (options === false) return []
  const plans = [
    ...throttlePlans(table, options, props),
    ...systemErrorPlans(table, options),
    ...conflictPlans(table, options),
    ...loadPlans(table, options, props),
    ...replicationPlans(table, options, props),
  ]
  const actions = (options.actions ?? []).map(toAlarmAction)
  return plans.map(({ id, metric, threshold, description }) => {
    const alarm = new Alarm(scope, id, {
      metric,
      threshold,
      alarmDescription: description,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      // DynamoDB sends these metrics only while there is something to tell.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    for (const action of actions) {
      alarm.addAlarmAction(action)
      alarm.addOkAction(action)
    }
    return alarm
  })
}

function toAlarmAction(action: IAlarmAction | ITopic): IAlarmAction {
  return 'topicArn' in action ? new SnsAction(action) : action
}

/** Counted by the event: `ThrottledRequests` has no index, and does not count a batch of which a part went through. */
function throttlePlans(
  table: TableV2,
  { throttles = 10 }: TableAlarmOptions,
  { layout }: ThroughlineTableProps,
): AlarmPlan[] {
  if (throttles === false) return []
  const indexes = layout.indexes.filter(isGlobal)
  return [undefined, ...indexes.map(({ name }) => name)].map((index) => ({
    id: `Throttles${index ?? ''}`,
    metric: sum({
      reads: metricOf(table, 'ReadThrottleEvents', { index }),
      writes: metricOf(table, 'WriteThrottleEvents', { index }),
    }),
    threshold: throttles,
    description:
      `DynamoDB throttles ${index === undefined ? 'the table' : `the index ${index}`}. If *KeyRangeThroughputThrottleEvents ` +
      'counts too, one partition key is hot: spread it over more shards. Else raise the capacity or the quota.',
  }))
}

function systemErrorPlans(table: TableV2, { systemErrors = 5 }: TableAlarmOptions): AlarmPlan[] {
  if (systemErrors === false) return []
  const metrics = operations.map((operation): [string, IMetric] => [
    operation.toLowerCase(),
    metricOf(table, 'SystemErrors', { operation }),
  ])
  return [
    {
      id: 'SystemErrors',
      metric: sum(Object.fromEntries(metrics)),
      threshold: systemErrors,
      description: 'DynamoDB answers with internal errors, which clients retry. Look at AWS Health.',
    },
  ]
}

function conflictPlans(table: TableV2, { transactionConflicts = 50 }: TableAlarmOptions): AlarmPlan[] {
  if (transactionConflicts === false) return []
  const operation = Operation.TRANSACT_WRITE_ITEMS
  return [
    {
      id: 'TransactionConflicts',
      metric: new MathExpression({
        // Below one a second the share says little.
        expression:
          'IF(FILL(conflicts, 0) >= 60, 100 * FILL(conflicts, 0) / (FILL(conflicts, 0) + FILL(commits, 0)), 0)',
        usingMetrics: {
          conflicts: metricOf(table, 'TransactionConflict'),
          commits: metricOf(table, 'SuccessfulRequestLatency', { operation, statistic: 'SampleCount' }),
        },
        label: 'Conflicts, percent of transactions',
        period: Duration.minutes(1),
      }),
      threshold: transactionConflicts,
      description:
        'Transactions meet each other more often than they commit. Many writers contend for one row or one shard of the change feed: use more shards, or fewer writers.',
    },
  ]
}

function loadPlans(
  table: TableV2,
  { indexLoad = 80, indexPartitions = {} }: TableAlarmOptions,
  { layout }: ThroughlineTableProps,
): AlarmPlan[] {
  if (indexLoad === false) return []
  return layout.indexes.filter(isGlobal).map(({ name: index }) => {
    const seconds = 60 * (indexPartitions[index] ?? 1)
    const reads = seconds * partitionReads
    const writes = seconds * partitionWrites
    return {
      id: `Load${index}`,
      metric: new MathExpression({
        expression: `100 * MAX([FILL(reads, 0) / ${reads}, FILL(writes, 0) / ${writes}])`,
        usingMetrics: {
          reads: metricOf(table, 'ConsumedReadCapacityUnits', { index }),
          writes: metricOf(table, 'ConsumedWriteCapacityUnits', { index }),
        },
        label: 'Load, percent of its partitions',
        period: Duration.minutes(1),
      }),
      threshold: indexLoad,
      description: `The index ${index} comes near what its partition keys can take, and will throttle all writes of the table: spread it over more shards.`,
    }
  })
}

function replicationPlans(
  table: TableV2,
  { replicationLatency = 60_000 }: TableAlarmOptions,
  { replicas = [] }: ThroughlineTableProps,
): AlarmPlan[] {
  if (replicationLatency === false) return []
  return replicas.map(({ region }) => ({
    id: `ReplicationLatency${region}`,
    metric: table.metric('ReplicationLatency', {
      dimensionsMap: { TableName: table.tableName, ReceivingRegion: region },
      statistic: 'Average',
      // CloudWatch has it every five minutes.
      period: Duration.minutes(5),
    }),
    threshold: replicationLatency,
    description: `Writes reach the replica in ${region} late: readers there see old rows, and a failover would lose the rest.`,
  }))
}

function metricOf(
  table: TableV2,
  name: string,
  {
    index,
    operation,
    statistic = 'Sum',
  }: {
    readonly index?: string | undefined
    readonly operation?: Operation
    readonly statistic?: string
  } = {},
): IMetric {
  return table.metric(name, {
    dimensionsMap: {
      TableName: table.tableName,
      ...(index !== undefined && { GlobalSecondaryIndexName: index }),
      ...(operation !== undefined && { Operation: operation }),
    },
    statistic,
    period: Duration.minutes(1),
  })
}

/** Plain `a + b` has no value in a minute in which one of them has none, which here is the rule. */
function sum(usingMetrics: Record<string, IMetric>): MathExpression {
  const filled = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`)
  return new MathExpression({
    expression: `SUM([${filled.join(', ')}])`,
    usingMetrics,
    period: Duration.minutes(1),
  })
}

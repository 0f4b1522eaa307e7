import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { describe, expect, it } from 'vitest'
import { frankfurt, mixedLayout, type Properties, stackWith } from '../tests/library.ts'

const table = { Ref: 'TableCD117FA1' }

/** The metrics that an expression adds up, as `name dimension=value … statistic/period`. */
function metricsOf(alarm: Properties | undefined): string[] {
  return (alarm?.Metrics ?? []).flatMap(({ MetricStat }) => {
    if (!MetricStat) return []
    const { Metric, Period, Stat } = MetricStat
    const dimensions = Metric.Dimensions.map(
      ({ Name, Value }) => `${Name}=${typeof Value === 'string' ? Value : 'this'}`,
    )
    return [[Metric.MetricName, ...dimensions, `${Stat}/${Period}`].join(' ')]
  })
}

function expressionOf(alarm: Properties | undefined): string | undefined {
  return alarm?.Metrics?.find(({ Expression }) => Expression !== undefined)?.Expression
}

describe('the alarms', () => {
  it('are these without options, and tell nobody', () => {
    const alarms = stackWith().alarms()
    expect(Object.entries(alarms).map(([name, { Threshold }]) => [name, Threshold])).toEqual([
      ['Throttles', 10],
      ['ThrottlesGSI1', 10],
      ['ThrottlesGSI2', 10],
      ['SystemErrors', 5],
      ['TransactionConflicts', 50],
      ['LoadGSI1', 80],
      ['LoadGSI2', 80],
    ])
    for (const alarm of Object.values(alarms)) {
      expect(alarm).toMatchObject({
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        EvaluationPeriods: 5,
        DatapointsToAlarm: 3,
        TreatMissingData: 'notBreaching',
        AlarmDescription: expect.stringMatching(/\w\.$/),
      })
      expect(alarm).not.toHaveProperty('AlarmActions')
    }
  })

  it('count throttled events, those of the table and of each global index', () => {
    const alarms = stackWith({ layout: mixedLayout }).alarms()
    expect(Object.keys(alarms).filter((name) => name.startsWith('Throttles'))).toEqual([
      'Throttles',
      'ThrottlesGSI1',
    ])
    expect(expressionOf(alarms['Throttles'])).toBe('SUM([FILL(reads, 0), FILL(writes, 0)])')
    expect(metricsOf(alarms['Throttles'])).toEqual([
      'ReadThrottleEvents TableName=this Sum/60',
      'WriteThrottleEvents TableName=this Sum/60',
    ])
    expect(metricsOf(alarms['ThrottlesGSI1'])).toEqual([
      'ReadThrottleEvents GlobalSecondaryIndexName=GSI1 TableName=this Sum/60',
      'WriteThrottleEvents GlobalSecondaryIndexName=GSI1 TableName=this Sum/60',
    ])
  })

  it('look at this table', () => {
    expect(stackWith().alarms()['Throttles']?.Metrics?.at(-1)?.MetricStat?.Metric.Dimensions).toEqual([
      { Name: 'TableName', Value: table },
    ])
  })

  it('add up the errors of each operation of a store, within the ten metrics of an alarm', () => {
    const alarm = stackWith().alarms()['SystemErrors']
    const operations = metricsOf(alarm).map(
      (metric) => /^SystemErrors Operation=(\w+) TableName=this Sum\/60$/.exec(metric)?.[1],
    )
    expect(operations).toEqual([
      'BatchGetItem',
      'BatchWriteItem',
      'DeleteItem',
      'GetItem',
      'PutItem',
      'Query',
      'TransactGetItems',
      'TransactWriteItems',
      'UpdateItem',
    ])
    expect(expressionOf(alarm)).toMatch(/^SUM\(\[FILL\(batchgetitem, 0\), .*, FILL\(updateitem, 0\)\]\)$/)
  })

  it('compare conflicts with commits', () => {
    const alarm = stackWith().alarms()['TransactionConflicts']
    expect(metricsOf(alarm)).toEqual([
      'TransactionConflict TableName=this Sum/60',
      'SuccessfulRequestLatency Operation=TransactWriteItems TableName=this SampleCount/60',
    ])
    expect(expressionOf(alarm)).toContain(
      '100 * FILL(conflicts, 0) / (FILL(conflicts, 0) + FILL(commits, 0))',
    )
  })

  it('compare the load of an index with what its partition keys can take', () => {
    const alarms = stackWith({ alarms: { indexPartitions: { GSI2: 4 } } }).alarms()
    expect(expressionOf(alarms['LoadGSI1'])).toBe(
      '100 * MAX([FILL(reads, 0) / 180000, FILL(writes, 0) / 60000])',
    )
    expect(expressionOf(alarms['LoadGSI2'])).toBe(
      '100 * MAX([FILL(reads, 0) / 720000, FILL(writes, 0) / 240000])',
    )
    expect(metricsOf(alarms['LoadGSI2'])).toEqual([
      'ConsumedReadCapacityUnits GlobalSecondaryIndexName=GSI2 TableName=this Sum/60',
      'ConsumedWriteCapacityUnits GlobalSecondaryIndexName=GSI2 TableName=this Sum/60',
    ])
  })

  it('watch over each replica', () => {
    const replicas = [{ region: 'eu-west-1' }]
    const alarm = stackWith({ replicas }, frankfurt).alarms()['ReplicationLatencyeu-west-1']
    expect(alarm).toMatchObject({
      MetricName: 'ReplicationLatency',
      Dimensions: [
        { Name: 'ReceivingRegion', Value: 'eu-west-1' },
        { Name: 'TableName', Value: table },
      ],
      Statistic: 'Average',
      Period: 300,
      Threshold: 60_000,
    })
  })

  it('take thresholds', () => {
    const options = {
      throttles: 1,
      systemErrors: 2,
      transactionConflicts: 3,
      indexLoad: 4,
      replicationLatency: 5,
    }
    const alarms = stackWith({ alarms: options, replicas: [{ region: 'eu-west-1' }] }, frankfurt).alarms()
    expect(Object.entries(alarms).map(([name, { Threshold }]) => [name, Threshold])).toEqual([
      ['Throttles', 1],
      ['ThrottlesGSI1', 1],
      ['ThrottlesGSI2', 1],
      ['SystemErrors', 2],
      ['TransactionConflicts', 3],
      ['LoadGSI1', 4],
      ['LoadGSI2', 4],
      ['ReplicationLatencyeu-west-1', 5],
    ])
  })

  it('are turned off one by one, or all', () => {
    const off = {
      throttles: false,
      systemErrors: false,
      transactionConflicts: false,
      indexLoad: false,
    } as const
    for (const [name] of Object.entries(off)) {
      const others = Object.keys(stackWith({ alarms: { [name]: false } }).alarms())
      expect(others.length).toBe(name === 'throttles' ? 4 : name === 'indexLoad' ? 5 : 6)
    }
    const replicas = [{ region: 'eu-west-1' }]
    expect(
      stackWith({ alarms: { ...off, replicationLatency: false }, replicas }, frankfurt).alarms(),
    ).toEqual({})
    const { table: none, template } = stackWith({ alarms: false })
    expect(none.alarms).toEqual([])
    template().resourceCountIs('AWS::CloudWatch::Alarm', 0)
  })

  it('tell a topic and any other action, when they go off and when they are over', () => {
    const { alarms } = stackWith((stack) => {
      const topic = Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:eu-central-1:123456789012:on-call')
      const pager: IAlarmAction = {
        bind: () => ({ alarmActionArn: 'arn:aws:lambda:eu-central-1:123456789012:pager' }),
      }
      return { alarms: { actions: [topic, pager] } }
    })
    const actions = [
      'arn:aws:sns:eu-central-1:123456789012:on-call',
      'arn:aws:lambda:eu-central-1:123456789012:pager',
    ]
    for (const alarm of Object.values(alarms())) {
      expect(alarm).toMatchObject({ AlarmActions: actions, OKActions: actions })
    }
    expect.assertions(7)
  })

  it('are spared actions where the list is empty', () => {
    const [alarm] = Object.values(stackWith({ alarms: { actions: [] } }).alarms())
    expect(alarm).not.toHaveProperty('AlarmActions')
  })
})

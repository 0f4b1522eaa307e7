import { Stack, Token } from 'aws-cdk-lib'
import { StreamViewType, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { isGlobal } from './table-layout.ts'
import type { TableAlarmOptions, ThroughlineTableProps } from './throughline-table.types.ts'

/** What CDK or DynamoDB would refuse of the options, for a layout without problems. */
export function optionProblems(scope: Construct, props: ThroughlineTableProps): string[] {
  return [
    ...regionProblems(Stack.of(scope).region, props),
    ...recoveryProblems(props),
    ...(props.alarms ? alarmProblems(props.alarms, props) : []),
  ]
}

function regionProblems(
  home: string,
  { replicas = [], encryption, stream }: ThroughlineTableProps,
): string[] {
  const problems: string[] = []
  const ownKey = encryption?.type === TableEncryption.CUSTOMER_MANAGED
  if (Token.isUnresolved(home)) {
    if (replicas.length > 0) problems.push('Replicas want a stack with a region: give it `env: { region }`.')
    if (ownKey) problems.push('A key of your own wants a stack with a region: give it `env: { region }`.')
  }
  const regions = replicas.map(({ region }) => region)
  for (const [index, region] of regions.entries()) {
    if (region === home) problems.push(`The replica in "${region}" is the table itself: leave it out.`)
    else if (regions.indexOf(region) !== index) problems.push(`"${region}" has several replicas: leave one.`)
    else if (ownKey && encryption.replicaKeyArns?.[region] === undefined) {
      problems.push(
        `The replica in "${region}" has no key: name its ARN in \`customerManagedKey(key, arns)\`.`,
      )
    }
  }
  const wanted = stream === undefined || stream === true || stream === StreamViewType.NEW_AND_OLD_IMAGES
  if (replicas.length > 0 && !wanted) {
    problems.push('Replicas are fed by a stream of new and old images: leave `stream` out, or write `true`.')
  }
  return problems
}

function recoveryProblems({
  pointInTimeRecovery,
  recoveryPeriodInDays: days,
}: ThroughlineTableProps): string[] {
  if (days === undefined) return []
  if (pointInTimeRecovery === false) {
    return ['`recoveryPeriodInDays` is set without point-in-time recovery: leave one of them out.']
  }
  return Number.isInteger(days) && days >= 1 && days <= 35
    ? []
    : [`\`recoveryPeriodInDays\` is ${days}: use 1 to 35.`]
}

function alarmProblems(alarms: TableAlarmOptions, { layout }: ThroughlineTableProps): string[] {
  const { actions: _actions, indexPartitions = {}, ...thresholds } = alarms
  const names = new Set(layout.indexes.filter(isGlobal).map(({ name }) => name))
  const partitions = Object.entries(indexPartitions)
  return [
    ...Object.entries(thresholds)
      .filter(([, threshold]) => typeof threshold === 'number' && !(threshold > 0))
      .map(
        ([name, threshold]) => `The alarm \`${name}\` is set to ${threshold}: use more than 0, or \`false\`.`,
      ),
    ...partitions
      .filter(([name]) => !names.has(name))
      .map(([name]) => `\`indexPartitions\` names "${name}": the layout has no global index of that name.`),
    ...partitions
      .filter(([, count]) => !(Number.isInteger(count) && count > 0))
      .map(([name, count]) => `\`indexPartitions\` of "${name}" is ${count}: use a whole number from 1.`),
  ]
}

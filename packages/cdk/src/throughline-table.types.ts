import type { RemovalPolicy } from 'aws-cdk-lib'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type {
  Billing,
  ContributorInsightsMode,
  ReplicaTableProps,
  StreamViewType,
  TableClass,
  TableEncryptionV2,
} from 'aws-cdk-lib/aws-dynamodb'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { TableLayout } from './table-layout.ts'

/** Options of {@link ThroughlineTable}. */
export interface ThroughlineTableProps {
  readonly layout: TableLayout
  /** On demand when absent; `Billing.provisioned` with `Capacity.autoscaled` holds for the indexes too. */
  readonly billing?: Billing
  /**
   * DynamoDB's own key when absent; `TableEncryptionV2.awsManagedKey()`, or `customerManagedKey(key)`, which wants a
   * stack with a region and is granted along with the data.
   */
  readonly encryption?: TableEncryptionV2
  /**
   * Keeps each change for 24 hours, for readers such as Lambda: `true` with the old and the new item. `false` when
   * absent, unless there are replicas; it can be turned on later without an interruption.
   */
  readonly stream?: StreamViewType | boolean
  /** Restores any second of the last days; `true` when absent. */
  readonly pointInTimeRecovery?: boolean
  /** 1 to 35; 35 when absent. */
  readonly recoveryPeriodInDays?: number
  /** What becomes of the table when it leaves the stack: `RETAIN` when absent. `DESTROY` is for stacks of tests. */
  readonly removalPolicy?: RemovalPolicy
  /** Refuses each `DeleteTable`, by hand too; `true` when absent, `false` with `RemovalPolicy.DESTROY`. */
  readonly deletionProtection?: boolean
  /** Names the hottest keys of the table and its indexes in CloudWatch; off when absent, since it costs by the event. */
  readonly contributorInsights?: ContributorInsightsMode
  /** `STANDARD` when absent. */
  readonly tableClass?: TableClass
  /**
   * Copies in other regions, within about a second; a stack with a region is wanted. Write in one region at a time:
   * between two of them the last writer wins, and a transaction holds in its own alone.
   */
  readonly replicas?: readonly ReplicaTableProps[]
  /** Set on the table, its replicas and its alarms. */
  readonly tags?: Readonly<Record<string, string>>
  /** All of them with their defaults when absent; none when `false`. */
  readonly alarms?: TableAlarmOptions | false
}

/** Thresholds of a table's alarms: a number in the unit of the alarm, or `false` for none. */
export interface TableAlarmOptions {
  /** Told when an alarm goes off and when it is over; the alarms are seen in the console alone when absent. */
  readonly actions?: readonly (IAlarmAction | ITopic)[]
  /** Throttled reads and writes a minute, of the table and of each global index; 10 when absent. */
  readonly throttles?: number | false
  /** Failures inside DynamoDB (HTTP 500) a minute; 5 when absent. */
  readonly systemErrors?: number | false
  /** Percent of transactions that met another one, once that happens each second; 50 when absent. */
  readonly transactionConflicts?: number | false
  /** Percent of what the partitions of a global index can take, reads or writes; 80 when absent. */
  readonly indexLoad?: number | false
  /**
   * Over how many partition keys the load of an index is spread, by its name; 1 when absent, as it is for an index that
   * lists all rows under one key: 1,000 write and 3,000 read units a second.
   */
  readonly indexPartitions?: Readonly<Record<string, number>>
  /** Milliseconds until a write is in a replica; 60,000 when absent. */
  readonly replicationLatency?: number | false
}

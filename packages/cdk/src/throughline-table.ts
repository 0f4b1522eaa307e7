import { RemovalPolicy, Tags } from 'aws-cdk-lib'
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import {
  type Attribute,
  AttributeType,
  Billing,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { CdkError } from './cdk-error.ts'
import { layoutProblems } from './layout-problems.ts'
import { optionProblems } from './option-problems.ts'
import { createTableAlarms } from './table-alarms.ts'
import { grantData } from './table-grants.ts'
import { isGlobal } from './table-layout.ts'
import type { ThroughlineTableProps } from './throughline-table.types.ts'

/**
 * A DynamoDB table from a layout, ready for production: on demand, encrypted, with point-in-time recovery, protected
 * from deletion, retained when it leaves the stack, and with alarms.
 *
 * It stands on `TableV2` and not on `Table`: `TableV2` declares replicas, autoscaling and the settings of each replica
 * on one CloudFormation resource, where `Table` makes replicas with a Lambda function of its own; and CloudFormation
 * cannot turn the one into the other. The table has the logical id that a `TableV2` with this `id` would have.
 *
 * @throws {CdkError} `invalid_layout` or `invalid_options`, with all problems at once.
 */
export class ThroughlineTable extends Construct {
  /** The construct below, for what is not passed through. */
  readonly table: TableV2
  readonly tableName: string
  readonly tableArn: string
  /** Absent without a stream. */
  readonly streamArn: string | undefined
  /** For a dashboard or a composite alarm. */
  readonly alarms: readonly Alarm[]
  readonly #props: ThroughlineTableProps

  constructor(scope: Construct, id: string, props: ThroughlineTableProps) {
    super(scope, id)
    const problems = layoutProblems(props.layout)
    if (problems.length > 0) throw new CdkError('invalid_layout', this.node.path, problems)
    const refused = optionProblems(this, props)
    if (refused.length > 0) throw new CdkError('invalid_options', this.node.path, refused)

    this.#props = props
    this.table = createTable(this, props)
    this.tableName = this.table.tableName
    this.tableArn = this.table.tableArn
    // `TableV2` has an ARN for a stream that is not there, too: it would fail in the deployment.
    this.streamArn = streamViewType(props) && this.table.tableStreamArn
    this.alarms = createTableAlarms(this, this.table, props)
    for (const [key, value] of Object.entries(props.tags ?? {})) Tags.of(this).add(key, value)
  }

  /** Grants GetItem, BatchGetItem and Query, on the table and its indexes. */
  grantReadData(grantee: IGrantable): Grant {
    return grantData(this.table, grantee, { read: true, write: false }, this.#props)
  }

  /**
   * Grants PutItem, UpdateItem, DeleteItem, BatchWriteItem and ConditionCheckItem, in transactions too.
   *
   * A `Store` reads before it writes: for a server take {@link ThroughlineTable.grantReadWriteData}.
   */
  grantWriteData(grantee: IGrantable): Grant {
    return grantData(this.table, grantee, { read: false, write: true }, this.#props)
  }

  /** Grants all that a `Store` does: what the two others grant. */
  grantReadWriteData(grantee: IGrantable): Grant {
    return grantData(this.table, grantee, { read: true, write: true }, this.#props)
  }

  /**
   * Grants DescribeStream, GetRecords, GetShardIterator and ListStreams, on the stream.
   *
   * @throws {CdkError} `no_stream` for a table without one.
   */
  grantStreamRead(grantee: IGrantable): Grant {
    if (this.streamArn === undefined) {
      throw new CdkError('no_stream', this.node.path, ['It has no stream to read: set `stream: true`.'])
    }
    return this.table.grantStreamRead(grantee)
  }

  /**
   * What a server reads the table's name from: the environment of a function or a container.
   *
   * No region: Lambda sets `AWS_REGION` itself and refuses to have it set.
   */
  environment(): { readonly DYNAMODB_TABLE: string } {
    return { DYNAMODB_TABLE: this.tableName }
  }
}

/** `Default` is left out of logical ids, so that the id of the construct is that of the table. */
function createTable(scope: Construct, props: ThroughlineTableProps): TableV2 {
  const { layout, contributorInsights, recoveryPeriodInDays } = props
  const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN
  const dynamoStream = streamViewType(props)
  return new TableV2(scope, 'Default', {
    tableName: layout.tableName,
    partitionKey: text(layout.key.pk),
    sortKey: text(layout.key.sk),
    globalSecondaryIndexes: layout.indexes
      .filter(isGlobal)
      .map(({ name, pk, sk }) => ({ indexName: name, partitionKey: text(pk), sortKey: text(sk) })),
    localSecondaryIndexes: layout.indexes
      .filter((index) => !isGlobal(index))
      .map(({ name, sk }) => ({ indexName: name, sortKey: text(sk) })),
    ...(layout.ttl !== undefined && { timeToLiveAttribute: layout.ttl }),
    billing: props.billing ?? Billing.onDemand(),
    encryption: props.encryption ?? TableEncryptionV2.dynamoOwnedKey(),
    ...(dynamoStream && { dynamoStream }),
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: props.pointInTimeRecovery ?? true,
      ...(recoveryPeriodInDays !== undefined && { recoveryPeriodInDays }),
    },
    removalPolicy,
    deletionProtection: props.deletionProtection ?? removalPolicy !== RemovalPolicy.DESTROY,
    ...(contributorInsights && {
      contributorInsightsSpecification: { enabled: true, mode: contributorInsights },
    }),
    ...(props.tableClass && { tableClass: props.tableClass }),
    ...(props.replicas && { replicas: [...props.replicas] }),
  })
}

function text(name: string): Attribute {
  return { name, type: AttributeType.STRING }
}

/** Replicas are fed by a stream, whatever is said. */
function streamViewType({
  stream = false,
  replicas = [],
}: ThroughlineTableProps): StreamViewType | undefined {
  if (stream === true || replicas.length > 0) return StreamViewType.NEW_AND_OLD_IMAGES
  return stream === false ? undefined : stream
}

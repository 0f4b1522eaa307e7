import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'

/** What the retries and the hooks have to know of a request. */
export interface Operation {
  /** As DynamoDB calls it: `GetItem`, `TransactWriteItems`. */
  readonly name: string
  /** Whether sending it twice is as good as sending it once. */
  readonly idempotent: boolean
  /** Whether it can be asked how much capacity it took. */
  readonly hasCapacity: boolean
}

type Input = Readonly<Record<string, unknown>>
type Idempotent = (input: Input) => boolean

const always: Idempotent = () => true
/** Sent twice, a condition may fail because the first request held: the answer would be wrong. */
const withoutCondition: Idempotent = ({ ConditionExpression }) => ConditionExpression === undefined
const never: Idempotent = () => false
/** With a token, DynamoDB applies a transaction once and answers the second request alike, for ten minutes. */
const withToken: Idempotent = ({ ClientRequestToken }) => typeof ClientRequestToken === 'string'

/** By class: a bundler may have changed the names of classes. */
const dataOperations = [
  [GetCommand, 'GetItem', always],
  [BatchGetCommand, 'BatchGetItem', always],
  [QueryCommand, 'Query', always],
  [ScanCommand, 'Scan', always],
  [TransactGetCommand, 'TransactGetItems', always],
  [BatchWriteCommand, 'BatchWriteItem', always],
  [PutCommand, 'PutItem', withoutCondition],
  [DeleteCommand, 'DeleteItem', withoutCondition],
  [UpdateCommand, 'UpdateItem', never],
  [TransactWriteCommand, 'TransactWriteItems', withToken],
] as const

const tableReads = [
  [DescribeTableCommand, 'DescribeTable'],
  [DescribeTimeToLiveCommand, 'DescribeTimeToLive'],
  [DescribeContinuousBackupsCommand, 'DescribeContinuousBackups'],
  [ListTablesCommand, 'ListTables'],
] as const

/** Tells what a command does; one that is not known is not sent twice where it may have been done. */
export function operationOf(command: { readonly input: object }): Operation {
  for (const [type, name, idempotent] of dataOperations) {
    if (command instanceof type) {
      return { name, idempotent: idempotent({ ...command.input }), hasCapacity: true }
    }
  }
  for (const [type, name] of tableReads) {
    if (command instanceof type) return { name, idempotent: true, hasCapacity: false }
  }
  return { name: command.constructor.name.replace(/Command$/, ''), idempotent: false, hasCapacity: false }
}

import { Stack } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import type { ThroughlineTableProps } from './throughline-table.types.ts'

/**
 * What a `Store` sends, and nothing else: no Scan, no PartiQL, no stream, nothing that changes the table.
 *
 * A transaction has no action of its own: IAM asks for that of each of its steps.
 */
const readActions = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']
const writeActions = [
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
]
const indexActions = ['dynamodb:Query']

const keyReadActions = ['kms:Decrypt', 'kms:DescribeKey']
const keyWriteActions = ['kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']

/** What a grant is about. */
export interface GrantScope {
  readonly read: boolean
  readonly write: boolean
}

/** Grants data access to a table in all its regions, to each index by its name, and to the keys that encrypt it. */
export function grantData(
  table: TableV2,
  grantee: IGrantable,
  { read, write }: GrantScope,
  { layout, encryption, replicas = [] }: ThroughlineTableProps,
): Grant {
  const stack = Stack.of(table)
  const replicaArns = replicas.map(({ region }) =>
    stack.formatArn({ service: 'dynamodb', region, resource: 'table', resourceName: table.tableName }),
  )
  const tableArns = [table.tableArn, ...replicaArns]
  const grant = Grant.addToPrincipalOrResource({
    grantee,
    actions: [...(read ? readActions : []), ...(write ? writeActions : [])],
    resourceArns: tableArns,
    resourceSelfArns: ['*'],
    resource: table,
  })
  const keyActions = [...keyReadActions, ...(write ? keyWriteActions : [])]
  table.encryptionKey?.grant(grantee, ...keyActions)
  const replicaKeys = Object.values(encryption?.replicaKeyArns ?? {})
  if (replicaKeys.length > 0) {
    Grant.addToPrincipal({ grantee, actions: keyActions, resourceArns: replicaKeys })
  }
  if (!read || layout.indexes.length === 0) return grant
  const indexArns = tableArns.flatMap((arn) => layout.indexes.map(({ name }) => `${arn}/index/${name}`))
  return grant.combine(Grant.addToPrincipal({ grantee, actions: indexActions, resourceArns: indexArns }))
}

import { createTableInput } from './table.ts'
import type { TableLayout } from './table-layout.ts'

/** A resource `AWS::DynamoDB::Table`, in CloudFormation's names. */
export interface CloudFormationTable {
  readonly Type: 'AWS::DynamoDB::Table'
  readonly DeletionPolicy: 'Retain'
  readonly UpdateReplacePolicy: 'Retain'
  readonly Properties: Readonly<Record<string, unknown>>
}

/**
 * A layout as a resource of a CloudFormation template: paid by request, with point-in-time recovery, protected from
 * deletion, and kept when the stack goes.
 *
 * @throws {StoreError} `invalid` for a layout of one table each tenant without its tenant.
 */
export function cloudFormationTable(layout: TableLayout): CloudFormationTable {
  return {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      // The names of the API's request are those of the resource.
      ...createTableInput(layout),
      TimeToLiveSpecification: { AttributeName: layout.ttl, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    },
  }
}

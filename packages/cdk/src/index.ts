export { CdkError, type CdkErrorCode } from './cdk-error.ts'
export type { IndexLayout, KeyLayout, TableLayout } from './table-layout.ts'
export { ThroughlineTable } from './throughline-table.ts'
export type { TableAlarmOptions, ThroughlineTableProps } from './throughline-table.types.ts'

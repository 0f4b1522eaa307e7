export { type AccessPattern, accessPatterns } from './layout/access-patterns.ts'
export { zodToElectroDBAttributes } from './electro/attributes.ts'
export type { AttributeOf, ElectroAttributes } from './electro/attributes.types.ts'
export { type DeriveOptions, deriveEntities, deriveService } from './electro/derive-entities.ts'
export type {
  ElectroEntities,
  ElectroEntity,
  ElectroSchema,
  ElectroService,
} from './electro/derive-entities.types.ts'
export { createDynamoClient, type DynamoClientOptions } from './client/dynamo-client.ts'
export { checkTable, type CheckOptions, isOnAws } from './client/doctor.ts'
export { toStoreError } from './client/dynamo-error.ts'
export { placeOf } from './connection.ts'
export { createDynamoStore, type DynamoStoreOptions } from './dynamo-store.ts'
export type { ErrorPlace } from './client/error-row.ts'
export { doctorReport, type Finding, type FindingCode } from './client/finding.ts'
export { cloudFormationTable, type CloudFormationTable } from './layout/cloudformation.ts'
export { layoutHash } from './layout/layout-hash.ts'
export { accessPatternsMarkdown, tableLayoutMarkdown } from './layout/layout-markdown.ts'
export type { RequestEvent, RequestHooks, RetryEvent, RetryOptions } from './client/retry-policy.ts'
export { createTable, createTableInput, deleteTable } from './layout/table.ts'
export {
  defineUpgrades,
  type StoredFields,
  type StoredValue,
  type Upgrade,
  type Upgrades,
  type UpgradeStep,
} from './migrate/upgrades.ts'
export {
  type EntityLayout,
  type FixedValue,
  type IndexLayout,
  type IndexName,
  type KeyAttribute,
  type KeyPair,
  type KeyTemplates,
  type LayoutOptions,
  type LookupLayout,
  tableLayout,
  type TableLayout,
  type Tenancy,
  type UniqueLayout,
} from './layout/table-layout.ts'
export { tenantLayout } from './layout/tenancy.ts'
export { terraformTable, type TerraformTable } from './layout/terraform.ts'

export { type AccessPattern, accessPatterns } from './access-patterns.ts'
export { zodToElectroDBAttributes } from './attributes.ts'
export type { AttributeOf, ElectroAttributes } from './attributes.types.ts'
export { type DeriveOptions, deriveEntities, deriveService } from './derive-entities.ts'
export type {
  ElectroEntities,
  ElectroEntity,
  ElectroSchema,
  ElectroService,
} from './derive-entities.types.ts'
export { createDynamoClient, type DynamoClientOptions } from './dynamo-client.ts'
export { checkTable, type CheckOptions } from './doctor.ts'
export { toStoreError } from './dynamo-error.ts'
export { createDynamoStore, type DynamoStoreOptions } from './dynamo-store.ts'
export type { ErrorPlace } from './error-row.ts'
export { doctorReport, type Finding, type FindingCode } from './finding.ts'
export { layoutHash } from './layout-hash.ts'
export { accessPatternsMarkdown, tableLayoutMarkdown } from './layout-markdown.ts'
export type { RequestEvent, RequestHooks, RetryEvent, RetryOptions } from './retry-policy.ts'
export { createTable, createTableInput, deleteTable } from './table.ts'
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
} from './table-layout.ts'
export { tenantLayout } from './tenancy.ts'
export { terraformTable, type TerraformTable } from './terraform.ts'
